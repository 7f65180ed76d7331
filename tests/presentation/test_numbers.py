"""Numbers as text: halves away from zero, a true minus, thousands, and never a negative nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.presentation.numbers import (
    axis_year,
    count_cell,
    figure,
    figure_cell,
    fixed,
    interval,
    interval_cell,
    is_missing,
    period,
    short_period,
    signed,
    students,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (29.0, 0, "29"), (29.5, 0, "30"), (28.5, 0, "29"), (0.5, 0, "1"), (2.25, 1, "2.3"), (2.35, 1, "2.4"), (1.005, 2, "1.01"),
        (-2.25, 1, "−2.3"), (-0.04, 1, "0.0"), (-0.0, 1, "0.0"), (0.0, 0, "0"), (-0.5, 0, "−1"), (-0.49, 0, "0"),
        (395744, 0, "395,744"), (-1234.56, 1, "−1,234.6"), (79.7, 1, "79.7"), (100, 1, "100.0"),
    ],
)  # fmt: skip
def test_fixed(value, decimals, text):
    assert fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(20.04, "+20.0"), (-20.04, "−20.0"), (0.0, "0.0"), (0.04, "0.0"), (-0.04, "0.0"), (0.05, "+0.1")]
)
def test_a_difference_has_a_sign_unless_it_rounds_to_zero(value, text):
    assert signed(value) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_the_text_reads_back_within_half_a_unit(value, decimals):
    text = fixed(value, decimals)
    assert "-" not in text
    assert not (text.startswith("−") and text.strip("−0.,") == "")
    assert abs(float(text.replace("−", "-").replace(",", "")) - value) <= 0.5 * 10**-decimals * (1 + 1e-9)


@given(st.floats(-1000, 1000))
def test_signs_mirror(value):
    opposite = {"+": "−", "−": "+"}
    text = signed(value)
    assert signed(-value) == (opposite[text[0]] + text[1:] if text[0] in opposite else text)


def test_figures_in_their_unit():
    assert figure(29.0, 0, "share") == "29%"
    assert figure(49.5, 1, "mean") == "49.5"
    assert students(46001.0) == "46,001"
    assert interval(-1.25, 30, 1) == "−1.3\u00a0to\u00a030.0"


@pytest.mark.parametrize("nothing", [None, math.nan, float("nan")])
def test_what_is_missing_is_missing(nothing):
    assert is_missing(nothing)
    assert not is_missing(0)
    assert not is_missing("")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("suppressed", "not shown by the state: too few students"), ("not_reported", "not reported"),
        ("not_applicable", "does not apply"),
    ],
)  # fmt: skip
def test_a_missing_figure_is_words_never_a_number(status, words):
    cell = figure_cell({"estimate": math.nan, "status": status, "decimals": 0}, "share")
    assert (cell.text, cell.value, cell.is_word) == (words, None, True)


def test_missing_intervals_and_counts_are_words_too():
    assert interval_cell({"low": math.nan, "high": math.nan}).text == "none"
    assert count_cell(math.nan).text == "not published"
    assert (count_cell(0.0).text, count_cell(0.0).value) == ("0", 0.0)


def test_a_period_is_named_as_its_report_names_it():
    assert period("mcas", 2023) == "2023"
    assert period("attendance", 2023, "march") == "2022-23 (to 1 March)"
    assert period("attendance", 2023, "end_of_year") == "2022-23"
    assert period("graduation", 2024) == "the class of 2024"
    assert short_period("graduation", 2024) == "2024"
    assert short_period("attendance", 2023, "march") == "2022-23 (to 1 March)"
    assert [axis_year(topic, 2000) for topic in ("growth", "attendance", "graduation")] == ["2000", "99-00", "2000"]
