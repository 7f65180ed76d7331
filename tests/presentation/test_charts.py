"""Every chart in every state a district can be in: what it says is in its table, and its picture is safe and repeatable."""

import math
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from small_tables import DISTRICT, cohort, measured, released
from worked_findings import (
    BY_GROUP,
    GAP_TRENDS,
    GAPS,
    HIDDEN_GAPS,
    HOSTILE,
    LONG,
    NO_BY_GROUP,
    NO_GAP_TRENDS,
    NO_GAPS,
    NO_TRENDS,
    ORDINARY,
    TRENDS,
    newest,
    students,
)

from ssos_analysis import analyses, presentation
from ssos_analysis.disclosure import Finding
from ssos_analysis.errors import DisclosureError
from ssos_analysis.presentation.display import show_chart
from ssos_analysis.presentation.markup import DataTable

CHARTS = {
    "trend": (presentation.trend_chart, TRENDS),
    "gap": (presentation.gap_chart, GAPS),
    "gap over years": (presentation.gap_trend_chart, GAP_TRENDS),
    "group": (presentation.group_chart, BY_GROUP),
}
EMPTY = {
    "trend": (presentation.trend_chart, NO_TRENDS),
    "gap": (presentation.gap_chart, NO_GAPS),
    "gap over years": (presentation.gap_trend_chart, NO_GAP_TRENDS),
    "group": (presentation.group_chart, NO_BY_GROUP),
}


def cases(of):
    return [
        pytest.param(function, make, id=f"{kind}: {state}")
        for kind, (function, made) in of.items()
        for state, make in made.items()
    ]


every_chart = pytest.mark.parametrize(("function", "make"), cases(CHARTS))
ONE_OF_EACH = [pytest.param(function, next(iter(made.values())), id=kind) for kind, (function, made) in CHARTS.items()]
SHOWS = list(presentation.__all__)
NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?")


def numbers(text):
    """The numbers of a text, without sign and thousands."""
    return {number.strip("−+").replace(",", "").rstrip(".") for number in NUMBER.findall(text)}


def without_names(text, measure):
    """A text without the words that name its measure: `grades 3-8` holds no figure."""
    for name in (measure.label, measure.short_label, measure.who, measure.what):
        text = text.replace(name, "")
    return text


@every_chart
def test_a_chart_says_what_its_table_says(showing, function, make):
    made = make()
    shown = showing(function, made)
    assert shown
    for one in shown:
        assert one.facts["kind"] == "figure"
        assert one.facts["title"] == one.headline
        gaps = [row for row in made.rows if not math.isnan(row.get("difference", math.nan))]
        clear = sum(row["stands"] in ("above", "below") for row in gaps)
        alt = one.alt.replace(f"Dot chart of {len(gaps)} gaps", "").replace(f"{clear} clear of zero", "")
        alt = re.sub(r"broken \d+ times", "", alt)
        table = numbers(one.table_text.replace("\u00a0", " "))
        for said in (one.headline, alt):
            missing = numbers(without_names(said, made.about)) - table
            assert not missing, f"{missing} of {said!r} not in {one.table_text!r}"


@every_chart
def test_a_chart_is_described_in_30_to_300_characters(showing, function, make):
    for one in showing(function, make()):
        assert 30 <= len(one.alt) <= 300
        assert one.alt.rstrip().endswith(".")
        assert one.headline.endswith(".")
        assert one.subtitle
        assert one.note


@pytest.mark.parametrize(("function", "make"), ONE_OF_EACH)
def test_two_districts_are_described_differently(showing, function, make):
    first = {one.alt for one in showing(function, make("Quillmarsh"))}
    assert not first & {one.alt for one in showing(function, make("Alderbrook"))}


