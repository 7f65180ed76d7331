"""The caseload: each district that is flagged itself or has a flagged school, with the reasons of either kept apart."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ssos_analysis.accountability.determinations import NO_DATA
from ssos_analysis.accountability.near_lines import lowest_participation
from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.accountability.why_flagged import TOLD_AS, Rates, Reason, reasons
from ssos_analysis.errors import StoreError

GRADUATION_LAG = 1


@dataclass(frozen=True)
class Caseload:
    """Who requires assistance in one year.

    Attributes
    ----------
    year : spring year of the determinations.
    districts : one row a district: org_code, org_name, is_flagged, reason (its own), reason_lines, ends, schools_n, schools,
        school_reasons, since, change.
    schools : one row a flagged school: org_code, org_name, district_code, district_name, percentile, support, reason, lines,
        ends, is_printed, groups, federal_designation, since, change.
    moves : organizations that entered or left since the determination before: org_code, org_name, org_level, move, years.
    notes : what the figures cannot say, in sentences.
    sources : files the flags were read from.
    determined : districts with a determination of their own in that year, flagged or not.
    """

    year: int
    districts: pd.DataFrame
    schools: pd.DataFrame
    moves: pd.DataFrame
    notes: tuple[str, ...]
    sources: frozenset[str]
    determined: frozenset[str]

    @property
    def codes(self) -> list[str]:
        """The districts of the caseload."""
        return list(self.districts["org_code"])

    @property
    def flagged_n(self) -> int:
        """Districts flagged themselves."""
        return int(self.districts["is_flagged"].sum())

    def headline(self) -> str:
        """How many schools, districts, and districts in all."""
        held = int((self.districts["schools_n"] > 0).sum())
        itself = "is flagged itself" if self.flagged_n == 1 else "are flagged themselves"
        return (
            f"{counted(len(self.schools), 'school')} flagged in {counted(held, 'district')}; "
            f"{counted(self.flagged_n, 'district')} {itself}; together {counted(len(self.districts), 'district')} ({self.year})."
        )


def counted(number: int, noun: str) -> str:
    """`1 school`, `275 schools`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def caseload(
    found: pd.DataFrame,
    book: RuleBook,
    graduation: pd.DataFrame,
    participation: pd.DataFrame,
    names: pd.Series,
    *,
    only: Sequence[str] | None = None,
) -> Caseload:
    """The caseload of the year of the rule book.

    Parameters
    ----------
    found : `determinations.determinations(...)`, every year.
    book : rules of the year.
    graduation : four-year rates of all students: org_code, school_year, graduated_pct.
    participation : tests of all students: org_code, school_year, subject, grades, participation_pct.
    names : org_code -> name, for districts without a determination of their own.
    only : codes of districts; None for all.

    Raises
    ------
    StoreError
        The store holds no determination of the year.
    """
    now = found[found["school_year"] == book.year]
    if now.empty:
        years = ", ".join(map(str, sorted(found["school_year"].unique()))) or "none"
        raise StoreError(
            f"the store holds no determinations of {book.year}",
            where="accountability",
            mend=f"years at hand: {years}; import the report, the workbook or the hub's dataset of the year",
        )
    rates = _rates(list(now["org_code"].astype(str)), graduation, participation, book.year)
    standing = _standing(found, book.year)
    schools = _schools(now, book, rates, standing, names)
    districts = _districts(now, schools, book, rates, standing, names)
    moves = _moves(found, book.year)
    if only is not None:
        schools, districts = schools[schools["district_code"].isin(only)], districts[districts["org_code"].isin(only)]
        moves = moves[moves["district_code"].isin(only)]
    return Caseload(
        book.year,
        districts.reset_index(drop=True),
        schools.reset_index(drop=True),
        moves.reset_index(drop=True),
        _notes(found, now, schools),
        frozenset(now.loc[now["is_flagged"], "source_id"]),
        frozenset(now.loc[(now["org_level"] == "district") & (now["classification"] != NO_DATA), "org_code"]),
    )


def _rates(codes: list[str], graduation: pd.DataFrame, participation: pd.DataFrame, year: int) -> dict[str, Rates]:
    """The rates that a year looks at, of these organizations."""
    of_class = graduation[graduation["school_year"] == year - GRADUATION_LAG].set_index("org_code")["graduated_pct"]
    graduates = set(graduation["org_code"])
    lowest = {
        str(row["org_code"]): (float(row["participation_pct"]), str(row["of"]))
        for row in lowest_participation(participation, year).to_dict("records")
    }
    return {
        code: Rates(
            (year - GRADUATION_LAG, float(of_class[code])) if code in of_class.index else None,
            code in graduates or not graduates,
            lowest.get(code),
        )
        for code in codes
    }


def _told(found: tuple[Reason, ...]) -> dict[str, object]:
    return {
        "reason": "; ".join(reason.words for reason in found),
        "reason_lines": ", ".join(TOLD_AS[reason.line] for reason in found),
        "ends": "; ".join(dict.fromkeys(reason.ends for reason in found)),
        "is_printed": all(reason.is_printed for reason in found),
    }


