"""The state's determinations of a district and its schools: what was decided and why, built again, and what decides it."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.accountability.district import DistrictAccountability
from ssos_analysis.accountability.escapes import escapes as points_while_falling
from ssos_analysis.accountability.near_lines import COLUMNS as NEAR_COLUMNS
from ssos_analysis.accountability.near_lines import open_lines
from ssos_analysis.accountability.reconcile import EQUAL, MISSING, UNEXPLAINED
from ssos_analysis.accountability.scenarios import scenarios as assumed
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

FAMILY = "accountability"
NO_POINTS = (
    "The files read hold no indicator's points, weight or target of this district: the state prints them in its accountability "
    "workbooks (accountability-data, criterion-referenced-percentage, accountability-targets), which have not been imported."
)


def determination(about: DistrictAccountability) -> Finding:
    """The district and its schools side by side: class, label, percent and percentile as published, and ours beside them.

    Returns
    -------
    Finding
        kind `accountability_determination`; `ours` is the percentage built again (two of them where the year before is known
        as a whole number only), empty where it could not be, and `why` says why.
    """
    rows = []
    for row in _of_year(about).to_dict("records"):
        own = about.standing(str(row["org_code"]))
        both = own.cumulative if own else None
        shown = list(both.shown) if both else []
        why = "" if shown else ("; ".join(own.missing) if own else "inputs not published")
        rows.append(
            {
                **{name: row[name] for name in ("org_code", "org_name", "org_level", "school_year", "classification")},
                "label": row["classification_reason"], "targets_pct": row["targets_pct"], "annual_pct": row["annual_pct"],
                "prior_annual_pct": row["prior_annual_pct"], "accountability_percentile": row["accountability_percentile"],
                "ours": " or ".join(map(str, shown)), "our_label": own.label if own else "", "why": why,
                "source_id": row["source_id"], "source_row": row["source_row"],
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    return finding_of("accountability_determination", about, frame, republished=("targets_pct", "accountability_percentile"))


def reasons(about: DistrictAccountability) -> Finding:
    """Which of them require assistance, why, since when, and what would end it; the district's own reasons first."""
    columns = ["org_code", "org_name", "org_level", "reason", "reason_lines", "is_printed", "ends", "since", "change"]
    held = about.caseload
    if held is None:
        return finding_of("accountability_reasons", about, pd.DataFrame(columns=[*columns, "source_id"]), notes="", has_own="")
    has_own = "yes" if (_of_year(about)["org_level"] == "district").any() else ""
    own = held.districts[held.districts["is_flagged"]].assign(org_level="district")
    schools = held.schools.assign(org_level="school").sort_values(["org_name", "org_code"])
    rows = pd.concat([own[columns], schools[columns]], ignore_index=True)
    rows["source_id"] = rows["org_code"].map(_of_year(about).set_index("org_code")["source_id"])
    return finding_of("accountability_reasons", about, rows, notes=" ".join(held.notes), has_own=has_own)


def near_lines(about: DistrictAccountability) -> Finding:
    """Who is near a line that requires assistance; the interval of a rate needs 20 students.

    Returns
    -------
    Finding
        kind `accountability_near`; `choices["open_lines"]`: which of its lines is not confirmed, as a sentence; or empty.
    """
    frame = about.near if len(about.near.columns) else pd.DataFrame(columns=list(NEAR_COLUMNS))
    floors = (Floor("n", None, ("low", "high")),)
    said = open_lines(frame, about.book) if len(frame) else ""
    return finding_of("accountability_near", about, frame, floors=floors, republished=("figure",), open_lines=said)


def status_and_change(about: DistrictAccountability, code: str | None = None) -> Finding:
    """Level, change, target and points of every indicator and group of an organization, with the state's level beside it."""
    code = code or about.district_code
    keys = ["gradespan", "indicator", "student_group"]
    wanted = [
        *keys, "prior_value", "current_value", "change", "target", "included_n", "points", "points_possible", "reason",
        "prior_year", "current_year", "source_id", "source_row",
    ]  # fmt: skip
    rows = about.rebuilt.rows.indicators
    rows = rows[rows["school_year"] == (about.year or 0)]
    own = rows[(rows["org_code"] == code) & (rows["current_value"].notna() | rows["points"].notna())][wanted]
    state = rows[rows["org_code"] == STATE][[*keys, "current_value"]].rename(columns={"current_value": "state_value"})
    return finding_of(
        "accountability_status", about, own.merge(state, on=keys, how="left"), org=code, republished=("current_value", "points")
    )


