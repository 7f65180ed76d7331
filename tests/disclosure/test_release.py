"""The one door: what the state publishes passes unchanged, what we derive meets its floor, and nothing goes round it."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import DISTRICT, achievement, cohort, measured, released, row, run_record, tidy

from ssos_analysis import parameters
from ssos_analysis.analyses import change, equity_gaps, gaps_over_years, trend, who_are_our_students
from ssos_analysis.disclosure import Finding, Floor, Released, release
from ssos_analysis.disclosure.release import REASONS
from ssos_analysis.errors import DisclosureError, ParameterError
from ssos_analysis.measures.student_body import student_body

TABLE = pd.DataFrame(
    {
        "group": ["many", "few", "few with it", "few without it", "no count"],
        "estimate": [50.0, 50.0, 2.5, 97.5, 30.0],
        "n": [40, 9, 40, 40, np.nan],
        "events": [20, 5, 2, 38, np.nan],
        "gap": [1.0, 2.0, 3.0, 4.0, np.nan],
        "stands": ["above", "above", "below", "above", ""],
        "mine": [7.0, 7.0, 7.0, 7.0, 7.0],
    }
)
FLOOR = Floor("n", "events", ("gap", "stands"))


def finding(*floors, table=TABLE, family="mcas", kind="made_up", **more):
    return Finding(kind, family, None, table, {"year": "2023"}, floors, **more)


def pair(measure_id, *rows):
    """The gaps of a few rows, released under the floors of params/, and the record of it."""
    record = run_record()
    return released(equity_gaps(measured(measure_id, rows)), record), record


# --- the door itself ---------------------------------------------------------------------------------------------------


def test_a_released_table_cannot_be_made_by_hand():
    rule = parameters.disclosure_policy().rule("mcas")
    with pytest.raises(DisclosureError, match=r"only be made by release\(\)"):
        Released("trend", None, TABLE, {}, rule)
    with pytest.raises(DisclosureError):
        Released("trend", None, TABLE, {}, rule, key=object())


def test_a_released_table_cannot_lend_its_pass_to_another():
    passed = released(finding(FLOOR))
    with pytest.raises(DisclosureError):
        dataclasses.replace(passed, table=TABLE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        passed.table = TABLE


def test_what_is_released_is_a_copy():
    table = TABLE.copy()
    passed = released(finding(FLOOR, table=table))
    assert table.equals(TABLE)
    table.loc[0, "gap"] = 99.0
    assert passed.table.loc[0, "gap"] == 1.0


def test_a_finding_about_no_single_measure_has_none_to_name():
    with pytest.raises(DisclosureError, match="no single measure"):
        _ = released(finding()).about


# --- floors ------------------------------------------------------------------------------------------------------------


def test_each_floor_hides_its_columns_in_its_rows_and_nothing_else():
    passed = released(finding(FLOOR))
    assert passed.table["hidden_reason"].tolist() == [
        "", "too_few_students", "too_few_with_outcome", "too_few_with_outcome", "",
    ]  # fmt: skip
    assert passed.table["gap"].notna().tolist() == [True, False, False, False, False]
    assert passed.table["stands"].tolist() == ["above", "", "", "", ""]
    assert passed.table[["group", "estimate", "n", "events", "mine"]].equals(TABLE[["group", "estimate", "n", "events", "mine"]])


def test_without_floors_nothing_is_hidden():
    assert set(released(finding()).table["hidden_reason"]) == {""}


@pytest.mark.parametrize(
    "floor",
    [
        Floor("students", "events", ("gap",)),
        Floor("n", "graduates", ("gap",)),
        Floor("n", "events", ("gap", "low")),
        Floor("n", "events", ("gap",), "partition"),
    ],
)
def test_a_floor_on_a_column_that_is_not_there_stops(floor):
    with pytest.raises(DisclosureError, match=r"names columns it lacks: (students|graduates|low|partition)"):
        released(finding(floor))


def test_a_derived_figure_without_its_count_stops():
    table = TABLE.assign(gap=[1.0, 2.0, 3.0, 4.0, 5.0])
    with pytest.raises(DisclosureError, match=r"1 rows .* without the count behind it"):
        released(finding(FLOOR, table=table))


def test_a_family_without_a_floor_stops():
    with pytest.raises(ParameterError, match="no disclosure rule"):
        released(finding(FLOOR, family="weather"))


def test_rows_are_told_apart_whatever_their_index():
    twice = pd.concat([TABLE, TABLE])
    assert released(finding(FLOOR, table=twice)).table["hidden_reason"].tolist().count("too_few_students") == 2


# --- the run record ----------------------------------------------------------------------------------------------------


def test_the_record_tells_how_many_rows_were_hidden_and_why_never_what_they_held():
    table = TABLE.assign(gap=[11.11, 22.22, 33.33, 44.44, np.nan])
    record = run_record()
    released(finding(FLOOR, table=table), record)
    assert {(one.display, one.rows, one.reason) for one in record.hidden} == {
        ("made_up: mcas", 1, REASONS["too_few_students"]),
        ("made_up: mcas", 2, REASONS["too_few_with_outcome"]),
    }
    assert {field.name for field in dataclasses.fields(record.hidden[0])} == {"display", "rows", "reason"}
    text = record.to_json()
    assert not any(value in text for value in ("22.22", "33.33", "44.44"))


def test_the_record_names_each_floor_once_with_its_source():
    record = run_record()
    for _ in range(2):
        released(finding(FLOOR), record)
    assert [policy["publication_family"] for policy in record.policies] == ["mcas"]
    assert {"least_n", "least_cell_n", "source", "confirmed", "policy_version"} <= set(record.policies[0])
    json.loads(record.to_json())


def test_the_states_own_figures_are_counted():
    record = run_record()
    release(finding(FLOOR, republished=("estimate", "mine", "elsewhere")), parameters.disclosure_policy(), record)
    assert (record.republished_cells, record.republished_hidden, record.republished_hidden_pct) == (10, 0, 0.0)


def test_a_floor_that_hid_a_figure_of_the_state_would_be_counted():
    record = run_record()
    released(finding(Floor("n", "events", ("estimate",)), table=TABLE.assign(n=9.0, events=5.0)), record)
    assert record.republished_hidden == 5


counted = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
STATES_OWN = [
    "school_year",
    "student_group",
    "estimate",
    "decimals",
    "status",
    "denominator",
    "numerator",
    "counts",
    "publication",
]


@settings(max_examples=10)
@given(st.lists(counted, min_size=3, max_size=3))
def test_the_states_columns_never_change_whatever_the_counts(counts):
    (female, n_female), (male, n_male), (swd, n_swd) = counts
    total, n_total = female + male + swd, n_female + n_male + n_swd
    rows = [achievement(DISTRICT, year, total, max(n_total, 1)) for year in (2022, 2023)]
    rows += [
        achievement(DISTRICT, 2023, events, max(n, 1), group=group)
        for (events, n), group in zip(counts, ("female", "male", "students_with_disabilities"), strict=True)
    ]
    measure, record = measured("ela_3_8_meeting_pct", rows), run_record()
    for made in (
        equity_gaps(measure),
        equity_gaps(measure, reference="male"),
        gaps_over_years(measure, groups=("female",)),
        change(measure),
        trend(measure),
    ):
        kept = [
            name for name in STATES_OWN if name in made.table and name not in {c for floor in made.floors for c in floor.hides}
        ]
        passed = released(made, record)
        assert passed.table[kept].equals(made.table.reset_index(drop=True)[kept])
        for one in passed.rows:  # whatever is shown as derived meets the floor of 10 students, 3 with and 3 without the outcome
            if "reference_n" in one and not math.isnan(one["difference"]):
                for size, cell in ((one["n"], one["numerator"]), (one["reference_n"], one["reference_numerator"])):
                    assert size >= 10
                    assert 3 <= cell <= size - 3
    assert record.republished_hidden == 0
    assert record.republished_cells > 0


# --- the findings of the analyses --------------------------------------------------------------------------------------


def test_a_gap_counts_as_both_of_its_parents():
    """9 students outside the group: the gap, the others' figure and their number go; the group's own figures stay."""
    passed, _ = pair(
        "ela_3_8_meeting_pct",
        achievement(DISTRICT, 2023, 60, 100),
        achievement(DISTRICT, 2023, 55, 91, group="high_needs"),
        achievement(DISTRICT, 2023, 5, 9, group="asian"),
    )
    rows = {one["student_group"]: one for one in passed.rows}
    few_others, few = rows["high_needs"], rows["asian"]
    for name in ("difference", "low", "high", "reference_estimate", "reference_n", "reference_numerator"):
        assert math.isnan(few_others[name])
    assert (few_others["estimate"], few_others["n"], few_others["stands"]) == (60, 91, "")
    assert few_others["hidden_reason"] == few["hidden_reason"] == "too_few_students"
    assert few["estimate"] == 56
    # the state's 56 stands in the row: beside the others' figure it would be the hidden gap
    for name in ("difference", "low", "high", "reference_estimate", "reference_n", "reference_numerator"):
        assert math.isnan(few[name])


def test_graduation_gaps_meet_the_graduation_floor():
    passed, record = pair(
        "four_year_graduation_pct",
        cohort(DISTRICT, 2024, "70.0", 100),
        cohort(DISTRICT, 2024, "50.0", 6, group="asian"),
        cohort(DISTRICT, 2024, "100.0", 30, group="female"),
    )
    rows = {one["student_group"]: one for one in passed.rows}
    assert rows["asian"]["hidden_reason"] == ""
    assert rows["female"]["hidden_reason"] == "too_few_with_outcome"
    assert passed.rule.publication_family == "graduation"
    assert [(one.rows, one.reason) for one in record.hidden] == [(1, REASONS["too_few_with_outcome"])]


def test_a_change_meets_the_floor_in_both_years():
    for counts in (((5, 9), (20, 40)), ((20, 40), (5, 9)), ((1, 40), (20, 40)), ((20, 40), (39, 40))):
        rows = [achievement(DISTRICT, year, *one) for year, one in zip((2022, 2023), counts, strict=True)]
        passed = released(change(measured("ela_3_8_meeting_pct", rows))).rows[0]
        assert passed["hidden_reason"]
        assert math.isnan(passed["difference"])
        assert passed["stands"] == ""
        assert not math.isnan(passed["estimate"])


def students(*shares):
    groups = [row("enrollment_by_group", group=group, students_pct=share) for group, share in shares]
    grades = [row("enrollment_by_grade", students_n="400")]
    body = student_body(
        tidy("enrollment_by_group", groups), tidy("enrollment_by_grade", grades),
        district_code=DISTRICT, district_name="Quillmarsh", through=2025,
    )  # fmt: skip
    return {one["student_group"]: one for one in released(who_are_our_students(body)).rows}


def test_a_small_derived_count_takes_a_second_of_its_partition_with_it():
    rows = students(("asian", "1.0"), ("black_or_african_american", "9.0"), ("white", "90.0"), ("low_income", "50.0"))
    assert rows["asian"]["hidden_reason"] == "too_few_students"  # about 4
    assert rows["black_or_african_american"]["hidden_reason"] == "protects_another"  # about 36, the smaller of the others
    assert rows["white"]["about_n"] == 360
    assert rows["low_income"]["about_n"] == 200  # of another partition
    assert rows["asian"]["students_pct"] == 1.0  # the state's own share stays


def test_derived_counts_that_are_large_enough_all_stand():
    assert {one["hidden_reason"] for one in students(("asian", "10.0"), ("white", "90.0")).values()} == {""}
