"""MCAS achievement, growth and participation."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure
from ssos_analysis.vocabulary.assessment import SUBJECTS

REPORT = "Next Generation MCAS Achievement Results"
_SPANS = {"03-08": ("3_8", "grades 3-8"), "10": ("10", "grade 10"), "HS": ("hs", "high school science")}
_TESTED = (("ELA", "03-08"), ("MATH", "03-08"), ("SCI", "03-08"), ("ELA", "10"), ("MATH", "10"), ("BIO", "HS"), ("PHY", "HS"))
_SHORT = {"ELA": "ELA", "MATH": "Math", "SCI": "Science", "BIO": "Biology", "PHY": "Physics"}


def _grades(subject: str, span: str) -> str:
    """The grades in words; science of grades 3-8 is tested in grades 5 and 8 only."""
    if span == "HS":
        return "high school"
    return "grades 5 and 8" if (subject, span) == ("SCI", "03-08") else _SPANS[span][1]


def _achievement(subject: str, span: str) -> Measure:
    grades = _grades(subject, span)
    return Measure(
        id=f"{_SHORT[subject].lower()}_{_SPANS[span][0]}_meeting_pct",
        label=f"Meeting or exceeding expectations: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]}, {grades}",
        who=f"tested students in {grades}",
        what=f"met or exceeded expectations in {SUBJECTS[subject]}",
        kind="share",
        unit="percent of tested students",
        better="higher",
        topic="mcas",
        family="mcas",
        table="mcas",
        value="meeting_or_exceeding_pct",
        numerator="meeting_or_exceeding_n",
        denominator="tested_n",
        where={"subject": subject, "grades": span},
        report=REPORT,
        definition=(
            "Students whose next-generation MCAS scaled score is 500 or more, over students included in the results. "
            "Source: DESE, Next Generation MCAS Achievement Results."
        ),
    )


def _growth(subject: str, span: str) -> Measure:
    grades = "grades 4-8" if span == "03-08" else "grade 10"
    return Measure(
        id=f"{_SHORT[subject].lower()}_{_SPANS[span][0]}_growth_sgp",
        label=f"Mean growth percentile: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]} growth, {grades}",
        who=f"students in {grades}",
        what=f"mean growth percentile in {SUBJECTS[subject]}, {grades},",
        kind="mean",
        unit="percentile points",
        better="higher",
        topic="growth",
        family="growth",
        table="mcas",
        value="growth_mean_sgp",
        denominator="growth_n",
        where={"subject": subject, "grades": span},
        report=REPORT,
        definition=(
            "Mean of students' growth percentiles, 1 to 99, each against students with similar score histories; the state's "
            "mean is about 50 in an ordinary year. Source: DESE, Next Generation MCAS Achievement Results, column SGP."
        ),
    )


def _participation(subject: str, span: str) -> Measure:
    grades = _grades(subject, span)
    return Measure(
        id=f"{_SHORT[subject].lower()}_{_SPANS[span][0]}_participation_pct",
        label=f"Participation in MCAS: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]} participation, {grades}",
        who=f"enrolled students in {grades}",
        what=f"took part in the {SUBJECTS[subject]} test",
        kind="share",
        unit="percent of students enrolled at testing",
        better="higher",
        topic="mcas",
        family="mcas",
        table="mcas",
        value="participation_pct",
        where={"subject": subject, "grades": span},
        report=REPORT,
        definition="Participation rate as published from 2021 on. Source: DESE, Next Generation MCAS Achievement Results.",
    )


MEASURES = (
    *(_achievement(subject, span) for subject, span in _TESTED),
    *(_growth(subject, span) for subject, span in _TESTED if subject in ("ELA", "MATH")),
    *(_participation(subject, span) for subject, span in _TESTED if subject in ("ELA", "MATH")),
)
