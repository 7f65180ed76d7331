"""Tables that stand alone, and how old the data are."""

import datetime as dt
import re

import pytest
from small_tables import DISTRICT, STATE, absence, measured, released, row
from worked_findings import HOSTILE, SCHOOLS, ages, newest, students

from ssos_analysis import analyses
from ssos_analysis import presentation as show


def tables(showing):
    """Each table there is, as displayed."""
    made = [(show.latest_table, newest), (show.student_table, students), (show.student_table, lambda: students(hidden=True))]
    made += [(show.school_table, SCHOOLS[state]) for state in ("newest", "older", "no counts")]
    return [showing(function, make())[0] for function, make in made]


def test_each_table_has_caption_scopes_and_no_empty_cell(showing):
    for one in tables(showing):
        assert one.facts["kind"] == "table"
        assert one.soup.caption.get_text() == one.facts["title"]
        assert {cell["scope"] for cell in one.soup.thead.find_all("th")} == {"col"}
        assert {row.find("th")["scope"] for row in one.soup.tbody.find_all("tr")} == {"row"}
        assert all(cell.strip() for row in one.body for cell in row)
        assert {len(row) for row in one.body} == {len(one.head)}
        assert not re.search(r"\bnan\b|None|\w_\w", one.table_text)


def test_each_csv_has_a_row_for_each_row_shown_and_names_its_sources(showing):
    for one in tables(showing):
        assert len(one.csv) == len(one.body)
        assert all(row["source_id"] for row in one.csv)
        assert all(row["publication"] for row in one.csv)
        assert all(row["source_row"].isdigit() for row in one.csv)


def test_the_newest_figures_are_dated_and_say_what_may_be_said(showing):
    one, without = showing(show.latest_table, newest())
    rows = {row[0]: dict(zip(one.head, row, strict=True)) for row in one.body}
    absent, science = rows["Chronically absent students"], rows["Meeting or exceeding expectations: science and "
                                                                "technology/engineering, grades 5 and 8"]  # fmt: skip
    assert absent["Year"] == "2022-23 (to 1 March)"
    assert absent["What we can say"] == "no student counts, so we cannot say how sure"
    assert science["What we can say"] == "unusual year, not compared"
    assert "“Attendance Report”" in one.soup.find("p", class_="table-note").get_text()
    assert "Math, grades 3-8" in without.text
    dropouts = [dict(zip(one.head, row, strict=True)) for row in one.body if row[0].startswith("Annual dropout")]
    withheld = next(row for row in dropouts if row["Quillmarsh"].startswith("not shown by the state"))
    assert (withheld["State"], withheld["What we can say"]) == ("1.8%", "no comparison")
    alone = next(row for row in dropouts if row["Quillmarsh"] == "2.0%")
    assert (alone["State"], alone["What we can say"]) == ("not reported", "no comparison")


def test_a_table_without_a_figure_says_so_and_one_report_is_one(showing):
    withheld = [row("dropout", org, 2023, dropout_pct=share) for org, share in ((STATE, "1.8"), (DISTRICT, "*"))]
    (one,) = showing(show.latest_table, released(analyses.latest([measured("dropout_pct", withheld)])))
    note = one.soup.find("p", class_="table-note").get_text()
    assert note.startswith("The files read hold no figure of Quillmarsh on these measures.")
    assert "count of people" not in note
    assert re.search(r"Compare with the state's report “[^”]+”\.$", note)
    alone = [row("dropout", year=2023, dropout_pct="2.0")]
    (one,) = showing(show.latest_table, released(analyses.latest([measured("dropout_pct", alone)])))
    assert "None of these figures comes with a count of people" in one.soup.find("p", class_="table-note").get_text()


