"""Whether enough students took a test for its figures to stand for all: beside each tested year, who took part."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

ENOUGH, CARE, CAUTION, NOT_COMPARED = "enough", "care", "caution", "not_compared"

USUAL, LEAST_FOR_COMPARISON, LEAST_WITHOUT_CAUTION = 95.0, 80.0, 90.0
"""Percent taking part: what the federal law asks of states; below which figures are not compared, and below which with
caution. The last two are choices of ours."""


def took_part(tested: MeasureTable, participation: MeasureTable, *, group: str = ALL_STUDENTS) -> Finding:
    """The participation rate in each year of a test's figures.

    Returns
    -------
    Finding
        kind `took_part`; measure rows of the participation rate, for the years in which the tested figure is reported, with
        `word`: enough, care (under USUAL), caution (under 90), not_compared (under 80). A year without a rate has no row;
        `choices` name these years. Nothing is derived.
    """
    own = [measure.rows(org_code=measure.district_code, group=group) for measure in (tested, participation)]
    figures, rates = (rows[rows["status"] == REPORTED] for rows in own)
    table = rates[rates["school_year"].isin(figures["school_year"])].sort_values("school_year").reset_index(drop=True)
    bounds = [table["estimate"] < LEAST_FOR_COMPARISON, table["estimate"] < LEAST_WITHOUT_CAUTION, table["estimate"] < USUAL]
    table["word"] = pd.Series(np.select(bounds, [NOT_COMPARED, CAUTION, CARE], ENOUGH), index=table.index, dtype=object)
    without = sorted(set(figures["school_year"]) - set(table["school_year"]))
    choices = {"group": group, "district_name": tested.district_name, "years_without": ", ".join(map(str, without))}
    return Finding("took_part", participation.measure.family, participation.measure, table, choices)
