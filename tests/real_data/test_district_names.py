"""The names of real districts, typed as people type them, each lead to one district."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssos_analysis.press.roster import District, Roster
from ssos_analysis.sources.reader import read_file

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def roster(real_data: Path) -> Roster:
    """The districts of one year's enrollment."""
    [table] = read_file(real_data / "enrollment" / "statereport_district_2022" / "enrollmentbyracegender.xlsx")
    named = table.rows[table.rows["org_level"] == "district"].drop_duplicates("org_code")
    return Roster(District(code, name) for code, name in zip(named["org_code"], named["org_name"], strict=True))


def test_every_printed_name_finds_its_own_district(roster: Roster) -> None:
    assert len(roster.districts) > 390
    for district in roster.districts:
        for typed in (district.name, district.name.upper(), f"{district.name} Public Schools", district.code[:4]):
            assert roster.choose([typed]) == [district]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("boston", "00350000"),
        ("Springfield Public Schools", "02810000"),
        ("lawrence", "01490000"),
        ("Holyoke", "01370000"),
        ("00010000", "00010000"),
        ("0281", "02810000"),
    ],
)
def test_districts_an_analyst_would_name(roster: Roster, typed: str, code: str) -> None:
    assert [district.code for district in roster.choose([typed])] == [code]
