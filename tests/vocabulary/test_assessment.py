"""MCAS words: subjects and grade spans in the state's spellings; a span we do not know is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.vocabulary.assessment import GRADE_SPANS, SUBJECTS, grade_span, subject_id


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("ELA", "ELA"),
        ("English Language Arts", "ELA"),
        ("Mathematics", "MATH"),
        ("math", "MATH"),
        ("SCI", "SCI"),
        ("Biology", "BIO"),
        ("Introductory Physics", "PHY"),
        ("Civics", "CIV"),
        ("SCIENCE AND TECH/ENG", "SCI"),
        ("CHEMISTRY", "CHE"),
        ("TECHNOLOGY/ENGINEERING", "TEC"),
        ("Latin", None),
        ("", None),
    ],
)
def test_subjects(text, subject):
    assert subject_id(text) == subject


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3-8", "03-08"),
        ("ALL (03-08)", "03-08"),
        ("ALL(03-08)", "03-08"),
        ("Grades 3 - 8", "03-08"),
        ("3", "03"),
        ("Grade 03", "03"),
        ("10", "10"),
        ("3-10", "03-10"),
        ("HS SCI", "HS"),
        ("hs", "HS"),
        ("9", None),
        ("3-5", None),
        ("ALL", None),
        ("", None),
    ],
)
def test_grade_spans(text, span):
    assert grade_span(text) == span


@given(st.sampled_from(sorted(GRADE_SPANS)))
def test_a_span_id_is_its_own_spelling(span):
    assert grade_span(span) == span


@given(st.sampled_from(sorted(SUBJECTS)))
def test_a_subject_id_is_its_own_spelling(subject):
    assert subject_id(subject) == subject
