"""What a notebook opens: one district of a small store, through one year, with a record of the files it used."""

import datetime as dt
import re

import pytest
from small_tables import NAMES, STATE, absence, achievement, cohort, row, source, tidy

from ssos_analysis import analyses, brief, presentation
from ssos_analysis.brief import open_brief
from ssos_analysis.errors import ParameterError, StoreError
from ssos_analysis.presentation import display
from ssos_analysis.provenance import RunRecord
from ssos_analysis.sources import example
from ssos_analysis.sources.store import Store

ALDER, SCHOOL, OTHER = "01110000", "01110005", "02220000"  # real-looking codes: those of the example state begin with 99
OLD_ELA, NEW_ELA, ELSEWHERE, ATTENDANCE, GRADUATION = (letter * 12 for letter in "abcde")

ROWS = {
    "mcas": [
        achievement(ALDER, 2022, 60, 200, org_name="Alder (District)", source_id=OLD_ELA),
        achievement(STATE, 2022, 420, 1000, source_id=OLD_ELA),
        achievement(ALDER, 2023, 80, 200, org_name="Alder (District)", source_id=NEW_ELA),
        achievement(ALDER, 2023, 20, 70, group="low_income", org_name="Alder (District)", source_id=NEW_ELA),
        achievement(SCHOOL, 2023, 20, 70, org_name="Alder - Birch High", source_id=NEW_ELA),
        achievement(OTHER, 2023, 50, 70, org_name="Elder", source_id=ELSEWHERE),
    ],
    "attendance": [absence(ALDER, 2024, "12.0", org_name="Alder (District)", source_id=ATTENDANCE)],
    "graduation": [cohort(ALDER, 2024, "92.0", 50, org_name="Alder (District)", source_id=GRADUATION)],
    "enrollment_by_grade": [row("enrollment_by_grade", ALDER, 2024, students_n="400", org_name="Alder", source_id=ATTENDANCE)],
}


