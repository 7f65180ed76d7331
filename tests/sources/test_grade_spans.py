"""The grades of an MCAS export, told by its counts."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssos_analysis.sources.grade_spans import SPANS, infer_grades


def _tested(
    enrolled: pd.DataFrame, grades: tuple[str, ...], *, share: float = 0.98, subjects: tuple[str, ...] = ("ELA",)
) -> pd.DataFrame:
    of_span = enrolled[enrolled["grade"].isin(grades)].groupby("org_code", as_index=False)["students_n"].sum()
    one = pd.DataFrame({"org_code": of_span["org_code"], "tested_n": (of_span["students_n"] * share).round()})
    return pd.concat([one.assign(subject=subject) for subject in subjects], ignore_index=True)


@pytest.mark.parametrize("span", SPANS)
def test_each_span_is_found_from_its_counts(span: str, enrolled: pd.DataFrame) -> None:
    found = infer_grades(_tested(enrolled, SPANS[span]), year=2023, has_growth=span != "03", enrollment=enrolled)
    assert found.grades == span
    assert found.covers_all


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(span=st.sampled_from(list(SPANS)), share=st.floats(0.1, 1.0))
def test_a_span_is_never_called_all_students_when_a_tenth_is_missing(span: str, share: float, enrolled: pd.DataFrame) -> None:
    """Whatever share of a span was tested: either most of it, or the file is not taken for all students of that span."""
    found = infer_grades(_tested(enrolled, SPANS[span], share=share), year=2023, has_growth=span != "03", enrollment=enrolled)
    if found.grades == span and found.covers_all:
        assert share >= 0.85


def test_a_group_is_not_taken_for_all_students(enrolled: pd.DataFrame) -> None:
    """Students without disabilities are about four in five: nearer to grades 3-8 than to any single grade, but not all."""
    found = infer_grades(_tested(enrolled, SPANS["03-08"], share=0.8), year=2023, has_growth=True, enrollment=enrolled)
    assert not found.covers_all


def test_the_state_total_is_not_asked(enrolled: pd.DataFrame) -> None:
    """In 2021 the total of grade 10 was nearest the enrollment of grade 3."""
    tested = _tested(enrolled, ("10",))
    state = pd.DataFrame({"org_code": ["00000000"], "tested_n": [float(enrolled["students_n"].sum())], "subject": ["ELA"]})
    found = infer_grades(pd.concat([tested, state]), year=2023, has_growth=True, enrollment=enrolled)
    assert found.grades == "10"


def test_schools_are_summed_to_districts_where_only_districts_are_enrolled(enrolled: pd.DataFrame) -> None:
    whole = _tested(enrolled, ("08",))
    parts = [whole.assign(org_code=whole["org_code"].str[:4] + end, tested_n=whole["tested_n"] / 2) for end in ("0305", "0310")]
    found = infer_grades(pd.concat(parts), year=2023, has_growth=True, enrollment=enrolled)
    assert found.grades == "08"


@pytest.mark.parametrize(
    ("grades", "has_growth", "subjects", "words"),
    [
        (("03",), True, ("ELA",), "grade 3 never has"),
        (("05",), False, ("ELA",), "no growth percentile"),
        (("06",), True, ("ELA", "SCI"), "science"),
    ],
)
def test_evidence_against_the_best_span_refuses_it(
    grades: tuple[str, ...], has_growth: bool, subjects: tuple[str, ...], words: str, enrolled: pd.DataFrame
) -> None:
    found = infer_grades(_tested(enrolled, grades, subjects=subjects), year=2023, has_growth=has_growth, enrollment=enrolled)
    assert found.grades is None
    assert words in found.words


def test_without_enrollment_of_the_year_nothing_is_inferred(enrolled: pd.DataFrame) -> None:
    tested = _tested(enrolled, ("08",))
    for enrollment in (None, enrolled.assign(school_year=2022)):
        found = infer_grades(tested, year=2023, has_growth=True, enrollment=enrollment)
        assert found.grades is None
        assert "2023" in found.words


def test_too_few_organizations_settle_nothing(enrolled: pd.DataFrame) -> None:
    found = infer_grades(_tested(enrolled, ("08",)).head(5), year=2023, has_growth=True, enrollment=enrolled)
    assert found.grades is None


def test_equal_grades_are_ambiguous(enrolled: pd.DataFrame) -> None:
    same = enrolled.assign(students_n=200.0)
    found = infer_grades(_tested(same, ("07",)), year=2023, has_growth=True, enrollment=same)
    assert found.grades is None
    assert "about equally" in found.words


@pytest.mark.parametrize(("share", "covers_all"), [(0.93, True), (0.5, False)])
def test_biology_and_physics_are_high_school_science(share: float, covers_all: bool, enrolled: pd.DataFrame) -> None:
    tested = _tested(enrolled, ("10",), share=share / 2, subjects=("BIO", "PHY"))
    found = infer_grades(tested, year=2023, has_growth=False, enrollment=enrolled)
    assert found.grades == "HS"
    assert found.covers_all is covers_all


def test_a_few_schools_with_a_tenth_grade_tell_two_spans_apart(enrolled: pd.DataFrame) -> None:
    """Most schools of grades 3 to 8 have no grade 10: they say nothing about it, and are not asked."""
    with_10 = {f"{n:04d}0000" for n in (1, 2, 3)}
    few = enrolled[(enrolled["grade"] != "10") | enrolled["org_code"].isin(with_10)]
    for span in ("03-08", "03-10"):
        found = infer_grades(_tested(few, SPANS[span]), year=2023, has_growth=True, enrollment=few)
        assert (found.grades, found.covers_all) == (span, True)
    none = enrolled[enrolled["grade"] != "10"]
    found = infer_grades(_tested(none, SPANS["03-08"]), year=2023, has_growth=True, enrollment=none)
    assert found.grades is None
    assert "about equally" in found.words


def test_science_is_compared_with_the_grades_that_have_it(enrolled: pd.DataFrame) -> None:
    tested = _tested(enrolled, ("05", "08", "10"), subjects=("SCI",))
    found = infer_grades(tested, year=2023, has_growth=False, enrollment=enrolled)
    assert (found.grades, found.covers_all) == ("03-10", True)


@pytest.mark.parametrize("share", [0.80, 0.84, 0.86])
def test_a_large_group_of_seven_grades_is_not_everyone_in_six(share: float, enrolled: pd.DataFrame) -> None:
    """Six in seven students of seven grades are as many as all of six grades, except where there is no seventh grade."""
    some = enrolled[(enrolled["grade"] != "10") | (enrolled["org_code"] > "00060000")]
    found = infer_grades(_tested(some, SPANS["03-10"], share=share), year=2023, has_growth=True, enrollment=some)
    assert not found.covers_all
