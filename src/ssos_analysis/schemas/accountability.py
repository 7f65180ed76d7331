"""Accountability: what the state determined."""

from __future__ import annotations

from ssos_analysis.schemas.columns import number, percent, text
from ssos_analysis.schemas.tidy_table import TidyTable

ACCOUNTABILITY = TidyTable(
    "accountability",
    "One row is one organization and one year of the accountability system in force since 2018.",
    ("org_code", "school_year"),
    (
        text("classification", "Overall classification."),
        text("classification_reason", "Reason for the classification."),
        percent(
            "targets_pct",
            "Progress toward improvement targets: points earned over points possible, as published.",
            "percent of target points",
        ),
        number("accountability_percentile", "percentile", "Accountability percentile, schools only, 1 to 99.", 1, 99),
    ),
)

TABLES = (ACCOUNTABILITY,)
