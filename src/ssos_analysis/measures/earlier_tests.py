"""Tests that ended: the MCAS before the next-generation tests, and PARCC. Never set beside the tests of today."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure
from ssos_analysis.vocabulary.assessment import SUBJECTS

_LEGACY = "MCAS Achievement Results (legacy tests)"
_SPANS = {"03-10": "grades 3-8 and 10", "10": "grade 10", "HS": "high school", "05": "grade 5", "08": "grade 8"}
_TESTED = (
    ("ELA", "03-10"),
    ("MATH", "03-10"),
    ("ELA", "10"),
    ("MATH", "10"),
    ("SCI", "05"),
    ("SCI", "08"),
    ("BIO", "HS"),
    ("PHY", "HS"),
)
_SHORT = {"ELA": "ELA", "MATH": "Math", "SCI": "Science", "BIO": "Biology", "PHY": "Physics"}


def _name(subject: str, span: str) -> str:
    return f"legacy_{_SHORT[subject].lower()}_{span.lower().replace('-', '_')}"


def _proficient(subject: str, span: str) -> Measure:
    grades = _SPANS[span]
    return Measure(
        id=f"{_name(subject, span)}_proficient_pct",
        label=f"Proficient or advanced on the earlier MCAS: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]} proficient, {grades} (earlier MCAS)",
        who=f"tested students in {grades}",
        what=f"were proficient or advanced in {SUBJECTS[subject]} on the earlier MCAS",
        kind="share",
        unit="percent of tested students",
        better="higher",
        topic="mcas_legacy",
        family="mcas",
        table="mcas_legacy",
        value="proficient_or_advanced_pct",
        numerator="proficient_or_advanced_n",
        denominator="tested_n",
        where={"subject": subject, "grades": span},
        report=_LEGACY,
        definition="Students Proficient or Advanced over students included. Source: DESE, MCAS Achievement Results.",
    )


def _index(subject: str, span: str) -> Measure:
    grades = _SPANS[span]
    return Measure(
        id=f"{_name(subject, span)}_cpi",
        label=f"Composite performance index, earlier MCAS: {SUBJECTS[subject]}, {grades}",
        short_label=f"{_SHORT[subject]} CPI, {grades}",
        who=f"tested students in {grades}",
        what=f"composite performance index in {SUBJECTS[subject]}, {grades},",
        kind="mean",
        unit="index points",
        better="higher",
        topic="mcas_legacy",
        family="mcas",
        table="mcas_legacy",
        value="cpi",
        denominator="tested_n",
        where={"subject": subject, "grades": span},
        report=_LEGACY,
        definition="100 where every student is proficient; no spread is published. Source: DESE, MCAS Achievement Results.",
    )


def _parcc(subject: str) -> Measure:
    return Measure(
        id=f"parcc_{_SHORT[subject].lower()}_3_8_met_pct",
        label=f"Met or exceeded expectations on PARCC: {SUBJECTS[subject]}, grades 3-8",
        short_label=f"{_SHORT[subject]} PARCC, grades 3-8",
        who="tested students in grades 3-8",
        what=f"met or exceeded expectations in {SUBJECTS[subject]} on PARCC",
        kind="share",
        unit="percent of tested students",
        better="higher",
        topic="parcc",
        family="parcc",
        table="parcc",
        value="level_4_or_5_pct",
        numerator="level_4_or_5_n",
        denominator="tested_n",
        where={"subject": subject, "grades": "03-08"},
        report="PARCC results",
        definition="Students at Level 4 or 5 over students included, 2015 and 2016. Source: DESE, PARCC results.",
    )


MEASURES = (
    *(_proficient(*tested) for tested in _TESTED),
    *(_index(*tested) for tested in _TESTED),
    *(_parcc(subject) for subject in ("ELA", "MATH")),
)
