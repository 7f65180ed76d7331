"""The tidy tables refuse what cannot be: a percent of 120, a code that lost its zeros, a status of its own making."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.errors
import pytest

from ssos_analysis.schemas import STATUSES, TABLES
from ssos_analysis.schemas.columns import KEY_MEANINGS, PROVENANCE_COLUMNS
from ssos_analysis.vocabulary.organizations import level_of

KEY_VALUES = {
    "student_group": "all_students", "subject": "ELA", "grades": "03-08", "grade": "ALL",
    "attendance_period": "end_of_year", "offense": "all_offenses", "rate_kind": "4-year",
    "gradespan": "high_school", "indicator": "ela_achievement", "measured_year": "2025", "build_year": "2025",
}  # fmt: skip


def lawful_rows(table) -> pd.DataFrame:
    """Three rows of a table that break no rule: the state, a district, a school."""
    codes = ["00000000", "00350000", "00350505"]
    columns: dict[str, object] = {
        "org_code": codes,
        "org_name": ["State", "Boston", "A school"],
        "org_level": [level_of(code) for code in codes],
        "school_year": np.array([2024] * 3, "int16"),
        **{key: [KEY_VALUES.get(key, "All")] * 3 for key in table.keys if key not in ("org_code", "school_year")},
        "publication": ["p"] * 3,
        "source_id": ["0123456789ab"] * 3,
        "source_row": np.array([3, 4, 5], "int32"),
    }
    for value in table.values:
        low = 0.0 if value.low is None else float(value.low)
        columns[value.name] = ["words"] * 3 if value.kind == "text" else np.array([low, low, np.nan])
        columns[f"{value.name}__status"] = ["reported", "reported", "not_reported"]
        columns[f"{value.name}__decimals"] = np.zeros(3, "int8")
        columns[f"{value.name}__text"] = ["x", "x", None]
    return pd.DataFrame(columns)[list(table.names)]


every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@every_table
def test_lawful_rows_pass(table):
    rows = lawful_rows(table)
    assert list(table.schema.validate(rows).columns) == list(table.names)


@every_table
def test_names_are_unique_and_complete(table):
    assert len(set(table.names)) == len(table.names)
    assert set(table.keys) | set(table.columns) | set(PROVENANCE_COLUMNS) <= set(table.names)
    assert table.keys[:2] == ("org_code", "school_year")
    assert set(table.keys) <= set(KEY_MEANINGS)
    assert table.row.startswith("One row is")


def spoil(table, column, value):
    rows = lawful_rows(table)
    rows[column] = pd.Series([value] * len(rows), dtype=rows[column].dtype if not isinstance(value, str) else object)
    return rows


def refused(table, rows):
    with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
        table.schema.validate(rows)


@every_table
@pytest.mark.parametrize("code", ["350000", "0035000O", "00350000\n", "003500001", ""])
def test_a_code_that_is_none_is_refused(table, code):
    refused(table, spoil(table, "org_code", code))


@every_table
def test_a_status_of_its_own_making_is_refused(table):
    assert "withheld" not in STATUSES
    refused(table, spoil(table, f"{table.values[0].name}__status", "withheld"))


@every_table
def test_a_value_out_of_range_is_refused(table):
    for value in table.values:
        if value.high is not None:
            refused(table, spoil(table, value.name, float(value.high) + 1))
        if value.low is not None:
            refused(table, spoil(table, value.name, float(value.low) - 1))


@every_table
def test_two_rows_with_the_same_keys_are_refused(table):
    rows = lawful_rows(table)
    refused(table, pd.concat([rows, rows.iloc[[1]]], ignore_index=True))


@every_table
def test_a_column_nobody_declared_is_refused(table):
    refused(table, lawful_rows(table).assign(colour="red"))


@every_table
def test_a_missing_companion_is_refused(table):
    refused(table, lawful_rows(table).drop(columns=f"{table.values[0].name}__status"))


@every_table
def test_row_order_never_matters(table):
    rows = lawful_rows(table).iloc[::-1].reset_index(drop=True)
    assert len(table.schema.validate(rows)) == len(rows)
