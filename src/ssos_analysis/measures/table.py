"""The long measure table: every measure in one shape, so that trend, gap and disclosure are each written once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from ssos_analysis.estimation.means import mean_growth_percentile_interval
from ssos_analysis.estimation.proportions import wilson
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.preferred import codes_of, preferred
from ssos_analysis.measures.series import series_id, series_reason, unusual_reason
from ssos_analysis.parameters import SeriesBreaks
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED
from ssos_analysis.vocabulary.organizations import STATE

COLUMNS = {
    "org_code": "Eight-character code.",
    "org_name": "Name as published; of the district, the newest.",
    "org_level": "state, district or school.",
    "school_year": "Spring year.",
    "student_group": "Student group id.",
    "variant": "Value of the key that may vary between years (attendance period), else empty.",
    "series": "Comparable series: only rows of one series are joined, subtracted or pooled.",
    "series_reason": "What changed when the series began; empty in a measure's first series.",
    "unusual": "Why the year is shown but not compared; empty for an ordinary year.",
    "estimate": "The published figure, in the measure's unit; NaN unless status is reported.",
    "decimals": "Digits the state prints after the point.",
    "numerator": "Students with the outcome; NaN where unknown.",
    "denominator": "Students behind the figure; NaN where the files read hold no count.",
    "counts": "published, reconstructed (rate times denominator, rounded), or none.",
    "low": "Lower end of the 95 percent interval; NaN where there is none.",
    "high": "Upper end.",
    "method": "How the interval was made, or why there is none.",
    "status": "reported, suppressed, not_reported, not_applicable.",
    "publication": "Publication the figure was read from.",
    "source_id": "File the figure was read from.",
    "source_row": "Row of that file.",
    "disagrees": "Another publication's figure for the same cell, where it differs; else empty.",
}

_KEYS = ("org_code", "org_name", "org_level", "school_year", "student_group", "publication", "source_id", "source_row")
_CLEAR_OF_FLOORS = 30  # above every floor of params/disclosure.yml, which this module does not see

NO_COUNTS = "no interval: the report is read without counts of students"
NO_COUNT_HERE = "no interval: the files read hold no count"
NO_SPREAD = "no interval: the spread among students is not published"


@dataclass(frozen=True)
class MeasureTable:
    """One measure for one district, its schools and the state, through a year.

    Attributes
    ----------
    measure : what is measured.
    table : rows with the columns of COLUMNS, sorted by organization, group and year.
    district_code, district_name : the district the table was opened for.
    through : the last school year it may show.
    """

    measure: Measure
    table: pd.DataFrame
    district_code: str
    district_name: str
    through: int

    def rows(self, *, org_code: str | None = None, group: str | None = None) -> pd.DataFrame:
        """Rows of one organization and one student group (either may be left open)."""
        if org_code is not None and self._places is not None:
            return self.table.iloc[self._places.get((org_code, group), slice(0, 0))]
        kept = np.ones(len(self.table), dtype=bool)
        if org_code is not None:
            kept &= (self.table["org_code"] == org_code).to_numpy()
        if group is not None:
            kept &= (self.table["student_group"] == group).to_numpy()
        return self.table[kept]

    @cached_property
    def _places(self) -> dict[tuple[str, str | None], slice] | None:
        """Where the rows of an organization stand, and of it and a group; None where they do not stand together."""
        organizations, groups = list(self.table["org_code"]), list(self.table["student_group"])
        places: dict[tuple[str, str | None], slice] = {}
        for keys in (list(zip(organizations, groups, strict=True)), [(code, None) for code in organizations]):
            starts = [place for place, key in enumerate(keys) if place == 0 or key != keys[place - 1]]
            found = {keys[start]: slice(start, end) for start, end in pairwise([*starts, len(keys)])}
            if len(found) < len(starts):
                return None
            places |= found
        return places

    def newest_year(self, group: str, *, org_code: str | None = None) -> int | None:
        """The newest comparable year with a reported figure; an unusual year only where there is no other."""
        rows = self.rows(org_code=org_code or self.district_code, group=group)
        is_reported = (rows["status"] == REPORTED).to_numpy()
        is_ordinary = is_reported & (rows["unusual"] == "").to_numpy()
        years = rows["school_year"].to_numpy()[is_ordinary if is_ordinary.any() else is_reported]
        return int(years.max()) if len(years) else None

    def __repr__(self) -> str:
        """What the table holds, and the district's newest figure; an interval only where no floor could hide it."""
        years = self.table["school_year"]
        held = f"{len(self.table)} rows, {years.min()} to {years.max()}" if len(years) else "no rows"
        head = f"MeasureTable {self.measure.id}, {self.district_name} ({self.district_code}): {held}"
        newest = self.newest_year(self.measure.whole)
        if newest is None:
            return f"{head}; no figure of the district"
        rows = self.rows(org_code=self.district_code, group=self.measure.whole)
        row = rows[(rows["school_year"] == newest) & (rows["status"] == REPORTED)].iloc[0]
        n, events = row["denominator"], row["numerator"]
        told = f"{row['estimate']:.{row['decimals']}f} {self.measure.unit}" + ("" if n != n else f", n {n:,.0f}")
        is_large = n >= _CLEAR_OF_FLOORS and (events != events or min(events, n - events) >= _CLEAR_OF_FLOORS)
        span = f", 95% interval {row['low']:.1f} to {row['high']:.1f}" if is_large and row["low"] == row["low"] else ""
        return f"{head}\nnewest, {newest}: {told}{span}"


