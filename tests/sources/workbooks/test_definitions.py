"""The shipped definitions, and headings as patterns."""

from __future__ import annotations

import pytest

from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import disclosure_policy, validated
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.workbooks.definitions import WorkbookDefinition, workbook_definitions
from ssos_analysis.sources.workbooks.headings import HeadingPatterns
from ssos_analysis.vocabulary.accountability import GRADESPANS, INDICATORS
from ssos_analysis.vocabulary.student_groups import GROUPS

WORDS = {"indicator": {"ela_achievement": ["ELA Achievement", "ELA"], "annual_dropout": ["Annual Dropout Rate"]}}


def test_there_are_five_and_each_names_its_stem_and_what_is_not_confirmed() -> None:
    found = workbook_definitions()
    assert {one.stem for one in found} == {
        "accountability-data",
        "accountability-targets",
        "criterion-referenced-percentage",
        "school-percentile",
        "student-group-percentile",
    }
    assert all("not seen" in one.note.lower() for one in found if one.confirmed != "yes")
    assert {one.family for one in found} <= {rule.publication_family for rule in disclosure_policy().rules}


def test_every_id_in_them_is_known() -> None:
    for one in workbook_definitions():
        assert set(one.words.get("indicator", {})) <= set(INDICATORS)
        assert set(one.words.get("gradespan", {})) <= set(GRADESPANS)
        for kind in one.sheets:
            for name, key in kind.keys.items():
                assert set(key.words) <= set(GROUPS if name == "student_group" else GRADESPANS)
            for table in kind.tables:
                percents = [c.value for c in table.columns if TABLES[table.table].columns[c.value].kind == "percent"]
                assert all(c.decimals is not None for c in table.columns if c.value in percents)
                assert set(table.expects.get("high_school", [])) <= set(INDICATORS)


@pytest.mark.parametrize(
    ("pattern", "heading", "keys", "year"),
    [
        ("{year} {indicator} Target[ (%)]", "2025  ELA Achievement   Target ", (("indicator", "ela_achievement"),), 2025),
        ("{year} {indicator} Increment", "2026 ELA Increment", (("indicator", "ela_achievement"),), 2026),
        ("[Annual ]{indicator} Reduction[ (%)]", "Annual  Dropout Rate Reduction (%)", (("indicator", "annual_dropout"),), 0),
        ("{year} {indicator} Target", "2025 Algebra Target", None, 0),
        ("October {year} Enrollment", "October 2024 Enrollment", (), 2024),
    ],
)
def test_a_heading_is_understood(pattern: str, heading: str, keys: tuple[tuple[str, str], ...] | None, year: int) -> None:
    found = HeadingPatterns(WORDS).find(pattern, heading)
    assert (found.keys, found.year) == (keys, year) if found else keys is None


def test_a_definition_that_feeds_no_table_is_refused() -> None:
    raw = {
        "id": "x", "family": "accountability", "report": "X", "stem": "x", "confirmed": "no", "note": "", "year": [],
        "sheets": [{"needs": [], "organization": {}, "tables": [{"table": "accountability", "columns": [
            {"value": "made_up", "heading": "X"}]}]}],
    }  # fmt: skip
    with pytest.raises(ParameterError, match="made_up"):
        validated(WorkbookDefinition, raw, where="x.yml")