def _schools(
    now: pd.DataFrame, book: RuleBook, rates: dict[str, Rates], standing: pd.DataFrame, names: pd.Series
) -> pd.DataFrame:
    """Flagged schools with their reasons."""
    rows = []
    for row in now[now["is_flagged"] & (now["org_level"] == "school")].to_dict("records"):
        code, district = str(row["org_code"]), str(row["district_code"])
        rows.append(
            {
                "org_code": code, "org_name": row["org_name"], "district_code": district,
                "district_name": str(names.get(district, district)), "percentile": row["accountability_percentile"],
                "support": row["classification_reason"], **_told(reasons(row, book, rates[code])),
                "groups": row["low_performing_groups"], "federal_designation": row["federal_designation"],
                "since": standing.loc[code, "since"], "change": standing.loc[code, "change"], "disagrees": row["disagrees"],
            }
        )  # fmt: skip
    columns = (
        "org_code", "org_name", "district_code", "district_name", "percentile", "support", "reason", "reason_lines", "ends",
        "is_printed", "groups", "federal_designation", "since", "change", "disagrees",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns)).astype({"is_printed": bool})


def _districts(
    now: pd.DataFrame,
    schools: pd.DataFrame,
    book: RuleBook,
    rates: dict[str, Rates],
    standing: pd.DataFrame,
    names: pd.Series,
) -> pd.DataFrame:
    """One row a district, its own reasons beside those of its schools."""
    own = {str(row["org_code"]): row for row in now[now["org_level"] == "district"].to_dict("records")}
    flagged = {code for code, row in own.items() if row["is_flagged"]}
    rows = []
    for code in sorted(flagged | set(schools["district_code"])):
        its = schools[schools["district_code"] == code]
        told = _told(reasons(own[code], book, rates[code])) if code in flagged else _told(())
        lines = its["reason_lines"].str.split(", ").explode().value_counts()
        rows.append(
            {
                "org_code": code, "org_name": str(names.get(code, own.get(code, {}).get("org_name", code))),
                "is_flagged": code in flagged, "classification_reason": own[code]["classification_reason"] if code in own else "",
                **told, "schools_n": len(its), "schools": "; ".join(its["org_name"]),
                "school_reasons": ", ".join(f"{line} {number}" for line, number in lines.items()),
                "since": standing.loc[code, "since"] if code in flagged else "",
                "change": standing.loc[code, "change"] if code in flagged else "",
            }
        )  # fmt: skip
    columns = (
        "org_code", "org_name", "is_flagged", "classification_reason", "reason", "reason_lines", "ends", "is_printed",
        "schools_n", "schools", "school_reasons", "since", "change",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns)).astype({"is_flagged": bool, "is_printed": bool})


def _standing(found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Since when each flagged organization is, as far as determinations are at hand, and whether it entered this year."""
    rows = {}
    for code, history in found[found["school_year"] <= year].groupby("org_code"):
        flags = dict(zip(history["school_year"], history["is_flagged"], strict=True))
        if not flags.get(year):
            continue
        earlier = sorted((at for at in flags if at < year), reverse=True)
        run = [year]
        for at in earlier:
            if not flags[at]:
                break
            run.append(at)
        is_first = len(run) == len(earlier) + 1
        clear = None if is_first else earlier[len(run) - 1]
        since = str(run[-1]) if clear == run[-1] - 1 else f"after {clear}" if clear else f"{run[-1]} or earlier"
        change = "not known" if not earlier else "stays" if flags[earlier[0]] else f"new since {earlier[0]}"
        rows[code] = {"since": since, "change": change}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["since", "change"])


def _moves(found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Who entered and who left between the determination of an organization before this one and this one."""
    rows = []
    columns = ["org_code", "org_name", "org_level", "district_code", "school_year", "classification", "is_flagged"]
    newest = found.loc[found["school_year"] <= year, columns].sort_values(["org_code", "school_year"], kind="stable")
    pairs: dict[str, list[dict[Hashable, Any]]] = {}
    for row in newest.groupby("org_code").tail(2).to_dict("records"):  # a frame for each organization: half a minute
        pairs.setdefault(str(row["org_code"]), []).append(row)
    for code, last in pairs.items():
        if len(last) < 2 or last[1]["school_year"] != year or NO_DATA in (last[0]["classification"], last[1]["classification"]):
            continue
        before, after = bool(last[0]["is_flagged"]), bool(last[1]["is_flagged"])
        if before != after:
            rows.append(
                {
                    "org_code": code, "org_name": last[1]["org_name"], "org_level": last[1]["org_level"],
                    "district_code": last[1]["district_code"], "move": "entered" if after else "left",
                    "years": f"{last[0]['school_year']} to {year}",
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["org_code", "org_name", "org_level", "district_code", "move", "years"])


def _notes(found: pd.DataFrame, now: pd.DataFrame, schools: pd.DataFrame) -> tuple[str, ...]:
    """What the determinations at hand cannot say."""
    notes = []
    year = int(now["school_year"].iloc[0])
    untold = int((~schools["is_printed"]).sum())
    if untold:
        notes.append(
            f"The files print no reason for {untold} of {len(schools)} flagged schools. A percentile or graduation rate past its "
            "line is read off published figures; another reason may stand beside it."
        )
    unknown = int((schools["reason_lines"] == TOLD_AS["not_told"]).sum())
    if unknown:
        notes.append(f"Of {unknown} flagged schools nothing at hand says why; the workbook accountability-data of the year does.")
    for level, plural in (("school", "schools"), ("district", "districts")):
        years = sorted(found.loc[(found["org_level"] == level) & (found["school_year"] < year), "school_year"].unique())
        if not years:
            notes.append(
                f"No determination of {plural} before {year} is in the store: since when, who entered and who left is not known."
            )
        elif years[-1] != year - 1:
            notes.append(
                f"The newest determination of {plural} before {year} in the store is that of {years[-1]}: moves in between are "
                "not seen."
            )
    if clash := int((now["disagrees"] != "").sum()):
        notes.append(f"Publications classify {clash} organizations differently; the one that tells most is shown.")
    return tuple(notes)