def fill(path, *, invented=False, rows=ROWS):
    """A store of those rows, each table of its own file."""
    store = Store.create(path, invented=invented)
    ids = {one["source_id"] for table in rows.values() for one in table}
    store.replace(
        {name: tidy(name, table) for name, table in rows.items()}, [source(name, f"report_{name[0]}") for name in sorted(ids)]
    )
    return store


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of one district, its school, another district and the state, where notebooks look for it."""
    monkeypatch.setenv("SSOS_STORE", str(tmp_path / "store"))
    return fill(tmp_path / "store")


@pytest.fixture
def shown(monkeypatch):
    """What the brief displays: HTML and facts."""
    seen = []

    def take(data, *, metadata, raw):
        assert raw
        seen.append((data["text/html"], metadata["ssos"]))

    monkeypatch.setattr(display, "display", take)
    return seen


def record_of(opened, shown):
    """The run record, as the press reads it off the last output."""
    opened.sources_and_methods()
    html, facts = shown[-1]
    assert facts["kind"] == "sources"
    return RunRecord.from_json(facts["record"]), html


# --- opening -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [1110000, 118784, 111.0])
def test_a_bare_number_is_refused_with_the_reason(store, code):
    with pytest.raises(ParameterError, match="is a number; a code is eight characters of text"):
        open_brief(code)


@pytest.mark.parametrize(("code", "told"), [("0111", "eight digits"), (SCHOOL, '"01110000"'), (STATE, "the state's")])
def test_what_is_no_districts_code_is_refused_with_the_reason(store, code, told):
    with pytest.raises(ParameterError, match=told):
        open_brief(code)


def test_a_district_the_store_does_not_hold_is_told_with_the_next_step(store):
    with pytest.raises(StoreError, match="no organization with code 03330000") as caught:
        open_brief("03330000")
    assert "ssos data" in caught.value.mend


def test_without_a_store_the_way_to_one_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("SSOS_STORE", str(tmp_path / "nowhere"))
    with pytest.raises(StoreError, match="no store") as caught:
        open_brief(ALDER)
    assert "ssos data import" in caught.value.mend


@pytest.mark.parametrize(("given", "through"), [(None, 2024), (2023, 2023), (2040, 2024), (2005, 2005)])
def test_the_school_year_is_an_upper_bound(store, given, through):
    opened = open_brief(ALDER, through=given)
    assert opened.through == through
    assert opened.measure("ela_3_8_meeting_pct").table["school_year"].le(through).all()
    body = opened.students()
    assert body.school_year is None or body.school_year <= through


@pytest.mark.parametrize("bad", [{"through": "2023"}, {"through": 24}, {"as_of": "yesterday"}])
def test_a_bad_year_or_day_stops(store, bad):
    with pytest.raises(ParameterError):
        open_brief(ALDER, **bad)


def test_the_day_is_today_unless_given(store):
    assert open_brief(ALDER).as_of == dt.date.today()
    assert open_brief(ALDER, as_of="2026-11-23").as_of == dt.date(2026, 11, 23)


def test_the_name_is_the_districts_without_the_words_of_the_export(store):
    assert open_brief(ALDER).district_name == "Alder"


def test_codes_of_the_example_state_open_its_own_store(store, tmp_path, monkeypatch, shown):
    rows = {"attendance": [absence("99010000", 2024, "12.0", org_name="Quillmarsh")]}
    invented = fill(tmp_path / "invented", invented=True, rows=rows)
    monkeypatch.setattr(example, "ensure_example", lambda: invented)
    opened = open_brief("99010000")
    assert opened.store.path == invented.path
    opened.heading("A title", "A question?")
    html, facts = shown[-1]
    assert facts["invented"] is True
    assert "Invented data" in html
    assert record_of(opened, shown)[0].invented is True


# --- heading -----------------------------------------------------------------------------------------------------------


def test_the_heading_tells_the_press_what_the_page_is(store, shown):
    open_brief(ALDER, through=2023).heading("Achievement and growth", "How do students do?")
    html, facts = shown[-1]
    assert facts.pop("description") == "Achievement and growth. Alder, Massachusetts, through 2022-23."
    assert facts == {
        "kind": "heading", "title": "Achievement and growth", "question": "How do students do?", "district_code": ALDER,
        "district_name": "Alder", "school_year_label": "2022-23", "invented": False,
    }  # fmt: skip
    assert html.startswith('<header class="brief-heading">')
    assert html.count("<h1>") == 1
    assert "Invented" not in html


def test_a_hostile_name_is_text_in_the_heading_and_in_the_sources(tmp_path, monkeypatch, shown):
    monkeypatch.setenv("SSOS_STORE", str(tmp_path / "store"))
    fill(tmp_path / "store", rows={"attendance": [absence(ALDER, 2024, "12.0", org_name='<script>x</script>"')]})
    opened = open_brief(ALDER)
    opened.heading("A title", "A <b>question</b>?")
    opened.sources_and_methods()
    for html, _ in shown:
        assert "<script" not in html
        assert "<b>" not in html


# --- what it reads -----------------------------------------------------------------------------------------------------


def test_a_brief_reads_its_own_district_its_schools_and_the_state(store):
    table = open_brief(ALDER).measure("ela_3_8_meeting_pct").table
    assert set(table["org_code"]) == {ALDER, SCHOOL, STATE}


def test_several_measures_come_in_the_order_given(store):
    wanted = ["four_year_graduation_pct", "chronically_absent_pct"]
    assert [one.measure.id for one in open_brief(ALDER).measures(*wanted)] == wanted


def test_every_topic_has_a_measure(store):
    topics = open_brief(ALDER).topics()
    assert {"Attendance", "Graduation", "Dropout", "Discipline"} < set(topics)
    assert topics["Attendance"].newest_year("all_students") == 2024


def test_an_unknown_measure_is_told_with_near_names(store):
    with pytest.raises(ParameterError, match="ela_3_8_meeting"):
        open_brief(ALDER).measure("ela_3_8_meeting")


# --- the record of the run ---------------------------------------------------------------------------------------------


def test_the_record_lists_the_files_used_and_no_others(store, shown):
    opened = open_brief(ALDER)
    opened.heading("Achievement", "How?")
    opened.release(analyses.trend(opened.measure("ela_3_8_meeting_pct")))
    record, html = record_of(opened, shown)
    assert {use.source_id for use in record.sources} == {OLD_ELA, NEW_ELA}
    assert all(use.sha256.startswith(use.source_id) for use in record.sources)
    assert html.count("<li>") == 2
    assert NEW_ELA in html
    assert ELSEWHERE not in html


def test_a_file_later_than_the_bound_is_not_used(store, shown):
    opened = open_brief(ALDER, through=2022)
    opened.release(analyses.trend(opened.measure("ela_3_8_meeting_pct")))
    assert [use.source_id for use in record_of(opened, shown)[0].sources] == [OLD_ELA]


def test_nothing_released_nothing_listed(store, shown):
    opened = open_brief(ALDER)
    opened.measure("ela_3_8_meeting_pct")  # read, but of nothing that is shown
    record, html = record_of(opened, shown)
    assert record.sources == []
    assert "<li>" not in html


def test_the_record_says_what_was_asked_shown_and_hidden(store, shown):
    opened = open_brief(ALDER, through=2023, as_of="2026-11-23")
    opened.heading("Achievement", "How?")
    ela = opened.measure("ela_3_8_meeting_pct")
    passed = opened.release(analyses.equity_gaps(ela))
    presentation.gap_chart(passed)
    record, html = record_of(opened, shown)
    assert (record.notebook, record.district_code, record.district_name) == ("Achievement", ALDER, "Alder")
    asked = {"district_code": ALDER, "school_year": 2023, "as_of": "2026-11-23", "reference_group": "all_other_students"}
    assert record.parameters == asked
    assert [policy["publication_family"] for policy in record.policies] == ["mcas"]
    assert (record.republished_cells, record.republished_hidden, record.hidden) == (1, 0, [])
    assert "1 figure of the state shown" in html
    assert "0% of them hidden" in html


def test_a_derived_row_that_is_hidden_stands_in_the_record(tmp_path, monkeypatch, shown):
    monkeypatch.setenv("SSOS_STORE", str(tmp_path / "store"))
    few = [achievement(ALDER, 2023, 80, 200), achievement(ALDER, 2023, 2, 8, group="asian")]
    fill(tmp_path / "store", rows={"mcas": few})
    opened = open_brief(ALDER)
    opened.release(analyses.equity_gaps(opened.measure("ela_3_8_meeting_pct")))
    record, html = record_of(opened, shown)
    assert [(one.rows, one.reason) for one in record.hidden] == [(1, "too few students to show")]
    assert "1 derived row hidden" in html


def test_the_record_names_no_clock_and_no_folder(store, tmp_path, shown):
    opened = open_brief(ALDER)
    opened.measure("ela_3_8_meeting_pct")
    text = record_of(opened, shown)[0].to_json()
    assert str(tmp_path) not in text
    assert not re.search(r"\d\d:\d\d", text)
    again = open_brief(ALDER)
    again.measure("ela_3_8_meeting_pct")
    assert record_of(again, shown)[0].to_json() == text


def test_a_released_finding_needs_the_brief(store):
    finding = analyses.trend(open_brief(ALDER).measure("ela_3_8_meeting_pct"))
    with pytest.raises(TypeError, match="released findings only"):
        presentation.trend_chart(finding)


def test_the_names_of_the_small_tables_are_not_real():
    assert brief.is_example("99010000")
    assert set(NAMES.values()) & {"Boston", "Springfield"} == set()
