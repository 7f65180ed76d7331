"""Cells: what is written is read back, and a mark is a status, never 0."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.schemas.columns import NOT_APPLICABLE, NOT_REPORTED, REPORTED, STATUSES, SUPPRESSED
from ssos_analysis.sources.cells import (
    MARKS,
    Factor,
    absent_column,
    cell_text,
    mark_status,
    parse_cell,
    parse_column,
    parse_number,
)

PADDING = st.sampled_from(["", " ", "      ", "\xa0", "\t "])


@given(st.integers(0, 10_000_000), PADDING, PADDING, st.booleans())
def test_a_count_is_read_as_it_was_written(n: int, before: str, after: str, with_separators: bool) -> None:
    text = cell_text(before + (f"{n:,}" if with_separators else str(n)) + after)
    cell = parse_cell(text, "count")
    assert cell is not None
    assert (cell.value, cell.status, cell.decimals) == (n, REPORTED, 0)


@given(st.integers(0, 1000), st.integers(0, 3), PADDING, st.sampled_from(["", "%"]))
def test_a_percent_keeps_its_value_and_its_decimals(tenths: int, decimals: int, padding: str, sign: str) -> None:
    printed = f"{tenths / 10:.{decimals}f}"
    cell = parse_cell(cell_text(padding + printed + sign), "percent")
    assert cell is not None
    assert cell.value == float(printed)
    assert cell.decimals == decimals


@given(st.integers(0, 100))
def test_a_fraction_of_two_places_becomes_a_whole_percent(hundredths: int) -> None:
    """The hub writes 0.29; 100 times that in floating point is 28.999999999999996."""
    cell = parse_cell(f"{hundredths / 100:.2f}", "percent", 100, 0)
    assert cell is not None
    assert cell.value == hundredths


@given(st.integers(0, 1000))
def test_a_fraction_of_three_places_becomes_a_percent_with_one(thousandths: int) -> None:
    cell = parse_cell(f"{thousandths / 1000:g}", "percent", 100, 1)
    assert cell is not None
    assert f"{cell.value:.1f}" == f"{thousandths / 10:.1f}"
    assert cell.decimals == 1


@given(st.sampled_from([*MARKS, *[mark.upper() for mark in MARKS], "", "#####", "###"]), PADDING, st.sampled_from(STATUSES[1:]))
def test_a_mark_is_a_status_and_never_a_number(mark: str, padding: str, blank: str) -> None:
    cell = parse_cell(cell_text(padding + mark + padding), "percent", 1, 1, blank)
    assert cell is not None
    assert cell.status != REPORTED
    assert math.isnan(cell.value)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", SUPPRESSED),
        ("NA", NOT_APPLICABLE),
        ("N/A", NOT_APPLICABLE),
        ("NR", NOT_REPORTED),
        ("-", SUPPRESSED),
        ("--", SUPPRESSED),
        ("#####", NOT_REPORTED),
        ("Not Reported", NOT_REPORTED),
        ("0", None),
        ("0.0", None),
    ],
)
def test_which_status_a_mark_stands_for(text: str, status: str | None) -> None:
    assert mark_status(text, SUPPRESSED) == status


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$16,853.85", (16853.85, 2)),
        ("-$185,994.00", (-185994.0, 2)),
        ("12.8 to 1", (12.8, 1)),
        ("1,437", (1437.0, 0)),
        ("84.1%", (84.1, 1)),
        (".5", (0.5, 1)),
        ("507", (507.0, 0)),
    ],
)
def test_forms_of_numbers_the_state_prints(text: str, number: tuple[float, int]) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["3.5E+05", "1,43", "1.2.3", "<10", ">=95", "12 to 15", "$", "-", ".", "1 437", "abc", "１２"])
def test_what_is_not_one_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_a_count_with_a_fraction_is_not_a_count() -> None:
    assert parse_cell("12.5", "count") is None
    whole = parse_cell("312.0", "count")
    assert whole is not None
    assert whole.value == 312


def test_a_number_from_excel_is_written_without_its_zero() -> None:
    assert cell_text(42.0) == "42"
    assert cell_text(42.5) == "42.5"
    assert cell_text(None) == ""
    assert cell_text("\xa000000000 ") == "00000000"


def test_a_column_row_by_row() -> None:
    parsed = parse_column(Factor.of([" 1,437", None, "x", 12.0, "NR"]), kind="count", blank=SUPPRESSED)
    assert list(parsed.bad) == [2]
    assert parsed.value[0] == 1437
    assert parsed.value[3] == 12
    assert np.isnan(parsed.value[[1, 2, 4]]).all()
    assert [STATUSES[position] for position in parsed.status[[0, 1, 3, 4]]] == [REPORTED, SUPPRESSED, REPORTED, NOT_REPORTED]
    assert parsed.text.array()[0] == "1,437"
    assert parsed.text.array().isna().tolist() == [False, True, False, False, False]


def test_declared_decimals_win_over_those_excel_left() -> None:
    """Excel keeps 23.0 as 23: the layout knows that the state prints 23.0."""
    parsed = parse_column(Factor.of([23.0, 23.4]), kind="percent", decimals=1)
    assert parsed.decimals.tolist() == [1, 1]


def test_words_stay_words() -> None:
    parsed = parse_column(Factor.of(["No level", "", "NA", " Requiring assistance "]), kind="text", blank=SUPPRESSED)
    assert parsed.value.to_pylist()[0] == "No level"
    assert parsed.value.to_pylist()[3] == "Requiring assistance"
    assert [STATUSES[position] for position in parsed.status] == [REPORTED, SUPPRESSED, NOT_APPLICABLE, REPORTED]


def test_a_column_that_is_not_there_is_not_reported() -> None:
    absent = absent_column("percent", 3)
    assert np.isnan(absent.value).all()
    assert {STATUSES[position] for position in absent.status} == {NOT_REPORTED}


@given(st.lists(st.one_of(st.none(), st.text(max_size=3), st.integers(0, 5).map(float)), max_size=30))
def test_a_factor_holds_its_column(cells: list[object]) -> None:
    factor = Factor.of(cells)
    assert [factor.values[code] for code in factor.codes] == cells
    twice = factor.repeat(2)
    assert [twice.values[code] for code in twice.codes] == cells * 2
    assert len(set(factor.map(str).values)) == len(factor.map(str).values)
