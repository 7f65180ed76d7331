"""The directory of organizations."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, text
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

SCHOOLS_BY_LEVEL = TidyTable(
    "schools_by_level",
    "One row is one district, one year and one level of schools, in the state's words.",
    ("org_code", "school_year", "school_level"),
    (count("schools_n", "Schools of the level.", "schools"),),
)

TABLES = (DIRECTORY, SCHOOLS_BY_LEVEL)
