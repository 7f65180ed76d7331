"""Every column is declared once, with its unit in its name and in its declaration."""

from __future__ import annotations

import pytest

from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import KEY_MEANINGS, MOST_STUDENTS, Column, count, number, percent, text

EVERY_COLUMN = [(table.name, column) for table in TABLES.values() for column in table.values]
UNIT_OF_SUFFIX = {"_n": ("count",), "_pct": ("percent",), "_days": ("number",), "_sgp": ("number",)}


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=lambda part: getattr(part, "name", part))
def test_the_unit_stands_in_the_name_and_in_the_declaration(table, column):
    for suffix, kinds in UNIT_OF_SUFFIX.items():
        if column.name.endswith(suffix):
            assert column.kind in kinds
    assert column.kind != "count" or column.name.endswith("_n")
    assert column.kind != "percent" or column.name.endswith("_pct")
    assert column.unit
    assert column.meaning.endswith(".")


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=lambda part: getattr(part, "name", part))
def test_no_column_is_named_like_a_key_or_a_companion(table, column):
    assert column.name not in KEY_MEANINGS
    assert "__" not in column.name


def test_the_same_name_has_the_same_kind_everywhere():
    kinds: dict[str, set[str]] = {}
    for _, column in EVERY_COLUMN:
        kinds.setdefault(column.name, set()).add(column.kind)
    assert all(len(found) == 1 for found in kinds.values())


def test_ranges_come_with_the_kind():
    assert (count("a_n", "A.").low, count("a_n", "A.").high) == (0, MOST_STUDENTS)
    assert (percent("a_pct", "A.").low, percent("a_pct", "A.").high) == (0, 100)
    assert number("a", "days", "A.", 1, 9) == Column("a", "number", "days", "A.", 1, 9)
    assert text("a", "A.").low is None
