"""The schools of a district: their main figures side by side, and for flagged or named schools each group beside the state's."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ssos_analysis.accountability.district import DistrictAccountability
from ssos_analysis.analyses.comparison import against, same_period
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS, sort_key

RECENT_YEARS = 5
"""A school's figure this much older than the newest of the district's schools says nothing of it now: it may have closed."""
_FIGURES = (
    "school_year", "student_group", "variant", "estimate", "decimals", "denominator", "low", "high", "method", "counts",
    "unusual", "status", "publication", "source_id", "source_row",
)  # fmt: skip
COLUMNS = (
    "org_code", "org_name", "measure", "label", "short_label", "unit", "better", "kind", "topic", "report", *_FIGURES,
    "state_estimate", "state_decimals", "state_source_id", "stands", "classification", "percentile", "reason", "ends", "since",
)  # fmt: skip


def school_figures(measures: Sequence[MeasureTable], about: DistrictAccountability) -> Finding:
    """Every school's newest figure of each measure, all students, beside the state's; by name, never by rank.

    Returns
    -------
    Finding
        kind `school_figures`; columns COLUMNS, one row per school and measure that has a figure. Nothing is derived.
    """
    rows = [row for measure in measures for row in _rows(measure, groups=(ALL_STUDENTS,))]
    newest: dict[tuple[object, object], dict[str, object]] = {}
    for row in sorted(rows, key=lambda row: int(str(row["school_year"]))):
        newest[row["org_code"], row["measure"]] = row
    rows = list(newest.values())
    return _finding("school_figures", rows, measures, about, named=())


def school_profiles(measures: Sequence[MeasureTable], about: DistrictAccountability, *, named: Sequence[str] = ()) -> Finding:
    """The groups of each flagged or named school, each beside the same group in the state, with why the school is flagged.

    Parameters
    ----------
    measures : shares and means, in the order of the page.
    about : the determinations of the district and its schools.
    named : codes of further schools of the district, flagged or not.

    Returns
    -------
    Finding
        kind `school_profiles`; columns COLUMNS, one row per school, measure and group of its newest ordinary year, and a second
        of the newest that the state publishes too, where that is another. A school without any figure has one row with a blank
        `measure`. Nothing is derived: `stands` says what the interval of a published figure allows, and `too_few` under 30
        students. `choices["unknown"]`: named codes that are no school of the district.
    """
    wanted = [*_flagged(about), *named]
    rows = [row for measure in measures for row in _rows(measure, groups=tuple(GROUPS), only=tuple(wanted))]
    known = {str(code) for measure in measures for code in _schools(measure)["org_code"].unique()}
    known |= {row["org_code"] for row in _published(about).to_dict("records")}
    silent = [code for code in dict.fromkeys(wanted) if code in known and code not in {row["org_code"] for row in rows}]
    rows += [{"org_code": code, "org_name": "", "measure": "", "status": "", "student_group": ALL_STUDENTS} for code in silent]
    unknown = ", ".join(sorted(set(named) - known))
    return _finding("school_profiles", rows, measures, about, named=named, unknown=unknown)


def _finding(
    kind: str, rows: list[dict[str, object]], measures: Sequence[MeasureTable], about: DistrictAccountability,
    *, named: Sequence[str], **choices: str,
) -> Finding:  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS)).drop(columns=["classification", "percentile", "reason", "ends", "since"])
    table = table.merge(_determined(about), on="org_code", how="left", suffixes=("", "_determined"))
    table["org_name"] = table["org_name"].where(table["org_name"].astype(bool), table["org_name_determined"])
    for column in ("classification", "reason", "ends", "since"):
        table[column] = table[column].fillna("")
    table["org_name"] = table["org_code"].map(_newest_names(table))
    order = {measure.measure.id: number for number, measure in enumerate(measures)}
    table = table.assign(
        _measure=table["measure"].map(order), _group=[sort_key(group) for group in table["student_group"]]
    ).sort_values(["org_name", "org_code", "_measure", "_group", "school_year"], ignore_index=True)
    district = measures[0].district_name if measures else about.district_name
    said = {"district_name": district, "year": str(about.year or ""), "named": ", ".join(named), **choices}
    family = measures[0].measure.family if measures else "accountability"
    return Finding(kind, family, None, table[list(COLUMNS)], said, (), ("estimate", "state_estimate"))


def _newest_names(table: pd.DataFrame) -> dict[str, str]:
    """Each school under one name, that of its newest figure: schools are renamed, and keep their code."""
    newest = table.sort_values("school_year", na_position="first").drop_duplicates("org_code", keep="last")
    return dict(zip(newest["org_code"], newest["org_name"], strict=True))


def _schools(measure: MeasureTable) -> pd.DataFrame:
    rows = measure.rows()
    return rows[rows["org_level"] == "school"]


def _rows(measure: MeasureTable, *, groups: tuple[str, ...], only: tuple[str, ...] | None = None) -> list[dict[str, object]]:
    """Each school's newest figure of each group, and where the state publishes none beside it, also the newest that has one."""
    about = measure.measure
    schools = _schools(measure)
    schools = schools[schools["status"] == REPORTED]
    last = schools["school_year"].max()
    schools = schools[(schools["school_year"] >= last - RECENT_YEARS) & (schools["unusual"] == "")]
    schools = schools[schools["student_group"].isin(groups)]
    if only is not None:
        schools = schools[schools["org_code"].isin(only)]
    keys = ["school_year", "student_group", "variant"]
    state = measure.rows(org_code=STATE)
    beside = state.loc[state["status"] == REPORTED, keys].drop_duplicates().assign(has_state=True)
    schools = schools.merge(beside, on=keys, how="left").sort_values("school_year")
    newest = schools.drop_duplicates(["org_code", "student_group"], keep="last")
    comparable = schools[schools["has_state"].notna()].drop_duplicates(["org_code", "student_group"], keep="last")
    chosen = pd.concat([newest, comparable]).drop_duplicates(["org_code", *keys])
    found: list[dict[str, object]] = []
    for _, row in chosen.iterrows():
        beside_it = same_period(measure.rows(org_code=STATE, group=row["student_group"]), row)
        found.append(
            {
                "org_code": row["org_code"], "org_name": _short(str(row["org_name"]), measure.district_name),
                "measure": about.id, "label": about.label, "short_label": about.short_label, "unit": about.unit,
                "better": about.better, "kind": about.kind, "topic": about.topic, "report": about.report,
                **{name: row[name] for name in _FIGURES},
                "state_estimate": beside_it.estimate, "state_decimals": beside_it.decimals,
                "state_source_id": beside_it.source_id,
                "stands": against(row, beside_it.estimate, about.kind, other_decimals=beside_it.decimals),
            }
        )  # fmt: skip
    return found


