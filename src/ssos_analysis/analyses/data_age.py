"""How old each topic's data are on the day the brief is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from ssos_analysis.analyses.group_year import group_year
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED

OLD_YEARS = 2.0


def data_age(topics: Mapping[str, MeasureTable | Sequence[MeasureTable]], *, as_of: dt.date, group: str = "") -> Finding:
    """The newest school year of each topic, when it ended, and whether it is over two years old.

    It is that of `group`; where none is named or it has no figure, that of everyone the measure is about; of any group only where
    these have none: a group that a later file holds does not make the page's figures of all students newer.
    A school year ends on 30 June; a March attendance report on 1 March of its year.

    Parameters
    ----------
    topics : the measure of each topic, or several of which the newest counts.

    Returns
    -------
    Finding
        kind `data_age`; topic, report, school_year (NA where the district has no figure), variant, ended, age_years, is_old;
        `asked`: the group the topic was asked for, and `whose`: the group the year is that of (empty: of any other).
    """
    rows = []
    for topic, given in topics.items():
        several = [given] if isinstance(given, MeasureTable) else list(given)
        measure, year, whose = max((_newest(one, group) for one in several), key=lambda found: found[1] or 0)
        row: dict[str, object] = {"topic": topic, "report": measure.measure.report, "school_year": year, "variant": ""}
        row |= {"asked": group or measure.measure.whole, "whose": whose}
        if year is not None:
            own = measure.rows(org_code=measure.district_code)
            own = own[(own["school_year"] == year) & (own["status"] == REPORTED)]
            row["variant"] = str(own["variant"].iloc[0])
            ended = dt.date(year, 3, 1) if row["variant"] == "march" else dt.date(year, 6, 30)
            age = (as_of - ended).days / 365.25
            row |= {"ended": ended, "age_years": age, "is_old": age > OLD_YEARS}
        rows.append(row)
    columns = ["topic", "report", "school_year", "variant", "ended", "age_years", "is_old", "asked", "whose"]
    table = pd.DataFrame(rows, columns=columns).astype({"school_year": "Int64"})
    return Finding("data_age", "enrollment", None, table, {"as_of": as_of.isoformat()}, (), ())


def _newest(measure: MeasureTable, group: str) -> tuple[MeasureTable, int | None, str]:
    """The year of a measure, and whose figure it is."""
    for one in (group, measure.measure.whole) if group else (measure.measure.whole,):
        if (year := measure.newest_year(one)) is not None:
            return measure, year, one
    return measure, group_year(measure), ""
