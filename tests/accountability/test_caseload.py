"""The caseload: districts flagged themselves or by a school, reasons kept apart, since when, who moved, who is near a line."""

import pandas as pd
import pytest

from ssos_analysis.accountability.caseload import caseload
from ssos_analysis.accountability.determinations import determinations
from ssos_analysis.accountability.near_lines import near_lines, open_lines
from ssos_analysis.accountability.rules import rule_book
from ssos_analysis.errors import StoreError
from tests.accountability.conftest import CLEAR, FLAGGED, extract, published, rates

BOOK = rule_book(2025)
NONE = extract()
TESTS = ["org_code", "org_name", "org_level", "school_year", "subject", "grades", "participation_pct", "tested_n", "source_id"]
FOCUSED = {"classification_reason": "In need of focused/targeted support"}


def made(names, rows, flags=NONE, graduation=None, tests=(), **more):
    found = determinations(published(*rows), flags, names)
    participation = pd.DataFrame(tests, columns=TESTS)
    return caseload(found, BOOK, rates() if graduation is None else graduation, participation, names, **more)


def test_a_district_is_in_it_for_itself_or_for_a_school_and_the_reasons_stand_apart(names):
    found = made(
        names,
        [
            ("99010000", 2025, CLEAR, {}),
            (
                "99010001",
                2025,
                FLAGGED,
                {**FOCUSED, "reason_overall": "Low overall performance", "accountability_percentile": 4.0},
            ),
            ("99010002", 2025, FLAGGED, {"reason_student_groups": "Low groups", "low_performing_groups": "High needs"}),
            ("99020000", 2025, FLAGGED, {"reason_graduation": "Low graduation rate"}),
            ("99030000", 2025, CLEAR, {}),
        ],
    )
    assert found.codes == ["99010000", "99020000"]
    assert found.headline() == "2 schools flagged in 1 district; 1 district is flagged itself; together 2 districts (2025)."
    ash, birch = found.districts.to_dict("records")
    assert (ash["is_flagged"], ash["reason"], ash["school_reasons"]) == (False, "", "overall performance 1, student groups 1")
    assert ash["schools"] == "Ash Low; Ash Groups"
    assert (birch["is_flagged"], birch["reason_lines"], birch["schools_n"]) == (True, "graduation rate", 0)
    low, groups = found.schools.to_dict("records")
    assert (low["reason"], low["ends"], low["is_printed"]) == (
        "accountability percentile 4", "an accountability percentile above 10", True,
    )  # fmt: skip
    assert groups["reason"] == "low performance of High needs"
    assert groups["ends"] == "a percentile above 5 for each of these groups"


def test_of_the_third_partys_flags_only_what_published_figures_show_is_called_a_reason(names):
    flags = extract(
        ("99010001", "is_school_needs_assistance", "TRUE"), ("99010001", "sch_accountability_pctile", 10.0),
        ("99010002", "is_school_needs_assistance", "TRUE"), ("99010002", "sch_accountability_pctile", 30.0),
        ("99020001", "is_school_needs_assistance", "TRUE"), ("99030000", "sch_accountability_pctile", 3.0),
    )  # fmt: skip
    found = made(names, [("99010000", 2025, CLEAR, {})], flags, rates(("99020001", 2024, 66.6, 50), ("99010002", 2024, 66.7, 90)))
    low, other, high = found.schools.to_dict("records")
    assert (low["org_name"], low["reason_lines"], low["is_printed"]) == ("Ash Low", "overall performance", False)
    assert other["reason_lines"] == "reason not published"
    assert other["reason"].startswith(
        "not published here: its percentile, 30, is not it; its four-year rate, 66.7, is not it; what is left is a group's "
        "percentile of 5 or lower, participation under 95, designation"
    )
    assert high["reason"] == "66.6 percent of the class of 2024 graduated in four years"
    assert found.codes == ["99010000", "99020000"]  # a percentile alone flags nobody, nor does a row of a district
    assert "print no reason for 3 of 3 flagged schools" in found.notes[0]
    assert "Of 1 flagged schools nothing at hand says why" in found.notes[1]


