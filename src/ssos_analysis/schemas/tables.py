"""Every tidy table of the store, by name. A table is declared in the module of its topic."""

from __future__ import annotations

from ssos_analysis.schemas import (
    accountability,
    assessment,
    completion,
    coursework,
    directory,
    english_learners,
    extract,
    finance,
    special_education,
    staff,
    students,
)
from ssos_analysis.schemas.tidy_table import TidyTable

_TOPICS = (
    assessment,
    coursework,
    english_learners,
    students,
    special_education,
    completion,
    accountability,
    staff,
    finance,
    directory,
    extract,
)

TABLES: dict[str, TidyTable] = {table.name: table for topic in _TOPICS for table in topic.TABLES}
