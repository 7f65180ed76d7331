"""Next-generation MCAS: achievement by span and by grade, mean scaled scores, growth, participation; former English learners."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure
from ssos_analysis.vocabulary.assessment import SUBJECTS

REPORT = "Next Generation MCAS Achievement Results"
_SPANS = {"03-08": ("3_8", "grades 3-8"), "10": ("10", "grade 10"), "HS": ("hs", "high school science")}
_SPANS |= {f"0{grade}": (f"grade_{grade}", f"grade {grade}") for grade in range(3, 9)}
_TESTED = (("ELA", "03-08"), ("MATH", "03-08"), ("SCI", "03-08"), ("ELA", "10"), ("MATH", "10"), ("BIO", "HS"), ("PHY", "HS"))
_BY_GRADE = (
    *((subject, f"0{grade}") for subject in ("ELA", "MATH") for grade in range(3, 9)),
    ("SCI", "05"),
    ("SCI", "08"),
)
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


def _score(subject: str, span: str) -> Measure:
    grades = _grades(subject, span)
    return Measure(
        id=f"{_SHORT[subject].lower()}_{_SPANS[span][0]}_scaled_score",
        label=f"Mean scaled score: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]} scaled score, {grades}",
        who=f"tested students in {grades}",
        what=f"mean scaled score in {SUBJECTS[subject]}, {grades},",
        kind="mean",
        unit="scaled score points",
        better="higher",
        topic="mcas",
        family="mcas",
        table="mcas",
        value="scaled_score_mean",
        denominator="tested_n",
        where={"subject": subject, "grades": span},
        report=REPORT,
        definition=(
            "Mean of students' scaled scores, 440 to 560; the spread among students is not published, so there is no interval. "
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


def _former_learners(subject: str, span: str) -> Measure:
    grades = _grades(subject, span)
    return Measure(
        id=f"{_SHORT[subject].lower()}_{_SPANS[span][0]}_former_learners_meeting_pct",
        label=f"Former English learners meeting or exceeding expectations: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]} of former English learners, {grades}",
        who=f"tested former English learners in {grades}",
        what=f"met or exceeded expectations in {SUBJECTS[subject]}",
        kind="share",
        unit="percent of tested students",
        better="higher",
        topic="mcas",
        family="mcas",
        table="mcas_former_english_learners",
        value="meeting_or_exceeding_pct",
        numerator="meeting_or_exceeding_n",
        denominator="tested_n",
        where={"subject": subject, "grades": span, "former_learner_group": "all", "years_since_exit": "All"},
        whole="former_english_learners",
        report="Next Generation MCAS results of former English learners",
        definition=(
            "Former English learners of up to four years since exit with a scaled score of 500 or more, over those tested. "
            "Source: DESE, MCAS results of former English learners."
        ),
    )


MEASURES = (
    *(_achievement(subject, span) for subject, span in _TESTED),
    *(_achievement(subject, span) for subject, span in _BY_GRADE),
    *(_score(subject, span) for subject, span in _TESTED),
    *(_growth(subject, span) for subject, span in _TESTED if subject in ("ELA", "MATH")),
    *(_participation(subject, span) for subject, span in _TESTED if subject in ("ELA", "MATH")),
    *(_former_learners(subject, span) for subject, span in _TESTED if span in ("03-08", "10")),
)
