"""MCAS: subjects and grade spans, as the next-generation tests name them."""

from __future__ import annotations

import re

SUBJECTS = {
    "ELA": "English language arts",
    "MATH": "mathematics",
    "SCI": "science and technology/engineering",
    "BIO": "biology",
    "PHY": "introductory physics",
    "CIV": "civics",
}

_SUBJECT_ALIASES = {
    "ENGLISHLANGUAGEARTS": "ELA",
    "MATHEMATICS": "MATH",
    "SCIENCE": "SCI",
    "BIOLOGY": "BIO",
    "PHYSICS": "PHY",
    "INTRODUCTORYPHYSICS": "PHY",
    "CIVICS": "CIV",
}

GRADES_3_8 = "03-08"
GRADE_SPANS = {
    GRADES_3_8: "grades 3-8",
    "03": "grade 3",
    "04": "grade 4",
    "05": "grade 5",
    "06": "grade 6",
    "07": "grade 7",
    "08": "grade 8",
    "10": "grade 10",
    "HS": "high school science",
}


def subject_id(text: str) -> str | None:
    """`ELA`, `MATH`, `SCI`, `BIO`, `PHY` or `CIV` from any spelling the state uses; None when we do not know it."""
    key = re.sub(r"[^A-Z]", "", text.upper())
    return key if key in SUBJECTS else _SUBJECT_ALIASES.get(key)


def grade_span(text: str) -> str | None:
    """A grade span id from `3-8`, `ALL (03-08)`, `3`, `03`, `10`, `HS SCI`; None when the text is none of them."""
    key = re.sub(r"[\s()]", "", text.upper()).removeprefix("ALL").removeprefix("GRADES").removeprefix("GRADE")
    if key in ("HS", "HSSCI"):
        return "HS"
    key = "-".join(part.zfill(2) if part.isdigit() else part for part in key.split("-"))
    return key if key in GRADE_SPANS else None
