"""Codes say what they are: the state, a district, a school, or one of the invented example state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.vocabulary.organizations import STATE, district_of, is_code, is_example, level_of

codes = st.from_regex(r"[0-9]{8}", fullmatch=True)


@given(codes)
def test_every_organization_lies_in_a_district_that_is_its_own(code):
    home = district_of(code)
    assert is_code(home)
    assert home[:4] == code[:4]
    assert district_of(home) == home
    assert level_of(home) in ("district", "state")


@given(codes)
def test_only_what_ends_in_zeros_is_no_school(code):
    assert (level_of(code) == "school") == (not code.endswith("0000"))


@pytest.mark.parametrize(
    ("code", "level"), [(STATE, "state"), ("00350000", "district"), ("00350505", "school"), ("99010000", "district")]
)
def test_levels(code, level):
    assert level_of(code) == level


@pytest.mark.parametrize("text", ["", "350000", "0035000O", "00350000\n", "003500001", "٠٠٣٥٠٠٠٠"])
def test_what_is_no_code(text):
    assert not is_code(text)


def test_example_codes_are_told_from_real_ones():
    assert is_example("99010000")
    assert is_example("95000005")
    assert not is_example("39010000")
    assert not is_example("09100000")
    assert not is_example("00350000")
    assert not is_example("04990000")
