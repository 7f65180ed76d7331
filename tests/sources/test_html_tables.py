"""A web page that was saved as .xls, as rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources import html_tables
from ssos_analysis.sources.html_tables import TooLarge, page_rows
from ssos_analysis.sources.reader import ReadTable

One = Callable[..., ReadTable]
Refusal = Callable[..., SourceError]

HEADS = ["Org Name", "Org Code", "Grade/Subject", "L4+5 #", "L4+5 %", "L1 %", "Stud. Incl. #", "Trans. CPI Mean"]


def test_text_script_and_cells() -> None:
    page = """<script>var a = "<tr><td>not a row</td></tr>";</script>
    <h1>A &amp; title</h1><table><tr><th>One</th><th>Two<br>lines</th></tr>
    <tr><td> 1,437 <td>&nbsp;</tr></table>after<style>td {}</style>"""
    assert page_rows(page) == [["A & title", None], ["One", "Two lines"], ["1,437", ""], ["after", None]]


def test_a_cell_over_several_columns_or_rows_stands_in_the_first() -> None:
    page = "<table><tr><td colspan=2>a</td><td rowspan=2>b</td></tr><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>"
    assert page_rows(page) == [["a", None, "b"], ["c", "d", None], ["e", None, None]]


def test_a_table_that_only_lays_the_page_out_gives_no_row_of_its_own() -> None:
    page = "<table><tr><td><p>Title</p><table><tr><td>x</td><td>y</td></tr></table></td></tr></table>"
    assert page_rows(page) == [["Title", None], ["x", "y"]]


def test_a_page_without_a_table_has_no_rows() -> None:
    assert page_rows("<html><body><h1>500</h1>The server could not answer.</body></html>") == []


def test_a_page_that_claims_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tables, "MAX_CELLS", 250)
    with pytest.raises(TooLarge, match="250 cells"):
        page_rows("<table><tr>" + "<td colspan='999999999'>a</td>" * 3 + "</tr></table>")
    monkeypatch.setattr(html_tables, "MAX_PAGE_BYTES", 5)
    with pytest.raises(TooLarge):
        page_rows("<table>")


def _page(title: str, rows: list[list[str]]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<script>function changeReportType(value) {{}}</script><div>{title}</div><table>{lines}</table><p>L1 = Level 1</p>"


def test_a_report_saved_as_a_page_is_read_like_a_workbook(tmp_path: Path, one: One) -> None:
    path = tmp_path / "parcc_hn.xls"
    row = ["Boston - Boston Latin", "00350560", "GRADES 3-8 MATH", "135", "36", "8", "377", "72.2"]
    path.write_text(_page("2016 PARCC Report (SCHOOL) for GRADES 3-8 MATH High needs", [HEADS, row]), encoding="utf-8")
    read = one(path)
    (found,) = read.rows.to_dict("records")
    assert (read.table, found["student_group"], found["subject"], found["grades"]) == ("parcc", "high_needs", "MATH", "03-08")
    assert (found["level_4_or_5_n"], found["level_4_or_5_pct"], found["transitional_cpi"]) == (135, 36, 72.2)


def test_an_error_page_saved_as_xls_is_still_refused(tmp_path: Path, refusal: Refusal) -> None:
    path = tmp_path / "parcc.xls"
    path.write_text("<html><body><h1>Runtime Error</h1></body></html>", encoding="utf-8")
    assert "web page" in str(refusal(path))


def test_the_group_of_a_parcc_page_is_asked_where_its_title_is_gone(tmp_path: Path, refusal: Refusal, one: One) -> None:
    from ssos_analysis.sources.reader import Declared

    path = tmp_path / "parcc.xls"
    row = ["Boston", "00350000", "GRADES 3-8 MATH", "135", "36", "8", "377", "72.2"]
    path.write_text(_page("", [HEADS, row]), encoding="utf-8")
    assert "--group" in str(refusal(path))
    read = one(path, Declared(school_year=2016, student_group="high_needs"))
    assert read.rows[["subject", "grades", "student_group"]].iloc[0].tolist() == ["MATH", "03-08", "high_needs"]
