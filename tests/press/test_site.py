"""Names of folders and files from names in the data: legal everywhere, inside their folder, each its own."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.press.records import DONE, EARLIER, FAILED, MISSING
from ssos_analysis.press.site import data_name, folder_name, slug, status_of

HOSTILE = [
    "../../etc/passwd",
    "..",
    "CON",
    "nul.txt",
    "‮gnp.exe",
    "x" * 300,
    "=cmd|'/c calc'!A1",
    "-rf *",
    "a\nb\0c",
    " . ",
    "C:\\Windows",
    "日本語",
    "",
]
LEGAL = re.compile(r"[a-z0-9_][a-z0-9_-]*")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_short_plain_ones(name: str) -> None:
    assert LEGAL.fullmatch(slug(name))
    folder = folder_name("99010000", name)
    assert re.fullmatch(r"99010000-[a-z0-9_][a-z0-9_-]*", folder)
    assert len(folder) <= 49
    assert len(PurePosixPath(folder).parts) == len(PureWindowsPath(folder).parts) == 1


@given(st.text(max_size=400))
def test_any_name_at_all_is_legal_on_windows(name: str) -> None:
    found = slug(name)
    assert LEGAL.fullmatch(found)
    assert not found.endswith(("-", "."))
    assert len(found) <= 40


def test_a_plain_name_stays_readable() -> None:
    assert folder_name("00350000", "Boston") == "00350000-boston"
    assert slug("Ünder-Wood / Société d'École") == "under-wood-societe-d-ecole"


@given(st.lists(st.text(max_size=90) | st.sampled_from(HOSTILE), max_size=30))
def test_no_two_tables_of_a_district_share_a_file(names: list[str]) -> None:
    taken: set[str] = set()
    given_names = [data_name(brief, name, taken) for name in names for brief in ("graduation", "absence")]
    assert len(set(given_names)) == len(given_names) == len(taken)
    assert all(re.fullmatch(r"[a-z0-9_-]+\.csv", name) and len(name) <= 100 for name in given_names)


def test_a_table_is_named_after_its_brief_once() -> None:
    assert data_name("absence", "gaps.csv", set()) == "absence-gaps.csv"
    assert data_name("absence", "absence-gaps.csv", set()) == "absence-gaps.csv"
    assert data_name("absence", "gaps.csv", {"absence-gaps.csv"}) == "absence-gaps-2.csv"


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([DONE, DONE], "Complete"),
        ([DONE, FAILED], "Partly built"),
        ([DONE, MISSING], "Partly built"),
        ([FAILED, MISSING], "Not built"),
        ([DONE, EARLIER], "Last build did not finish"),
    ],
)
def test_the_status_of_a_district(states: list[str], status: str) -> None:
    assert status_of(states) == status