def escapes(about: DistrictAccountability) -> Finding:
    """Indicators that earned points for a target although their value got worse."""
    frame = points_while_falling(about.book, about.indicators(about.district_code)) if about.year else pd.DataFrame()
    frame = frame if len(frame.columns) else pd.DataFrame(columns=["gradespan", "student_group", "indicator", "how", "source_id"])
    return finding_of("accountability_escapes", about, frame, has_points=_has_points(about), republished=("points",))


def scenarios(about: DistrictAccountability) -> Finding:
    """The percentage and label under named assumptions; no forecast."""
    own = about.standing(about.district_code)
    frame = assumed(about.book, own) if own else pd.DataFrame(columns=["scenario"])
    source = about.indicators(about.district_code)
    frame["source_id"] = source[0]["source_id"] if source else None
    return finding_of(
        "accountability_scenarios", about, frame, republished=(), why_not="; ".join(own.missing) if own else "",
        has_points="yes" if own else "",
    )  # fmt: skip


def reconciled(about: DistrictAccountability) -> Finding:
    """What of the determinations of the district and its schools could be checked, and how it came out, by year and level.

    Returns
    -------
    Finding
        kind `accountability_reconciled`; published, label_checkable, recomputable (organizations); equal, explained, unexplained,
        not_checked (figures). `choices["open"]`: the differences that are not explained, in words.
    """
    codes = {code for code in about.rebuilt.published["org_code"] if code[:4] == about.district_code[:4]}
    mine = about.rebuilt.compared[about.rebuilt.compared["org_code"].isin(codes)]
    verdict = mine["verdict"]
    counted = mine.assign(
        equal=verdict == EQUAL, unexplained=verdict == UNEXPLAINED, not_checked=verdict == MISSING,
        explained=~verdict.isin([EQUAL, UNEXPLAINED, MISSING]),
    )  # fmt: skip
    key = ["school_year", "org_level"]
    sums = counted.groupby(key)[["equal", "explained", "unexplained", "not_checked"]].sum().reset_index()
    frame = about.rebuilt.coverage.merge(sums, on=key, how="left") if len(about.rebuilt.coverage) else pd.DataFrame(columns=key)
    open_ones = mine[verdict == UNEXPLAINED]
    told = "; ".join(
        f"{row['org_name']}, {row['school_year']}, {row['step']} {row['what']}: ours {row['ours']}, published {row['published']}"
        for row in open_ones.to_dict("records")
    )
    years = ", ".join(map(str, about.rebuilt.without_rules))
    return finding_of("accountability_reconciled", about, frame, republished=(), open=told, without_rules=years)


def _of_year(about: DistrictAccountability) -> pd.DataFrame:
    """Determinations of the year: the district first, then its schools by name."""
    rows = about.rebuilt.published
    rows = rows[(rows["district_code"] == about.district_code) & (rows["school_year"] == (about.year or 0))]
    return rows.sort_values(["org_level", "org_name", "org_code"], ignore_index=True)


def _has_points(about: DistrictAccountability) -> str:
    own = about.standing(about.district_code)
    return "yes" if own and any(group.pct is not None for group in own.columns.values()) else ""


def finding_of(
    kind: str,
    about: DistrictAccountability,
    table: pd.DataFrame,
    *,
    floors: tuple[Floor, ...] = (),
    republished: tuple[str, ...] = (),
    **choices: str,
) -> Finding:
    """A finding of the year; its choices name the district, the year and the group."""
    named = {"district_name": about.district_name, "year": str(about.year or ""), "group": ALL_STUDENTS, **choices}
    return Finding(kind, FAMILY, None, table, named, floors, republished=republished)