def test_what_a_figure_rules_out_is_not_left_as_a_reason_and_low_participation_is_named(names):
    rows = [(code, 2025, FLAGGED, {}) for code in ("99010000", "99010001", "99010002", "99020000", "99020001")]
    graduation = rates(("99010000", 2024, 82.5, 200), ("99010002", 2022, 90.0, 50), ("99020000", 2023, 90.0, 50))
    tests = [
        ("99010001", "Ash Low", "school", 2025, "ELA", "03-08", 94.0, 94, "d"),
        ("99010001", "Ash Low", "school", 2025, "ELA", "10", 92.0, 92, "d"),
        ("99010002", "Ash Groups", "school", 2025, "MATH", "03-08", 95.0, 95, "d"),
        ("99020000", "Birch", "district", 2025, "MATH", "03-08", 94.9, 95, "d"),
    ]  # fmt: skip
    found = made(names, rows, graduation=graduation, tests=tests)
    told = found.schools.set_index("org_code")["reason"].to_dict() | found.districts.set_index("org_code")["reason"].to_dict()
    none = "not published here:"
    left = f"{none} what is left is a group's percentile of 5 or lower,"
    assert told == {
        "99010000": f"{none} its four-year rate, 82.5, is not it; what is left is participation under 95, designation",
        "99010001": f"{left} participation under 95, designation; participation of 92 in English language arts, grade 10, "
        "is under 95; whether that is the reason is not known",
        "99010002": f"{left} graduation, participation under 95, designation",
        "99020000": f"{none} what is left is graduation, participation under 95, designation; participation of 94.9 "
        "in mathematics, grades 3-8, is under 95; whether that is the reason is not known",
        "99020001": f"{left} participation under 95, designation",
    }


def test_since_when_and_who_moved_are_told_as_far_as_determinations_are_at_hand(names):
    found = made(
        names,
        [
            ("99010000", 2023, FLAGGED, {}), ("99010000", 2024, FLAGGED, {}), ("99010000", 2025, FLAGGED, {}),
            ("99020000", 2023, FLAGGED, {}), ("99020000", 2024, CLEAR, {}), ("99020000", 2025, FLAGGED, {}),
            ("99030000", 2023, FLAGGED, {}), ("99030000", 2024, FLAGGED, {}), ("99030000", 2025, CLEAR, {}),
            ("99010001", 2023, CLEAR, {}), ("99010001", 2025, FLAGGED, {}), ("99010002", 2025, FLAGGED, {}),
        ],
    )  # fmt: skip
    told = found.districts.set_index("org_code")[["since", "change"]].to_dict("index")
    assert told["99010000"] == {"since": "2023 or earlier", "change": "stays"}
    assert told["99020000"] == {"since": "2025", "change": "new since 2024"}
    schools = found.schools.set_index("org_code")
    assert schools.loc["99010001", "since"] == "after 2023"
    assert schools.loc["99010002", "change"] == "not known"
    assert found.moves[["org_code", "move", "years"]].to_numpy().tolist() == [
        ["99010001", "entered", "2023 to 2025"], ["99020000", "entered", "2024 to 2025"], ["99030000", "left", "2024 to 2025"],
    ]  # fmt: skip


def test_a_school_without_enough_data_did_not_leave(names):
    found = made(
        names, [("99010001", 2024, FLAGGED, {}), ("99010001", 2025, "Insufficient data", {}), ("99020000", 2025, FLAGGED, {})]
    )
    assert found.moves.empty


def test_the_publication_that_tells_most_is_shown_and_another_view_of_it_is_told(names):
    workbook = {"publication": "workbook_accountability_data", "accountability_percentile": 3.0, "reason_overall": "Low"}
    found = determinations(published(("99010001", 2025, CLEAR, {}), ("99010001", 2025, FLAGGED, workbook)), NONE, names)
    assert len(found) == 1
    assert found.loc[0, "is_flagged"]
    assert found.loc[0, "disagrees"] == f"accountability: {CLEAR}"


