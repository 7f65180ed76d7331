"""The quick look and pandera answer the same question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow as pa
import pytest

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.checking import is_lawful
from ssos_analysis.sources.reader import read_file


@pytest.fixture
def lawful(xlsx: Callable[..., Path], attendance_rows: list[list[Any]]) -> pd.DataFrame:
    return read_file(xlsx(attendance_rows))[0].rows


def _is_lawful(rows: pd.DataFrame) -> bool:
    return is_lawful(pa.Table.from_pandas(rows, preserve_index=False), TABLES["attendance"])


def _pandera_agrees(rows: pd.DataFrame) -> bool:
    try:
        TABLES["attendance"].schema.validate(rows, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


def test_lawful_rows_are_lawful_to_both(lawful: pd.DataFrame) -> None:
    assert _is_lawful(lawful)
    assert _pandera_agrees(lawful)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("org_code", "3500000"),
        ("org_level", "county"),
        ("school_year", 1900),
        ("attendance_rate_pct", 100.1),
        ("attendance_rate_pct", -0.1),
        ("absences_mean_days", 201.0),
        ("attendance_rate_pct__status", "zero"),
        ("student_group", None),
        ("org_name", None),
    ],
)
def test_what_breaks_the_declaration_breaks_both(column: str, value: Any, lawful: pd.DataFrame) -> None:
    broken = lawful.copy()
    broken.loc[1, column] = value
    assert not _is_lawful(broken)
    assert not _pandera_agrees(broken)


def test_a_missing_column_or_another_type_breaks_both(lawful: pd.DataFrame) -> None:
    for broken in (
        lawful.drop(columns="org_name"),
        lawful.assign(more=1),
        lawful.astype({"source_row": "float64"}),
        lawful.astype({"attendance_rate_pct__decimals": "int64"}),
        lawful.astype({"absent_10_days_pct": "str"}),
    ):
        assert not _is_lawful(broken)
        assert not _pandera_agrees(broken)
