"""Layouts are data; these tests hold the shipped ones to their rules."""

from __future__ import annotations

from typing import Any

import pytest

from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import disclosure_policy, validated
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.known_files import KnownFile, known_files
from ssos_analysis.sources.layouts import Layout, header_key, header_keys, layouts
from ssos_analysis.sources.workbooks.definitions import workbook_definitions
from ssos_analysis.vocabulary.student_groups import GROUPS

ALL_LAYOUTS = pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.id)


@ALL_LAYOUTS
def test_a_file_is_named_after_its_publication(layout: Layout) -> None:
    from ssos_analysis import workspace

    assert workspace.params("sources", f"{layout.id}.yml").is_file()


@ALL_LAYOUTS
def test_a_recognised_file_has_a_code_column(layout: Layout) -> None:
    """Every way of being recognised must bring a code heading along: `file_rows` relies on it."""
    codes = {header_key(name) for name in layout.organization.code}
    assert any({header_key(name) for name in names} <= codes for names in layout.needs)


@ALL_LAYOUTS
def test_every_group_of_a_melt_is_known_and_stands_once(layout: Layout) -> None:
    for table in layout.tables:
        if table.melt and table.melt.key == "student_group":
            ids = [group.id for group in table.melt.groups]
            assert len(ids) == len(set(ids))
            assert set(ids) <= set(GROUPS)


@ALL_LAYOUTS
def test_no_heading_feeds_two_columns(layout: Layout) -> None:
    for table in layout.tables:
        names = [header_key(name) for column in table.values.values() for name in column.headers]
        for year in ("2014", "2018", "2024"):  # one heading may mean two groups, each in years of its own
            groups = [group for group in (table.melt.groups if table.melt else []) if group.in_years(year)]
            read = names + [header_key(name) for group in groups for headers in group.columns.values() for name in headers]
            assert len(read) == len(set(read))


@ALL_LAYOUTS
def test_every_percent_has_its_printed_decimals(layout: Layout) -> None:
    """A fraction of the hub, or a number Excel stripped of its zeros, does not tell them."""
    for table in layout.tables:
        percents = [name for name in table.values if TABLES[table.table].columns[name].kind == "percent"]
        assert all(table.values[name].decimals is not None for name in percents)


@ALL_LAYOUTS
def test_every_family_has_a_floor_or_no_counts_of_students(layout: Layout) -> None:
    families = {rule.publication_family for rule in disclosure_policy().rules}
    assert layout.family in families | {"directory"}


def _first_headings(layout: Layout) -> set[str]:
    """Headings of a file that has everything the layout reads, each under its first name."""
    headings = {header_key(names[0]) for names in layout.needs}
    for table in layout.tables:
        headings |= {header_key(column.headers[0]) for column in (*table.values.values(), *table.keys.values()) if column.headers}
    return headings


@ALL_LAYOUTS
def test_a_file_fits_one_publication_only(layout: Layout) -> None:
    """Headings alone tell publications apart, or each of those that they fit has a title of its own."""
    headings = _first_headings(layout)
    fitting = [one for one in layouts() if one.format == layout.format and one.fits(headings)]
    assert layout in fitting
    assert len(fitting) == 1 or all(one.titles for one in fitting), [one.id for one in fitting]


@ALL_LAYOUTS
def test_a_layout_of_the_hub_names_its_dataset(layout: Layout) -> None:
    assert (layout.format == "records") == bool(layout.dataset)
    assert layout.id.startswith("e2c_") == (layout.format in ("records", "extract"))


def test_every_tidy_table_is_fed() -> None:
    of_workbooks = {table.table for one in workbook_definitions() for kind in one.sheets for table in kind.tables}
    assert {table.table for layout in layouts() for table in layout.tables} | of_workbooks == set(TABLES)


def test_the_second_of_two_equal_headings_is_told_apart() -> None:
    assert header_keys(["High Needs #", " high  needs #", "", ""]) == ["high needs #", "high needs # (2)", "", ""]


def _layout(**changes: Any) -> dict[str, Any]:
    raw = {
        "id": "x",
        "family": "attendance",
        "report": "X",
        "format": "statereport",
        "needs": [["Code"]],
        "organization": {"code": ["Code"], "name": ["Name"]},
        "tables": [{"table": "attendance", "values": {"attendance_rate_pct": {"headers": ["Rate"]}}}],
    }
    return raw | changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tables": [{"table": "nothing", "values": {}}]}, "not a tidy table"),
        ({"tables": [{"table": "attendance", "values": {"made_up_pct": {"headers": ["Rate"]}}}]}, "made_up_pct"),
        ({"tables": [{"table": "attendance", "keys": {"grades": {}}, "values": {}}]}, "grades"),
        ({"tables": [{"table": "attendance", "keys": {"student_group": {"constant": "all_students"}}, "values": {}}]}, "why"),
        ({"skip": [{"header": "org_type", "why": "none"}]}, "values"),
        ({"unknown": 1}, "not a parameter"),
        ({"scale": "per mille"}, "scale"),
    ],
)
def test_a_layout_that_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    assert validated(Layout, _layout(), where="x.yml").id == "x"
    with pytest.raises(ParameterError, match=words):
        validated(Layout, _layout(**changes), where="x.yml")


def test_a_known_file_that_is_refused_says_why() -> None:
    with pytest.raises(ParameterError, match="why"):
        validated(KnownFile, {"what": "x", "verdict": "refused", "title": "x"}, where="later.yml")
    with pytest.raises(ParameterError, match="title"):
        validated(KnownFile, {"what": "x"}, where="later.yml")
    assert known_files()