def measure_table(
    measure: Measure, rows: pd.DataFrame, breaks: SeriesBreaks, *, district_code: str, district_name: str, through: int
) -> MeasureTable:
    """A measure's long table from one district's slice of its tidy table.

    Parameters
    ----------
    measure : Measure
    rows : DataFrame
        `Store.slice(measure.table, district_code)`: the district, its schools and the state.
    breaks : SeriesBreaks
        params/series_breaks.yml.
    district_code, district_name, through : the district, and the last school year to show.

    Returns
    -------
    MeasureTable
        One row for each organization, year and student group. A year and group that the state publishes and the district
        lacks stands as `not_reported`: fewer students than the report's floor, or none.
    """
    long = _long(measure, rows, through)
    # publications spell a name in their own ways, or print the code in its place: one district has one name
    long = long.assign(org_name=long["org_name"].mask(long["org_code"] == district_code, district_name))
    long = _with_absent_rows(long, district_code, district_name)
    return MeasureTable(measure, _finished(measure, long, breaks), district_code, district_name, through)


def statewide_rows(measure: Measure, rows: pd.DataFrame, breaks: SeriesBreaks) -> pd.DataFrame:
    """The same rows, columns of COLUMNS, of all organizations of a tidy table; of what is published only."""
    return _finished(measure, _long(measure, rows), breaks)