def test_a_region_or_roster_narrows_it(names):
    rows = [("99010001", 2025, FLAGGED, {}), ("99020000", 2025, FLAGGED, {})]
    assert made(names, rows, only=["99020000"]).codes == ["99020000"]
    assert made(names, rows, only=["99020000"]).schools.empty


def test_a_year_without_determinations_is_told_with_the_years_at_hand(names):
    found = determinations(published(("99010000", 2024, FLAGGED, {})), NONE, names)
    with pytest.raises(StoreError, match="no determinations of 2025") as fault:
        caseload(found, BOOK, rates(), pd.DataFrame(columns=TESTS), names)
    assert "years at hand: 2024" in str(fault.value)


def test_near_a_line_is_what_chance_could_have_put_on_the_other_side(names):
    found = determinations(
        published(
            ("99010001", 2025, FLAGGED, {"accountability_percentile": 8.0}),
            ("99010002", 2025, CLEAR, {"accountability_percentile": 14.0})
        ),
        NONE,
        names,
    )  # fmt: skip
    graduation = rates(
        ("99010000", 2024, 64.0, 100), ("99020000", 2024, 64.0, 10_000), ("99020001", 2024, 70.0, 30),
        ("99030000", 2024, 66.0, None),
        ("99030000", 2023, 66.0, None),
    )  # fmt: skip
    tests = pd.DataFrame(
        [("99010000", "Ash", "district", 2025, "ELA", "03-08", 96.0, 96, "d"),
         ("99010000", "Ash", "district", 2025, "MATH", "10", 94.0, 94, "d"),
         ("99020000", "Birch", "district", 2025, "ELA", "03-08", 99.0, 990, "d")],
        columns=TESTS,
    )  # fmt: skip
    near = near_lines(found, BOOK, graduation, tests)
    told = {(row.line, row.org_code): (row.side, row.n) for row in near.itertuples()}
    assert {key: side for key, (side, _) in told.items()} == {
        ("graduation", "99010000"): "under the line", ("graduation", "99020001"): "at or over the line",
        ("graduation", "99030000"): "under the line", ("participation", "99010000"): "under the line",
        ("percentile", "99010001"): "at or under the line",
    }  # fmt: skip
    assert told["participation", "99010000"][1] == 100  # 94 of 100 were tested: the lower subject counts
    assert dict(zip(near["line"], near["line_at"], strict=True)) == {
        "graduation": 66.7,
        "participation": 95.0,
        "percentile": 10.0,
    }
    assert near.set_index("line").loc["participation", "of"] == "mathematics, grade 10"  # one test, and named as one
    held = near[near["low"].notna()]
    assert ((held["low"] <= held["figure"]) & (held["figure"] <= held["high"])).all()


def test_a_side_of_a_line_is_not_a_flag_and_a_line_that_is_not_confirmed_is_named(names):
    rows = [("99010000", 2024, FLAGGED, {}), ("99010000", 2025, CLEAR, {}), ("99020000", 2025, FLAGGED, {})]
    found = determinations(published(*rows), NONE, names)
    graduation = rates(("99010000", 2024, 64.0, 100), ("99020000", 2024, 65.0, 100), ("99030000", 2024, 66.0, 100))
    none = pd.DataFrame(columns=TESTS)
    near = near_lines(found, BOOK, graduation, none)
    assert near["side"].unique().tolist() == ["under the line"]
    assert near["flagged"].tolist() == ["no", "yes", "not known"]
    assert open_lines(near, BOOK) == ""
    low = [("99010000", "Ash", "district", 2025, "MATH", "10", 94.0, 94, "d")]
    near = near_lines(found, BOOK, graduation, pd.DataFrame(low, columns=TESTS))
    assert open_lines(near, BOOK).endswith("need not be a reason: the line of participation (95).")


def test_nothing_near_and_nothing_at_hand_is_an_empty_list(names):
    found = determinations(published(("99010000", 2025, FLAGGED, {})), NONE, names)
    assert near_lines(found, BOOK, rates(), pd.DataFrame(columns=TESTS)).empty