@pytest.mark.parametrize(("function", "make"), ONE_OF_EACH)
@pytest.mark.parametrize("name", [HOSTILE, LONG, "$a$", "R&D <b>", "北京 Ⅷ"])
def test_a_name_is_text_wherever_it_stands(showing, function, make, name):
    for one in showing(function, make(name)):
        root = ET.fromstring(one.svg)
        assert {element.tag.rpartition("}")[2] for element in root.iter()}.isdisjoint({"script", "foreignObject", "image", "a"})
        assert "<script" not in one.html
        assert not set("\x00\u202e") & set(one.html + one.svg)
        tags = {tag.name for tag in one.soup.find_all(True)}
        allowed = "figure figcaption h3 p img details summary div table caption thead tbody tr th td a"
        assert tags == set(re.findall(r"\w+", allowed))
        assert not [name for tag in one.soup.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert len(one.alt) <= 300


@every_chart
def test_a_picture_is_the_same_bytes_each_time_and_holds_nothing_active(showing, function, make):
    first, second = ([one.svg for one in showing(function, make())] for _ in range(2))
    assert first == second
    for svg in first:
        root = ET.fromstring(svg)
        assert root.tag.endswith("svg")
        assert not re.search(r"<script|javascript:|\son\w+=|<!ENTITY|date>", svg)
        assert all(target.startswith("#") for target in re.findall(r'(?:href|src)="([^"]*)"', svg))
        assert {float(angle) for angle in re.findall(r"rotate\(([-\d.]+)", svg)} <= {0.0}


@every_chart
def test_the_table_beside_a_chart_is_whole(showing, function, make):
    for one in showing(function, make()):
        assert one.soup.caption.get_text()
        assert {cell["scope"] for cell in one.soup.thead.find_all("th")} == {"col"}
        assert {row.find(["th", "td"]).get("scope") for row in one.soup.tbody.find_all("tr")} == {"row"}
        assert all(cell.strip() for row in one.body for cell in row)
        assert {len(row) for row in one.body} == {len(one.head)}
        assert not any(word in cell for row in one.body for cell in row for word in ("nan", "None", "_"))


@every_chart
def test_the_csv_beside_a_chart_holds_its_rows_and_where_they_stood(showing, function, make):
    made = make()
    shown = showing(function, made)
    names = [one.facts["csv_name"] for one in shown]
    assert len(set(names)) == len(names)
    for one in shown:
        assert re.fullmatch(r"[a-z0-9-]+\.csv", one.facts["csv_name"])
        assert {"school_year", "published_figure", "source_id", "source_row", "status"} <= set(one.csv[0])
        assert one.facts["csv_name"] in one.html
    assert sum(len(one.csv) for one in shown) <= len(made.rows)


@pytest.mark.parametrize(("function", "make"), cases(EMPTY))
def test_where_there_is_nothing_to_draw_the_page_says_so(showing, function, make):
    (one,) = showing(function, make())
    assert one.facts == {"kind": "prose"}
    assert one.soup.p["class"] == ["caution"]
    assert ORDINARY in one.text
    assert "nan" not in one.text


def test_where_the_files_hold_groups_alone_the_page_does_not_call_the_report_missing(showing):
    (said,) = showing(presentation.trend_chart, NO_TRENDS["only groups"]())
    assert said.text.endswith("the files read hold figures of Quillmarsh by student group, and none for all students.")
    (said,) = showing(presentation.trend_chart, NO_TRENDS["no rows"]())
    assert "has not been imported" in said.text


def test_hidden_gaps_are_words_in_the_table_and_nowhere_a_number(showing):
    said, _, one = showing(presentation.gap_chart, HIDDEN_GAPS["all hidden"]())
    assert said.text.startswith("No gap can be shown for Quillmarsh in the class of 2024: few or no students with or without")
    assert one.facts["kind"] == "table"
    assert "few or no students with or without the outcome" in one.table_text
    assert [row["gap_percentage_points_derived"] for row in one.csv] == [""]
    assert one.csv[0]["why_hidden"] == "too_few_with_outcome"
    (said,) = showing(presentation.gap_trend_chart, NO_GAP_TRENDS["all hidden"]())
    assert "few or no students with or without the outcome" in said.text
    assert "holds no figures" not in said.text


def test_one_gap_is_described_and_counted_as_one(showing):
    rows = [cohort(DISTRICT, 2024, "80.0", 400), cohort(DISTRICT, 2024, "60.0", 100, group="english_learners")]
    (one,) = showing(presentation.gap_chart, released(analyses.equity_gaps(measured("four_year_graduation_pct", rows))))
    assert one.alt.startswith("Dot chart of one gap in Quillmarsh, Four-year graduation rate, against all other students: −26.7")
    assert one.alt.endswith("points (English learners); clear of zero.")
    table = presentation.gap_scale_table
    (scales,) = showing(table, released(analyses.equity_gaps(measured("four_year_graduation_pct", rows))))
    assert "here one, alone." in scales.soup.get_text(" ")


def test_two_gaps_of_whom_one_is_tested_are_told_so(showing):
    rows = [cohort(DISTRICT, 2024, "80.0", 400), cohort(DISTRICT, 2024, "78.0", 100, group="english_learners")]
    rows.append(cohort(DISTRICT, 2024, "70.0", 20, group="asian"))
    (one,) = showing(presentation.gap_chart, released(analyses.equity_gaps(measured("four_year_graduation_pct", rows))))
    assert "One of them could be tested; it was not found clear." in one.soup.get_text(" ")


def test_a_subtitle_names_a_group_as_a_sentence_does(showing):
    rows = [cohort(DISTRICT, year, "60.0", 100, group="english_learners") for year in (2023, 2024)]
    found = analyses.trend(measured("four_year_graduation_pct", rows), group="english_learners")
    (one,) = showing(presentation.trend_chart, released(found))
    assert ", English learners, " in one.soup.get_text(" ")


def test_an_interval_is_drawn_only_where_counts_are_published(showing):
    (with_counts,) = showing(presentation.trend_chart, TRENDS["shares"]())
    (without,) = showing(presentation.trend_chart, TRENDS["no counts"]())
    assert "95% interval" in with_counts.head
    assert "Students" in with_counts.head
    assert without.head == ["Year", "Quillmarsh", "State", "Comparable"]
    assert "No interval is drawn" in without.note
    assert all(row["interval_low"] == "" for row in without.csv)


def test_a_table_tells_which_years_compare(showing):
    (one,) = showing(presentation.trend_chart, TRENDS["no counts"]())
    remarks = {row[0]: row[-1] for row in one.body}
    assert remarks["2017-18"] == remarks["2018-19"] == "series 1"
    assert remarks["2019-20"] == remarks["2020-21 (to 1 March)"] == "unusual year"
    assert remarks["2021-22 (to 1 March)"] == remarks["2022-23 (to 1 March)"] == "series 2"
    (one,) = showing(presentation.trend_chart, TRENDS["nineteen classes"]())
    assert "Comparable" not in one.head  # all years compare
    (one,) = showing(presentation.trend_chart, TRENDS["a group"]())
    assert {row[0]: row[-1] for row in one.body}["2014"] == "series 1"
    assert {row[0]: row[-1] for row in one.body}["2024"] == "series 4"


def test_gaps_to_a_group_that_shares_students_are_refused_in_words(showing):
    said, note, one = showing(presentation.gap_chart, HIDDEN_GAPS["all refused"]())
    assert "the two groups share students" in said.text
    assert note.text.startswith("As published, and not compared: ")
    assert all(row["published_figure"].removesuffix(".0") in note.text for row in one.csv if row["published_figure"])
    assert "too few" not in said.text
    assert "not compared: the two groups share students" in one.table_text


def test_an_unusual_year_is_named_where_it_is_shown(showing):
    for function, make in ((presentation.gap_chart, GAPS["unusual year"]), (presentation.group_chart, BY_GROUP["unusual year"]),
                           (presentation.trend_chart, TRENDS["only an unusual year"])):  # fmt: skip
        (one,) = showing(function, make())
        assert "In 2021 students" in one.note
        assert not re.search(r"(above|below) the state", one.headline)


def test_hollow_marks_are_explained_only_where_one_is_drawn(showing):
    (one,) = showing(presentation.trend_chart, TRENDS["shares"]())
    assert "Hollow marks" in one.note
    (none,) = showing(presentation.trend_chart, TRENDS["unusual year not reported"]())
    assert "Hollow marks" not in none.note
    assert "In 2021" not in none.note


def test_the_newest_gap_told_is_of_an_ordinary_year(showing):
    shown = showing(presentation.gap_trend_chart, GAP_TRENDS["unusual last"]())
    assert shown
    assert all("2019" in one.headline for one in shown)


def test_a_gap_over_years_names_its_years_as_the_report_does(showing):
    (dropout,) = showing(presentation.gap_trend_chart, GAP_TRENDS["school years"]())
    assert dropout.subtitle.endswith(", 2021-22 to 2022-23")
    assert " points in 2021-22 and " in dropout.alt
    assert [row[0] for row in dropout.body] == ["2021-22", "2022-23"]
    (classes,) = showing(presentation.gap_trend_chart, GAP_TRENDS["one year"]())[:1]
    assert [row[0] for row in classes.body] == ["2024"]


def test_the_headline_figure_names_the_report_to_compare_with(showing):
    for function, make in ((presentation.trend_chart, TRENDS["nineteen classes"]), (presentation.gap_chart, GAPS["rebuilt"])):
        (one,) = showing(function, make())
        assert "“High School Graduation Rates, 4-Year”" in one.note


# --- nothing goes round the door ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWS)
@pytest.mark.parametrize(
    "given",
    [pd.DataFrame({"estimate": [1.0]}), Finding("trend", "mcas", None, pd.DataFrame(), {}), {"estimate": 1.0}, None],
    ids=["a DataFrame", "a Finding", "a dict", "nothing"],
)
def test_presentation_takes_released_findings_only(showing, name, given):
    with pytest.raises(TypeError, match=r"released findings only.*brief\.release"):
        showing(getattr(presentation, name), given)


def test_everything_presentation_offers_is_a_function_of_a_released_finding():
    assert set(SHOWS) >= {function.__name__ for function, _ in CHARTS.values()}
    assert newest().kind == "latest"
    assert students().kind == "students"


@pytest.mark.parametrize("alt", ["short", "x" * 301])
def test_a_chart_without_a_fair_description_is_refused(showing, alt):
    table = DataTable("t", "c", ["a"], [])
    with pytest.raises(DisclosureError, match="not 30 to 300"):
        show_chart(id="i", headline="h", subtitle="s", svg="", size=(1, 1), alt=alt, note="", table=table, csv_name="x.csv",
                   csv_columns=[], csv_rows=[], where=[])  # fmt: skip
