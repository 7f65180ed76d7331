"""Bright spots: schools, groups and grades that did better than schools of like enrollment, in two years running or more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.multiplicity import benjamini_hochberg
from ssos_analysis.measures.statewide_reads import boiled_down
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import sort_key

LEVEL = 0.10
LEAST_ADVANTAGE = 5.0
"""Points by which the drawn figure is better than what is expected, in each of the two years: less is no practical difference."""

_YEAR = (
    "school_year", "estimate", "n", "numerator", "expected", "shrunk", "shrunk_low", "shrunk_high", "advantage", "decimals",
    "source_id", "source_row",
)  # fmt: skip
_ABOUT = ("label", "short_label", "better", "topic", "unit", "report")
_PAIR = ("topic", "before_school_year", "school_year")
_DERIVED = ("shrunk", "shrunk_low", "shrunk_high", "advantage")


def bright_spots(measures: Sequence[MeasureTable], statewide: Statewide) -> tuple[Finding, ...]:
    """The district's school, group and measure cells that beat what is expected of them in their two newest ordinary years.

    Expected is what schools of the state with like shares of low-income students, English learners and students with disabilities
    reach in the same measure (a grade or a span), group and year. Both years have to hold: the larger of their two p-values
    counts. All cells of the district are one family (Benjamini and Hochberg, 10 percent). Each figure is drawn towards what is
    expected first, so that a small school is not found for its luck.

    Returns
    -------
    tuple of Finding
        kind `bright_spots`, one for each publication family; only what was found, by school and group, never ranked. `choices`
        says how many cells were tested and found, of how many schools; `years` the pairs of years (topic:before:last), which
        need not follow one another; `without` and `without_expectation` the measures not looked at, by what the files lack.
        `before_…` is the earlier of the two years; `years_n` counts the years, of those at hand, on the better side. Why a
        school does better is not in these data: it is a place to look, not a cause.
    """
    cells: list[dict[str, Any]] = [cell for one in measures for cell in _cells(one, statewide)]
    p = np.array([cell["p_value"] for cell in cells], dtype=float)
    adjusted = benjamini_hochberg(p, level=LEVEL)
    looked_at = {cell["measure_id"] for cell in cells}
    for place, cell in enumerate(cells):
        cell["p_value"] = adjusted.p_value[place]
        cell["is_found"] = bool(adjusted.is_found[place] and min(cell["advantage"], cell["before_advantage"]) >= LEAST_ADVANTAGE)
    found = []
    for family in dict.fromkeys(one.measure.family for one in measures):
        mine = [cell for cell in cells if cell["family"] == family and cell["is_found"]]
        columns = ["measure_id", *_ABOUT, "org_code", "org_name", "student_group", "p_value", "years_n", *_YEAR,
                   *(f"before_{name}" for name in _YEAR)]  # fmt: skip
        table = pd.DataFrame(mine, columns=columns)
        table = table.assign(_group=table["student_group"].map(sort_key)).sort_values(["org_name", "measure_id", "_group"])
        table = table.drop(columns="_group").reset_index(drop=True)
        choices = {
            "tested_n": str(len(cells)), "found_n": str(sum(bool(cell["is_found"]) for cell in cells)), "level": str(LEVEL),
            "least_advantage": str(LEAST_ADVANTAGE), "district_name": measures[0].district_name,
            "schools_n": str(len({cell["org_code"] for cell in cells})),
            "measures": "; ".join(dict.fromkeys(str(cell["short_label"]) for cell in cells)),
            "years": "; ".join(dict.fromkeys(":".join(str(cell[name]) for name in _PAIR) for cell in cells)),
            **_not_looked_at([one for one in measures if one.measure.id not in looked_at]),
        }  # fmt: skip
        floors = (
            Floor("n", "numerator", (*_DERIVED, "p_value")),
            Floor("before_n", "before_numerator", (*(f"before_{name}" for name in _DERIVED), "p_value")),
        )
        found.append(Finding("bright_spots", family, None, table, choices, floors, ("estimate", "before_estimate")))
    return tuple(found)


def _not_looked_at(measures: Sequence[MeasureTable]) -> dict[str, str]:
    """Measures without a case by what they lack: two years of a school with counts, or else what is expected in two of them."""
    has_years = {one.measure.id: _has_two_years(one) for one in measures}
    return {
        name: "; ".join(one.measure.short_label for one in measures if has_years[one.measure.id] == wanted)
        for name, wanted in (("without", False), ("without_expectation", True))
    }


def _has_two_years(measure: MeasureTable) -> bool:
    rows = measure.table
    usable = rows[
        (rows["org_level"] == "school") & (rows["status"] == REPORTED) & (rows["unusual"] == "") & (rows["denominator"] > 0)
    ]
    return bool((usable.groupby(["org_code", "student_group"])["school_year"].nunique() >= 2).any())


@boiled_down(places=1)
def _expected(statewide: Statewide, measure_id: str, district_code: str, through: int) -> pd.DataFrame:
    """What is expected of the district's own schools, year by year."""
    rows = statewide.expectations
    rows = rows[rows["measure_id"] == measure_id]
    return rows[rows["org_code"].str.startswith(district_code[:4]) & (rows["school_year"] <= through)]


def _cells(measure: MeasureTable, statewide: Statewide) -> list[dict[str, Any]]:
    """Each school and group of one measure with two years at hand; the larger p-value of the two newest."""
    about = measure.measure
    rows = _expected(statewide, about.id, measure.district_code, measure.through)
    names = measure.table.drop_duplicates("org_code").set_index("org_code")["org_name"].to_dict()
    published = measure.table[["org_code", "student_group", "school_year", "decimals", "source_id", "source_row"]]
    rows = rows.merge(published, on=["org_code", "student_group", "school_year"], how="left")
    sign = 1.0 if about.better == "higher" else -1.0
    rows = rows.assign(advantage=sign * (rows["shrunk"] - rows["expected"])).sort_values("school_year", kind="stable")
    cells: list[dict[str, Any]] = []
    for (code, group), held in rows.groupby(["org_code", "student_group"], sort=True):
        if len(held) < 2:
            continue
        before, last = held.iloc[-2], held.iloc[-1]
        name = str(names.get(code, code)).removeprefix(f"{measure.district_name} - ").split(" - ", 1)[-1]
        cells.append(
            {
                "measure_id": about.id, "family": about.family, **{name: getattr(about, name) for name in _ABOUT},
                "org_code": code, "org_name": name, "student_group": group, "years_n": int((held["advantage"] > 0).sum()),
                "p_value": float(max(before["p_value"], last["p_value"])),
                **{name: last[name] for name in _YEAR}, **{f"before_{name}": before[name] for name in _YEAR},
            }
        )  # fmt: skip
    return cells
