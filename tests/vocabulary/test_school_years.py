"""A school year is named by its spring, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.vocabulary.school_years import FIRST_YEAR, LAST_YEAR, school_year, year_label

years = st.integers(FIRST_YEAR, LAST_YEAR)


@given(years)
def test_a_label_is_read_back_as_its_year(year):
    assert school_year(year_label(year)) == year


@given(years, st.sampled_from(["-", "–", "/", " - "]))
def test_the_long_form_and_other_dashes_read_the_same(year, dash):
    assert school_year(f"{year - 1}{dash}{year}") == year
    assert school_year(f" {year - 1}{dash}{year % 100:02d} ") == year
    assert school_year(str(year)) == year


@given(st.integers(1000, 9999), st.integers(0, 9999))
def test_a_span_that_is_no_school_year_is_not_read(start, end):
    read = school_year(f"{start}-{end:04d}")
    assert read is None or (read == end == start + 1)


@pytest.mark.parametrize("text", ["", "2023-25", "2023-2023", "2023-22", "23-24", "1984", "2061", "2023-24 ", "20234", "year"])
def test_the_edges(text):
    assert school_year(text) == (2024 if text.strip() == "2023-24" else None)


def test_labels_as_the_state_prints_them():
    assert (year_label(2024), year_label(2000), year_label(2010)) == ("2023-24", "1999-00", "2009-10")
