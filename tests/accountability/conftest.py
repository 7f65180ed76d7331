"""Determinations of a few invented organizations, small enough to check by eye."""

from __future__ import annotations

import pandas as pd
import pytest

NAMES = pd.Series(
    {
        "99010000": "Ash",
        "99010001": "Ash Low",
        "99010002": "Ash Groups",
        "99020000": "Birch",
        "99020001": "Birch High",
        "99030000": "Cedar",
    }
)
_WORDS = (
    "classification_reason", "reason_overall", "reason_student_groups", "reason_graduation", "reason_participation",
    "low_performing_groups", "low_participation_groups", "federal_designation", "school_type",
)  # fmt: skip
_NUMBERS = ("targets_pct", "accountability_percentile", "annual_pct", "prior_annual_pct")
FLAGGED, CLEAR = "Requiring assistance or intervention", "Not requiring assistance or intervention"


def published(*rows):
    """Rows of the table `accountability` from what differs: code, year, classification, and any other column."""
    made = []
    for number, (code, year, classification, more) in enumerate(rows):
        row = dict.fromkeys(_WORDS) | dict.fromkeys(_NUMBERS, float("nan"))
        row |= {
            "org_code": code, "org_name": NAMES[code], "org_level": "district" if code.endswith("0000") else "school",
            "school_year": year, "classification": classification, "publication": "accountability", "source_id": "a" * 12,
            "source_row": number,
        }  # fmt: skip
        made.append(row | more)
    return pd.DataFrame(made)


def extract(*rows):
    """Rows of `district_extract`: code, field, value."""
    made = [
        {
            "org_code": code, "org_name": code, "org_level": "district" if code.endswith("0000") else "school",
            "school_year": 2025, "field": field, "field_value": value if isinstance(value, float) else float("nan"),
            "field_words": value if isinstance(value, str) else None, "publication": "e2c_extract_sy2025", "source_id": "b" * 12,
            "source_row": number,
        }
        for number, (code, field, value) in enumerate(rows)
    ]  # fmt: skip
    columns = [
        "org_code",
        "org_name",
        "org_level",
        "school_year",
        "field",
        "field_value",
        "field_words",
        "publication",
        "source_id",
        "source_row",
    ]
    return pd.DataFrame(made, columns=columns)


def rates(*rows):
    """Four-year rates: code, class, percent, cohort."""
    return pd.DataFrame(
        [
            {
                "org_code": code, "org_name": NAMES[code], "org_level": "district" if code.endswith("0000") else "school",
                "school_year": year, "graduated_pct": pct, "cohort_n": n, "source_id": "c" * 12,
            }
            for code, year, pct, n in rows
        ],
        columns=["org_code", "org_name", "org_level", "school_year", "graduated_pct", "cohort_n", "source_id"],
    )  # fmt: skip


@pytest.fixture
def names():
    return NAMES
