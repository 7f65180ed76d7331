"""Bright spots on a page: by name, with what was expected, never more than was found; and words where there is none."""

from __future__ import annotations

import pytest
from small_tables import OTHER_SCHOOL, SCHOOL, released

from ssos_analysis import presentation as show
from ssos_analysis.presentation.plain_words import forbidden
from tests.analyses.test_bright_spots import found, state

TWO = ((SCHOOL, 2023, 50.0, 40.0, 0.001), (SCHOOL, 2024, 52.0, 41.0, 0.002))


def test_what_was_found_is_said_with_both_years_and_what_was_expected(showing):
    finding = released(found(state(*TWO, (OTHER_SCHOOL, 2023, 40.0, 40.0, 0.5), (OTHER_SCHOOL, 2024, 40.0, 40.0, 0.5))))
    told, chart = showing(show.bright_spots, [finding])
    assert "We looked at 2 cases in 2 schools of Quillmarsh" in told.text
    assert "in the two newest years that can be judged (2023 and 2024). 1 was clearly better than expected in both." in told.text
    assert "Alder High: ELA, grades 3-8, all students: 54% in 2024, and 52% in 2023" in told.text
    assert "about 41% and 40% would be expected" in told.text
    assert [cells[:5] for cells in chart.body] == [["Alder High", "ELA, grades 3-8", "All students", "2024", "54%"]]
    assert "Birch High" not in told.text + chart.html
    assert forbidden(told.text + chart.soup.get_text(" ")) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [((), "Nothing could be looked at"), ((TWO[0], (SCHOOL, 2024, 41.0, 41.0, 0.5)), "None was clearly better than expected")],
)
def test_none_found_and_none_tested_are_two_things(showing, cells, words):
    shown = showing(show.bright_spots, [released(found(state(*cells)))])
    assert words in shown[0].text
    assert "does not mean" in shown[0].text or "says nothing" in shown[0].text


def test_a_case_of_too_few_is_counted_and_not_named(showing):
    made = state(*TWO)
    made.expectations["numerator"] = 119.0  # one of 120 is without the outcome
    (said,) = showing(show.bright_spots, [released(found(made))])
    assert "It cannot be shown" in said.text
    assert "Alder High" not in said.html
