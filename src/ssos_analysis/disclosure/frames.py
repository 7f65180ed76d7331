"""A released finding as a tidy frame: one row is one figure, with its unit, students, interval, status and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.provenance import SourceUse
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS

COLUMNS = (
    "measure", "org_code", "org_name", "school_year", "student_group", "figure", "value", "unit", "n", "low", "high", "status",
    "source",
)  # fmt: skip
REPORTED, DERIVED, SHOWN, NO_FIGURE = "reported", "derived", "shown", "no figure"
_KEYS = COLUMNS[1:5]
_SHOWN = 8


@dataclass(frozen=True)
class _Figure:
    """A column that holds a figure: its unit, its interval, the students behind it (the first column that has them), its file."""

    column: str
    unit: str
    low: str = ""
    high: str = ""
    n: tuple[str, ...] = ()
    source: str = "source_id"
    row: str = "source_row"
    is_derived: bool = False


_OWN, _DIFFERENCE, _OF_STATE = "the measure's", "the measure's, as a difference", ("state_n",)
_LEVEL_N, _GAP_N = ("denominator", "published_n", "n"), ("n", "denominator")
_FIGURES = (
    _Figure("estimate", _OWN, "low", "high", _LEVEL_N),
    _Figure("first_estimate", _OWN, n=("first_n",), source="first_source_id", row="first_source_row"),
    _Figure("reference_estimate", _OWN, n=("reference_n",)),
    _Figure("reference_derived", _OWN, n=("reference_n",), is_derived=True),
    _Figure("state_estimate", _OWN, n=_OF_STATE, source="state_source_id", row="state_source_row"),
    _Figure("difference", _DIFFERENCE, "low", "high", _GAP_N, is_derived=True),
    _Figure("state_difference", _DIFFERENCE, "state_low", "state_high", _OF_STATE, "state_source_id", is_derived=True),
    _Figure("ratio", "times", "ratio_low", "ratio_high", _GAP_N, is_derived=True),
    _Figure("ratio_without", "times", "ratio_without_low", "ratio_without_high", _GAP_N, is_derived=True),
    _Figure("alternate_ratio", "times", "alternate_low", "alternate_high", _GAP_N, is_derived=True),
    _Figure("standardized", "standard deviations", "standardized_low", "standardized_high", _GAP_N, is_derived=True),
    _Figure("excess", "students", "excess_low", "excess_high", _GAP_N, is_derived=True),
)


def tidy_frame(
    table: pd.DataFrame, measure: Measure | None, sources: Sequence[SourceUse], reasons: Mapping[str, str], kind: str
) -> pd.DataFrame:
    """The figures of a released table.

    Parameters
    ----------
    table : rows with hidden cells blanked and `hidden_reason`.
    measure : what it is about; None where each row names its own in `measure`.
    sources : the files that rows were read from.
    reasons : hidden_reason -> words.
    kind : of the finding.

    Returns
    -------
    DataFrame
        The columns of COLUMNS. `figure` names the column of the finding. `status` is `reported` for a figure of the state,
        `derived` for one of ours, the state's word for one it does not report, `hidden: ...` for one that the floors hide, else
        `no figure`. A finding without such figures (who the students are, how old data are) comes as its own table, with a
        `status` of `shown` or `hidden: ...`.
    """
    present = [one for one in _FIGURES if one.column in table.columns]
    if not present:
        hidden = table["hidden_reason"].map(lambda reason: f"hidden: {reasons.get(reason, reason)}" if reason else SHOWN)
        own = table.drop(columns="hidden_reason")
        return own if "status" in own.columns else own.assign(status=hidden)
    files = {use.source_id: use for use in sources}
    has_difference = "difference" in table.columns
    rows = [
        dict(zip(COLUMNS, cells, strict=True))
        for row in table.to_dict("records")
        for cells in _cells(row, present, measure, files, reasons, has_difference)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("value", "n", "low", "high"):
        frame[name] = pd.to_numeric(frame[name]).astype(float)
    if len(frame):
        frame["school_year"] = frame["school_year"].astype("Int64")
    frame.attrs = {"kind": kind}
    return frame


def brief_frame(frame: pd.DataFrame) -> str:
    """The first figures of a tidy frame as text, each with n and interval: what a notebook shows of a released finding."""
    wanted = [name for name in COLUMNS if name in frame.columns and name not in ("measure", "org_code", "source")]
    if "value" not in frame.columns:
        return str(frame.head(_SHOWN).to_string(index=False, max_colwidth=32))
    shown = frame.loc[frame["status"] != NO_FIGURE, wanted]
    text = shown.head(_SHOWN).to_string(index=False, float_format=lambda value: f"{value:,.1f}", na_rep="-", max_colwidth=32)
    return f"{text}\n... {len(shown) - _SHOWN} more in .frame()" if len(shown) > _SHOWN else str(text)


def _cells(
    row: Mapping[Any, Any],
    present: Sequence[_Figure],
    measure: Measure | None,
    files: Mapping[str, SourceUse],
    reasons: Mapping[str, str],
    has_difference: bool,
) -> Iterator[tuple[Any, ...]]:
    about = measure or MEASURES.get(str(row.get("measure", "")))
    for one in present:
        value = row[one.column]
        is_there = value == value and value is not None
        # in a finding about differences the interval is the difference's
        bounded = is_there and one.low and not (one.column == "estimate" and has_difference)
        low, high = (row.get(one.low), row.get(one.high)) if bounded else (None, None)
        unit = one.unit
        if unit in (_OWN, _DIFFERENCE):
            unit = "" if about is None else about.unit if unit == _OWN else about.difference_unit
        derived = one.is_derived or (one.column == "reference_estimate" and row.get("reference") == ALL_OTHER_STUDENTS)
        n = next((row[name] for name in one.n if name in row and row[name] == row[name]), None)
        status = _status(row, one.column, reasons, is_there=is_there, derived=derived)
        keys = (row.get(key) for key in _KEYS)
        source = _source(row, one, files) if is_there else ""
        yield (about.id if about else "", *keys, one.column, value, unit, n if is_there else None, low, high, status, source)


def _status(row: Mapping[Any, Any], column: str, reasons: Mapping[str, str], *, is_there: bool, derived: bool) -> str:
    if is_there:
        return DERIVED if derived else REPORTED
    if column == "estimate" and row.get("status") not in (None, "", REPORTED):
        return str(row["status"])
    reason = row.get("hidden_reason")
    return f"hidden: {reasons.get(reason, reason)}" if reason and derived else NO_FIGURE


def _source(row: Mapping[Any, Any], one: _Figure, files: Mapping[str, SourceUse]) -> str:
    """`Graduation Rates, graduation.xlsx, row 12`."""
    use = files.get(str(row.get(one.source)))
    if use is None:
        return ""
    place = row.get(one.row)
    number = f", row {int(place)}" if place and place == place else ""
    return f"{use.publication_title}, {use.file}{number}"
