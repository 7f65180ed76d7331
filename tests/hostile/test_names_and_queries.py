"""Names are data: kept as published, shown with their codes, harmless in a spreadsheet. SQL reaches the store only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_files import csv_bytes

from ssos_analysis.errors import StoreError
from ssos_analysis.presentation.markup import csv_text, escape
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.plain_text import harmless
from ssos_analysis.sources.store import Store

NAMES = {
    "00010000": "<script>alert(1)</script>",
    "00020000": "=cmd|' /C calc'!A0",
    "00030000": "$x^2$ **bold** [link](javascript:alert(1))",
    "00040000": "A\x1b[31mred\x07",
    "00050000": "abc\u202edcba\u200b",
    "00060000": "@SUM(A1)",
    "00070000": "../../etc/passwd",
    "00080000": "'; DROP TABLE attendance; --",
    "00090000": "{{ 7 * 7 }} ${HOME} `id`",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    quoted = ['"' + name.replace('"', '""') + '"' for name in NAMES.values()]
    rows = [[name, code, "90.0", "10.5"] for name, code in zip(quoted, NAMES, strict=True)]
    (folder / "export.csv").write_bytes(csv_bytes(rows))
    assert import_paths(folder / "store", [folder / "export.csv"]).exit_code == 0
    return folder / "store"


def test_the_store_keeps_names_as_they_are_published(store: Path) -> None:
    rows = Store.open(store).table("attendance")
    assert dict(zip(rows["org_code"], rows["org_name"], strict=True)) == NAMES


def test_a_query_prints_names_with_codes_and_without_formulas(store: Path, ssos: Callable[..., Any]) -> None:
    done = ssos("data", "sql", "SELECT org_code, org_name, -1 AS n FROM attendance ORDER BY org_code", "--store", store)
    assert done.code == 0, done.said
    printed = {row["org_code"]: row["org_name"] for row in csv.DictReader(io.StringIO(done.out))}
    assert printed == NAMES | {
        "00020000": "'=cmd|' /C calc'!A0",
        "00040000": "A\\x1b[31mred\\x07",
        "00050000": "abc\\u202edcba\\u200b",
        "00060000": "'@SUM(A1)",
    }
    assert ",-1\n" in done.out  # a number is no formula
    assert not {letter for letter in done.out if not letter.isprintable() and letter != "\n"}


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-A1", "@x", " =1", "\uff1d1", "-1.5", "+3", "plain", "a=b", "'x"])
def test_pages_and_queries_have_one_rule_for_formulas(text: str) -> None:
    (cell,) = list(csv.reader(io.StringIO(csv_text(["name"], [[text]]))))[1]
    assert harmless(text) == cell


def test_the_names_are_text_on_a_page() -> None:
    shown = [escape(name) for name in NAMES.values()]
    assert not any("<" in name or ">" in name for name in shown)
    assert not any(letter in name for name in shown for letter in "\x1b\x07\u202e\u200b")


def test_a_hostile_name_is_text_in_the_brief_of_its_district(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the file to the page: the heading, and every table and sentence of one measure."""
    from ssos_analysis import analyses, presentation
    from ssos_analysis.brief import open_brief
    from ssos_analysis.presentation import display

    seen: list[str] = []
    monkeypatch.setattr(display, "display", lambda data, **_: seen.append(data["text/html"]))
    monkeypatch.setenv("SSOS_STORE", str(store))
    brief = open_brief("00010000")
    brief.heading("Absence", "Who is missing school?")
    presentation.latest_table(brief.release(analyses.latest(brief.measures("chronically_absent_pct"))))
    brief.sources_and_methods()
    page = "".join(seen)
    assert len(seen) == 3
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/hosts')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_parquet('https://example.invalid/x.parquet')",
        "SELECT * FROM parquet_scan('/tmp/*.parquet')",
        "SELECT getenv('HOME')",
        "COPY (SELECT 1) TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "SELECT * FROM views",
        "SELECT * FROM paths",
    ],
)
def test_a_query_reaches_nothing_but_the_store(query: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as refused:
        Store.open(store).sql(query)
    assert "root:" not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_the_views_and_the_empty_tables_are_still_answered(store: Path) -> None:
    opened = Store.open(store)
    assert opened.sql("SELECT count(*) AS n FROM attendance")["n"].tolist() == [len(NAMES)]
    assert opened.sql("SELECT count(*) AS n FROM organizations")["n"].tolist() == [len(NAMES)]
    assert opened.sql("SELECT count(*) AS n FROM mcas")["n"].tolist() == [0]
    assert len(opened.sql("DESCRIBE attendance"))


def test_a_store_whose_folder_has_a_quote_in_its_name_is_answered(store: Path, tmp_path: Path) -> None:
    from shutil import copytree

    other = copytree(store, tmp_path / "it's a store")
    assert Store.open(other).sql("SELECT count(*) AS n FROM attendance")["n"].tolist() == [len(NAMES)]
