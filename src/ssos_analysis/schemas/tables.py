"""Every tidy table of the store, by name. A table is declared in the module of its topic."""

from __future__ import annotations

from ssos_analysis.schemas import accountability, assessment, completion, coursework, directory, english_learners, students
from ssos_analysis.schemas.tidy_table import TidyTable

TABLES: dict[str, TidyTable] = {
    table.name: table
    for topic in (
        assessment,
        coursework,
        english_learners,
        students,
        completion,
        accountability,
        directory,
    )
    for table in topic.TABLES
}
