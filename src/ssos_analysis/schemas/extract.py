"""Figures of the state under the names a third party gave them: kept whole, so that nothing is lost, and apart from the rest."""

from __future__ import annotations

from ssos_analysis.schemas.columns import number, text
from ssos_analysis.schemas.tidy_table import TidyTable

DISTRICT_EXTRACT = TidyTable(
    "district_extract",
    "One row is one organization, one year and one field of the third party. A field that is absent was blank, hidden, or lost.",
    ("org_code", "school_year", "field", "scale"),
    (
        number("field_value", "as scale says", "The value of a field that is a number.", None, None),
        text("field_words", "The value of a field that is words."),
    ),
)

TABLES = (DISTRICT_EXTRACT,)