def _short(name: str, district: str) -> str:
    """A school's name without its district's in front."""
    return name.removeprefix(f"{district} - ").removeprefix(f"{district}-").split(" - ", 1)[-1]


def _published(about: DistrictAccountability) -> pd.DataFrame:
    """Determinations of the district's schools in the year."""
    if about.year is None:
        return pd.DataFrame(columns=["org_code", "org_name", "classification", "accountability_percentile"])
    rows = about.rebuilt.published
    is_own = (rows["district_code"] == about.district_code) & (rows["school_year"] == about.year)
    return rows[is_own & (rows["org_level"] == "school")]


def _flagged(about: DistrictAccountability) -> list[str]:
    return [] if about.caseload is None else [str(code) for code in about.caseload.schools["org_code"]]


def _determined(about: DistrictAccountability) -> pd.DataFrame:
    """Class, percentile and, where flagged, the reason of each school that the state determined."""
    columns = ["org_code", "org_name", "classification", "percentile", "reason", "ends", "since"]
    rows = _published(about).rename(columns={"accountability_percentile": "percentile"})
    if rows.empty:
        return pd.DataFrame(columns=columns)
    rows = rows.assign(org_name=[_short(str(name), about.district_name) for name in rows["org_name"]])
    rows = rows.drop_duplicates("org_code")
    if about.caseload is None:
        return rows.assign(reason="", ends="", since="")[columns]
    why = about.caseload.schools[["org_code", "reason", "ends", "since"]]
    return rows[columns[:4]].merge(why, on="org_code", how="left")[columns]