def test_schools_stand_by_name_with_the_year_they_have(showing):
    (one,) = showing(show.school_table, SCHOOLS["older"]())
    assert [row[0] for row in one.body] == ["Alder High", "Birch High"]
    assert one.facts["title"].endswith("by school, Quillmarsh, 2019")
    assert "The district's own figures are newer (2023)." in one.soup.get_text()
    (same,) = showing(show.school_table, SCHOOLS["newest"]())
    assert "newer" not in same.soup.get_text()
    (bare,) = showing(show.school_table, SCHOOLS["no counts"]())
    assert bare.head == ["School", "Published"]
    (none,) = showing(show.school_table, SCHOOLS["none"]())
    assert none.facts == {"kind": "prose"}


def test_derived_counts_are_marked_and_hidden_ones_say_why(showing):
    (one,) = showing(show.student_table, students())
    cells = {row[0]: dict(zip(one.head, row, strict=True)) for row in one.body}
    assert cells["Asian"]["Students"] == "about 80"
    assert cells["Low income"]["Students"] == "200"
    assert cells["White"]["State share"] == "not reported"
    (hidden,) = showing(show.student_table, students(hidden=True))
    cells = {row[0]: dict(zip(hidden.head, row, strict=True)) for row in hidden.body}
    assert cells["Asian"]["Students"] == "too few students to show"
    assert cells["Asian"]["Share"] == "1.0%"
    assert cells["Black or African American"]["Students"].startswith("hidden so that")
    by_group = {row["student_group"]: row for row in hidden.csv}
    assert by_group["asian"]["about_students_n_derived"] == ""
    assert by_group["black_or_african_american"]["about_students_n_derived"] == ""
    assert by_group["white"]["about_students_n_derived"] == "284.0"


def test_a_hostile_name_stays_text_in_a_table(showing):
    for function, make in ((show.latest_table, lambda: newest(HOSTILE)), (show.school_table, lambda: SCHOOLS["newest"](HOSTILE))):
        for one in showing(function, make()):
            assert not one.soup.find("script")
            assert "<script" not in one.html
            assert "\u202e" not in one.html


def test_an_old_topic_is_marked_and_a_missing_one_named(showing):
    (one,) = showing(show.data_age, ages())
    items = [item.get_text() for item in one.soup.find_all("li")]
    assert items == [
        "Achievement: school year 2022-23, ended 3.4 years ago. Over two years old.",
        "Attendance: school year 2022-23 (to 1 March), ended 3.7 years ago. Over two years old.",
        "Dropout: no figure of this district.",
    ]
    assert one.soup.find("p", class_="note").get_text() == "As of 23 November 2026."
    assert len(one.soup.find_all("strong", class_="age-old")) == 2
    assert one.text.splitlines() == items


def test_an_age_says_of_whom_where_those_asked_for_have_no_figure(showing):
    held = measured(
        "chronically_absent_pct", [absence(DISTRICT, 2023, "20.0"), absence(DISTRICT, 2025, "31.5", group="low_income")]
    )
    of_groups = measured("chronically_absent_pct", [absence(DISTRICT, 2025, "31.5", group="low_income")])

    def lines(of, group=""):
        aged = analyses.data_age({"Attendance": of}, as_of=dt.date(2026, 11, 26), group=group)
        return showing(show.data_age, released(aged))[0].text

    assert lines(held).startswith("Attendance: school year 2022-23")
    assert lines(held, "low_income").startswith("Attendance: school year 2024-25, ended")
    learners = lines(held, "english_learners")
    assert learners.startswith("Attendance: no figure for English learners; of all students, school year 2022-23")
    assert lines(of_groups).startswith("Attendance: no figure for all students; of some student groups, school year 2024-25")
    assert lines((held, of_groups)).startswith("Attendance: no figure for all students"), "the newest of several measures counts"


@pytest.mark.parametrize(
    ("as_of", "ending"),
    [
        (dt.date(2024, 6, 30), "ended 1.0 years ago."),
        (dt.date(2023, 6, 30), "ended 0.0 years ago."),
        (dt.date(2023, 3, 9), "not over yet."),
    ],
)
def test_an_age_is_never_negative(showing, as_of, ending):
    (one,) = showing(show.data_age, ages(as_of))
    first = one.soup.find("li").get_text()
    assert first.endswith(ending)
    assert not one.soup.find("strong")
