"""The directory of organizations."""

from __future__ import annotations

from ssos_analysis.schemas.columns import text
from ssos_analysis.schemas.tidy_table import TidyTable

DIRECTORY = TidyTable(
    "directory",
    "One row is one organization in the state's directory, as of the year the export was said to be of.",
    ("org_code", "school_year"),
    (
        text("org_type", "Type: Public School District, Charter District, ..."),
        text("town", "Town or city."),
        text("grades_offered", "Grades offered, comma separated."),
    ),
)

TABLES = (DIRECTORY,)