def published_long(measure: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The measure's rows of a tidy table, each cell once, as published: no series, no interval, nothing reconstructed."""
    return _long(measure, rows)


def _long(measure: Measure, rows: pd.DataFrame, through: int | None = None) -> pd.DataFrame:
    """The measure's rows of a tidy table, to a school year, in the one long shape, each cell once."""
    kept = np.ones(len(rows), dtype=bool) if through is None else (rows["school_year"] <= through).to_numpy()
    for key, value in measure.where.items():
        kept = kept & (rows[key] == value).to_numpy()
    variant = next(iter(measure.prefer), None)
    figure = (measure.value, f"{measure.value}__decimals", f"{measure.value}__status")
    read = dict.fromkeys([*_KEYS, *figure, *filter(None, (variant, measure.denominator, measure.numerator))])
    rows = rows[[name for name in read if name in rows]][kept]  # a tidy table has many columns of other measures
    long = pd.DataFrame(
        {
            "org_code": rows["org_code"].astype(str),
            "org_name": rows["org_name"].astype(str),
            "org_level": rows["org_level"].astype(str),
            "school_year": rows["school_year"].astype(int),
            "student_group": rows["student_group"].astype(str) if "student_group" in rows else measure.whole,
            "variant": rows[variant].astype(str) if variant else "",
            "estimate": rows[measure.value].astype(float),
            "decimals": rows[f"{measure.value}__decimals"].astype(int),
            "status": rows[f"{measure.value}__status"].astype(str),
            "denominator": rows[measure.denominator].astype(float) if measure.denominator else np.nan,
            "publication": rows["publication"].astype(str),
            "source_id": rows["source_id"].astype(str),
            "source_row": rows["source_row"].astype(int),
        }
    ).reset_index(drop=True)
    long["numerator"] = rows[measure.numerator].astype(float).to_numpy() if measure.numerator else np.nan
    return preferred(long, measure)


def _finished(measure: Measure, long: pd.DataFrame, breaks: SeriesBreaks) -> pd.DataFrame:
    """Series, unusual years and intervals beside the rows, in a fixed order."""
    named = {code for rule in breaks.breaks for code in rule.organizations}  # breaks look at no other code
    places = [code if code in named else "" for code in long["org_code"]]
    keys = list(zip(long["student_group"], long["school_year"], long["variant"], places, strict=True))
    told = {
        key: (series_id(measure, *key[:3], breaks, key[3]), series_reason(measure, *key[:2], breaks, key[3])) for key in set(keys)
    }
    long["series"] = [told[key][0] for key in keys]
    long["series_reason"] = [told[key][1] for key in keys]
    reasons = {year: unusual_reason(measure, year, breaks) for year in long["school_year"].unique()}
    long["unusual"] = long["school_year"].map(reasons).astype(object) if len(long) else ""
    long = _with_intervals(long, measure)
    codes = [codes_of(long[name]) for name in ("student_group", "org_code", "org_level")]
    order = np.lexsort((long["school_year"].to_numpy(), *codes))
    return long[list(COLUMNS)].take(order).reset_index(drop=True)


def _with_absent_rows(long: pd.DataFrame, district_code: str, district_name: str) -> pd.DataFrame:
    """Add the district's `not_reported` rows: cells the state publishes and the district's own report lacks."""
    is_own = long["org_code"] == district_code
    if not is_own.any():
        return long
    cells = list(zip(long["school_year"], long["student_group"], strict=True))
    held = {cell for cell, own in zip(cells, is_own, strict=True) if own}
    of_state = ((long["org_code"] == STATE) & (long["status"] == REPORTED)).to_numpy()
    absent = long[of_state & np.array([cell not in held for cell in cells])]
    absent = absent.assign(
        org_code=district_code, org_name=district_name, org_level="district", estimate=np.nan, numerator=np.nan,
        denominator=np.nan, status=NOT_REPORTED, source_row=0, disagrees="",
    )  # fmt: skip
    return pd.concat([long, absent], ignore_index=True) if len(absent) else long


def _with_intervals(long: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Counts, their kind, the 95 percent interval and its method; a missing figure has none of them."""
    reported = (long["status"] == REPORTED).to_numpy()
    n = np.where(reported & (long["denominator"] > 0), long["denominator"], np.nan)
    events = np.where(np.isfinite(n), long["numerator"], np.nan)
    low, high = np.full(len(long), np.nan), np.full(len(long), np.nan)
    kind = np.full(len(long), "none", dtype=object)
    known = np.isfinite(n)
    why_none = np.where(known, NO_SPREAD, NO_COUNTS if measure.denominator is None else NO_COUNT_HERE)
    method = np.where(reported, why_none, "").astype(object)
    if measure.kind == "share" and measure.denominator is not None:
        rebuilt = known & ~np.isfinite(events)
        events = np.where(rebuilt, np.round(long["estimate"] * n / 100), events)
        kind[known] = "published"
        kind[rebuilt] = "reconstructed"
        interval = wilson(events[known], n[known])
        low[known], high[known] = 100 * interval.low, 100 * interval.high
        method[known] = interval.method
    elif known.any():
        kind[known] = "published"
    if measure.is_growth:
        interval = mean_growth_percentile_interval(long["estimate"].to_numpy()[known], n[known])
        low[known], high[known] = interval.low, interval.high
        method[known] = interval.method
    return long.assign(
        estimate=long["estimate"].where(reported), numerator=events, denominator=n, counts=kind, low=low, high=high, method=method
    )
