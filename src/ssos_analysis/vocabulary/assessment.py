"""MCAS: subjects and grade spans, of the next-generation tests, of the tests before them, and of PARCC."""

from __future__ import annotations

import re

SUBJECTS = {
    "ELA": "English language arts",
    "MATH": "mathematics",
    "SCI": "science and technology/engineering",
    "BIO": "biology",
    "CHE": "chemistry",
    "PHY": "introductory physics",
    "TEC": "technology/engineering",
    "CIV": "civics",
}

_SUBJECT_ALIASES = {
    "ENGLISHLANGUAGEARTS": "ELA",
    "MATHEMATICS": "MATH",
    "SCIENCE": "SCI",
    "SCIENCEANDTECHENG": "SCI",
    "CHEMISTRY": "CHE",
    "TECHNOLOGYENGINEERING": "TEC",
    "TECHENG": "TEC",
    "BIOLOGY": "BIO",
    "PHYSICS": "PHY",
    "INTRODUCTORYPHYSICS": "PHY",
    "CIVICS": "CIV",
}

GRADES_3_8 = "03-08"
ALL_TESTED_GRADES = "03-10"
GRADE_SPANS = {
    GRADES_3_8: "grades 3-8",
    ALL_TESTED_GRADES: "grades 3-8 and 10",
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
    """A subject of SUBJECTS, such as `ELA` or `BIO`, from any spelling the state uses; None when we do not know it."""
    key = re.sub(r"[^A-Z]", "", text.upper())
    return key if key in SUBJECTS else _SUBJECT_ALIASES.get(key)


def grade_span(text: str) -> str | None:
    """A grade span id from `3-8`, `ALL (03-08)`, `3`, `03`, `10`, `HS SCI`; None when the text is none of them."""
    key = re.sub(r"[\s()]", "", text.upper()).removeprefix("ALL").removeprefix("GRADES").removeprefix("GRADE")
    if key in ("HS", "HSSCI"):
        return "HS"
    key = "-".join(part.zfill(2) if part.isdigit() else part for part in key.split("-"))
    return key if key in GRADE_SPANS else None
