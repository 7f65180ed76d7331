"""What schools of like enrollment reach in one measure, group and year; and each school's figure drawn towards that."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray
from ssos_analysis.estimation.normal_shrinkage import Shrunk, fay_herriot
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.statewide_tables import EXPECTATIONS, empty_frame
from ssos_analysis.schemas.columns import COPIES, REPORTED

LEAST_SCHOOLS = 30
"""Schools from which an expectation may be drawn; a choice of ours."""
YEARS = 4
"""Newest ordinary years: a bright spot needs two, and older ones are another school's."""
COMPOSITION = (("low_income", "economically_disadvantaged"), ("english_learners",), ("students_with_disabilities",))
_TOPICS = ("mcas", "graduation", "dropout", "coursework", "masscore")


def is_expected(measure: Measure) -> bool:
    """Whether bright spots are looked for in a measure: an outcome of students, a share with counts, with a better direction."""
    return (
        measure.kind == "share" and measure.has_counts and measure.role == "outcome" and measure.better != "context"
        and measure.topic in _TOPICS
    )  # fmt: skip


def composition(groups: pd.DataFrame) -> pd.DataFrame:
    """Who a school's students are, by school and year: org_code, school_year, and a percent for each of COMPOSITION."""
    rows = groups[(groups["students_pct__status"] == REPORTED) & (groups["org_level"] == "school")]
    rows = rows.assign(_copy=rows["publication"].str.startswith(COPIES)).sort_values(["_copy", "publication"], kind="stable")
    rows = rows.drop_duplicates(["org_code", "school_year", "student_group"])
    wide = rows.pivot_table(index=["org_code", "school_year"], columns="student_group", values="students_pct", aggfunc="first")
    table = pd.DataFrame(index=wide.index)
    for names in COMPOSITION:
        held = [wide[name] for name in names if name in wide]
        column = held[0] if held else pd.Series(np.nan, index=wide.index)
        for other in held[1:]:
            column = column.fillna(other)
        table[names[0]] = column
    return table.reset_index()


def expectations(measure: Measure, rows: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """The expectation of every school, group and year of one measure.

    Parameters
    ----------
    measure : one for which `is_expected`.
    rows : `usable_rows` of the schools.
    who : `composition` of the schools.

    Returns
    -------
    DataFrame
        Columns of EXPECTATIONS; groups and years of fewer than LEAST_SCHOOLS schools are left out. The expectation is a
        regression of the share's arcsine on the school's composition (Fay and Herriot 1979); a school whose composition is not
        published is not judged.
    """
    years = sorted(rows["school_year"].unique())[-YEARS:]
    covariates = [names[0] for names in COMPOSITION]
    held = rows[rows["school_year"].isin(years)].merge(who, on=["org_code", "school_year"], how="inner")
    held = held[held[covariates].notna().all(axis=1)]
    parts = []
    for _, cell in held.groupby(["student_group", "school_year"], sort=True):
        if len(cell) < LEAST_SCHOOLS:
            continue
        drawn = _drawn(cell, covariates)
        if drawn is None:
            continue
        parts.append(
            cell.assign(
                measure_id=measure.id, n=cell["denominator"], expected=_percent(drawn.expected), shrunk=_percent(drawn.value),
                shrunk_low=_percent(drawn.low), shrunk_high=_percent(drawn.high), p_value=_p_value(measure, drawn),
            )
        )  # fmt: skip
    if not parts:
        return empty_frame("expectations")
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["org_code", "student_group", "school_year"], ignore_index=True)[list(EXPECTATIONS)]


def _drawn(cell: pd.DataFrame, covariates: list[str]) -> Shrunk | None:
    design = np.column_stack([np.ones(len(cell)), cell[covariates].to_numpy(float) / 100])
    design = design[:, [0, *(place for place in range(1, design.shape[1]) if np.ptp(design[:, place]) > 0)]]
    n, events = cell["denominator"].to_numpy(float), cell["numerator"].to_numpy(float)
    angle = np.arcsin(np.sqrt((events + 0.375) / (n + 0.75)))  # Anscombe 1948: its variance does not depend on the share
    try:
        return fay_herriot(angle, 1 / (4 * n + 2), design)
    except (CountError, ParameterError):  # composition that repeats itself: nothing to expect from
        return None


def _percent(angle: FloatArray) -> FloatArray:
    """An angle back as a percent: never below 0 or above 100, as a straight line through percents would be."""
    return np.asarray(100 * np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2)


def _p_value(measure: Measure, drawn: Shrunk) -> FloatArray:
    """One-sided: how likely it is that the school's true figure is not on the better side of what is expected, after drawing it
    towards that. A small school, whose figure is drawn far, needs a larger distance."""
    better = drawn.value - drawn.expected if measure.better == "higher" else drawn.expected - drawn.value
    return np.asarray(norm.sf(better / np.sqrt(drawn.squared_error)))
