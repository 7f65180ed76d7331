"""What is hostile in a name stays text at every sink: HTML, attributes, CSV, file names."""

import base64
import csv
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.measures.registry import measure
from ssos_analysis.presentation.counted import without_counts_of
from ssos_analysis.presentation.markup import (
    INTERVAL,
    NO_COUNTS,
    STUDENTS,
    Cell,
    DataTable,
    csv_text,
    download_html,
    escape,
    file_stem,
    plain,
    table_html,
)

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onload='x", "&lt;b&gt;", "$x$", r"$\frac{1}{2}$", "a\x00b",
    "\u202egnp.exe", "zero\u200bwidth", "line\u2028break", "javascript:alert(1)", "=HYPERLINK(\"http://x\",\"y\")", "{{ x }}",
]  # fmt: skip


class Seen(HTMLParser):
    """Tags, attributes and text of a fragment, as a browser would take them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.cells = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag in ("td", "th", "caption"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def table(*rows, note="a note", columns=("Group", "Figure")):
    return DataTable("t", "A caption", columns, rows, note)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_tag_and_no_attribute(text):
    html = table_html(DataTable("t", text, [text, "b"], [[Cell(text), Cell(text)], [Cell(text), Cell(text, is_word=True)]], text))
    seen = Seen(html)
    assert set(seen.tags) == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert {name for name, _ in seen.attributes} == {"class", "role", "tabindex", "aria-labelledby", "id", "scope"}
    assert seen.cells[0] == plain(text)


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\u202eb", "a\u200bb", "a\u2028b", "a\u2066b", "a\ufeffb", "a\x1bb", "a\u061cb", "a\udc80b"]
)
def test_what_hides_or_turns_text_is_taken_out(text):
    assert plain(text) == "ab"
    plain(text).encode("utf-8")


@pytest.mark.parametrize("name", ["Dennis-Yarmouth", "O'Bryant", "Niño & Co.", "北京", "Ünïcödé", "a\tb", "Ⅷ"])
def test_honest_names_are_kept(name):
    assert plain(name) == name


@given(st.text())
def test_escaped_text_reads_back_as_the_plain_text(text):
    html = f'<p title="{escape(text)}">{escape(text)}</p>'
    assert not re.search(r"[<>\"']", escape(text))
    seen = Seen(html)
    assert seen.tags == ["p"]
    assert seen.attributes[0][0] == "title"


def test_a_table_has_caption_scopes_and_a_box_the_keyboard_reaches():
    html = table_html(table([Cell("Asian"), Cell("29%", 29.0)], [Cell("White"), Cell("not reported", is_word=True)]))
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert '<caption id="t-caption">A caption</caption>' in html
    assert 'role="region" tabindex="0" aria-labelledby="t-caption"' in html
    assert '<td class="num" data-v="29">29%</td>' in html
    assert '<td class="hidden-cell">not reported</td>' in html
    assert "<td></td>" not in html


def test_a_school_year_alone_in_its_cell_is_not_parted_at_its_hyphen():
    html = table_html(table([Cell("2012-13"), Cell("2024-25")], [Cell("grades 3-8, 2024-25"), Cell("2023")]))
    assert '<th scope="row" class="year">2012-13</th><td class="year">2024-25</td>' in html
    assert html.count('class="year"') == 2


@pytest.mark.parametrize("value", [395744.0, 1234567.0, 912735.0, 0.1, -20.04, 0.0])
def test_the_number_to_sort_by_is_the_number(value):
    html = table_html(table([Cell("x"), Cell("y", value)]))
    assert float(re.search(r'data-v="([^"]*)"', html)[1]) == value


def test_a_table_without_counts_loses_those_columns_and_says_so():
    full = table([Cell("2023"), Cell("37%", 37.0), Cell("none", is_word=True), Cell("not published", is_word=True)],
                 columns=["Year", "Quillmarsh", INTERVAL, STUDENTS])  # fmt: skip
    bare = without_counts_of(measure("chronically_absent_pct"), full)
    assert list(bare.columns) == ["Year", "Quillmarsh"]
    assert [[cell.text for cell in row] for row in bare.rows] == [["2023", "37%"]]
    assert bare.note == f"{NO_COUNTS} a note"


# --- CSV ---------------------------------------------------------------------------------------------------------------


FORMULAS = [
    '=HYPERLINK("http://x")',
    "@SUM(A1)",
    "+SUM(1,2)",
    "-2+3",
    "=1+1",
    " =1+1",
    "\t=1",
    "\n=1",
    "＝1+1",
    "+",
    "-",
    "=",
    "+1x",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    written = list(csv.reader(io.StringIO(csv_text(["a"], [[text]]), newline="")))[1][0]
    assert written.startswith("'")
    assert written[1:] == plain(text)


@pytest.mark.parametrize("text", ["+1", "-1", "-12.5", "1,437", "+3,711", "0035"])
def test_numbers_keep_their_sign(text):
    assert list(csv.reader(io.StringIO(csv_text(["a"], [[text]]))))[1] == [text]


def test_numbers_stand_unrounded_and_what_is_missing_is_blank():
    text = csv_text(["a", "b", "c", "d"], [[-20.04123, 3711, None, float("nan")]])
    assert text == "a,b,c,d\r\n-20.04123,3711,,\r\n"


harmless = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n")).filter(
    lambda text: plain(text) == text and not re.match(r"\s*[=+\-@＝＋＠]", text) and not text.startswith("\n")
)


@given(st.lists(st.tuples(harmless, st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6)), min_size=1, max_size=5))
def test_a_csv_opened_again_is_equal(rows):
    text = csv_text(["name", "n", "value"], [list(row) for row in rows])
    head, *read = csv.reader(io.StringIO(text, newline=""))
    assert head == ["name", "n", "value"]
    assert [(name, int(n), float(value)) for name, n, value in read] == rows


@given(st.text())
def test_any_text_is_one_cell_and_no_formula(text):
    rows = list(csv.reader(io.StringIO(csv_text(["a", "b"], [[text, "end"]]), newline="")))
    assert len(rows) == 2
    assert rows[1][1] == "end"
    first = rows[1][0].lstrip()
    assert not first.startswith(("=", "@", "＝", "＠")) or rows[1][0].startswith("'")


def test_the_download_holds_the_csv_for_a_spreadsheet():
    html = download_html('a"b.csv', "name\r\nNiño\r\n")
    assert 'download="a&quot;b.csv"' in html
    data = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert data.startswith(b"\xef\xbb\xbf")  # a spreadsheet takes it for UTF-8
    assert data.decode("utf-8-sig") == "name\r\nNiño\r\n"


# --- names of files ----------------------------------------------------------------------------------------------------


@given(st.text())
def test_a_file_name_is_legal_everywhere(text):
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?", file_stem(text))


def test_the_longest_names_of_the_product_stay_apart():
    measure = "gap over years five_year_adjusted_graduation_pct "
    groups = ("english_learners", "english_learners_and_former", "native_hawaiian_or_pacific_islander")
    assert len({file_stem(measure + group) for group in groups}) == 3
