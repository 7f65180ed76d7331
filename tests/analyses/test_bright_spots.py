"""Bright spots hold in two years, are never ranked, and say how many cells were looked at."""

import pandas as pd

from ssos_analysis import analyses
from ssos_analysis.measures.registry import measure
from ssos_analysis.measures.statewide_tables import EXPECTATIONS, Statewide, empty_frame
from tests.builders.small_tables import DISTRICT, OTHER_SCHOOL, SCHOOL, achievement, measured, released

ID = "ela_3_8_meeting_pct"


def state(*cells: tuple[str, int, float, float, float]) -> Statewide:
    """Expectations of (school, year, drawn figure, expected, p-value), of 120 students each."""
    rows = [
        {"measure_id": ID, "student_group": "all_students", "org_code": code, "school_year": year, "series": "one",
         "estimate": drawn + 2,
         "numerator": 60.0, "n": 120.0, "expected": expected, "shrunk": drawn, "shrunk_low": drawn - 3, "shrunk_high": drawn + 3,
         "p_value": p}
        for code, year, drawn, expected, p in cells
    ]  # fmt: skip
    frames = {name: empty_frame(name) for name in ("changes", "priors", "figures", "peers", "context")}
    return Statewide(**frames, expectations=pd.DataFrame(rows, columns=list(EXPECTATIONS)))


def table(through: int = 2025):
    rows = [achievement(code, year, 60, 120) for code in (DISTRICT, SCHOOL, OTHER_SCHOOL) for year in (2022, 2023, 2024)]
    return measured(ID, rows, through=through)


def found(made: Statewide, through: int = 2025):
    (one,) = analyses.bright_spots([table(through)], made)
    return one


def test_a_school_that_beats_what_is_expected_in_both_years_is_found():
    one = found(state((SCHOOL, 2023, 50.0, 40.0, 0.001), (SCHOOL, 2024, 52.0, 41.0, 0.002)))
    assert one.table[["org_name", "school_year", "before_school_year", "years_n"]].to_numpy().tolist() == [
        ["Alder High", 2024, 2023, 2]
    ]
    assert one.table[["advantage", "before_advantage", "p_value"]].to_numpy().tolist() == [[11.0, 10.0, 0.002]]
    assert (one.choices["tested_n"], one.choices["found_n"]) == ("1", "1")
    assert released(one).table["hidden_reason"].tolist() == [""]


def test_one_year_alone_or_one_good_year_of_two_is_luck():
    assert found(state((SCHOOL, 2024, 52.0, 41.0, 0.0001))).choices["tested_n"] == "0"
    assert found(state((SCHOOL, 2023, 44.0, 40.0, 0.2), (SCHOOL, 2024, 52.0, 41.0, 0.0001))).table.empty


def test_years_that_do_not_follow_one_another_are_named():
    assert found(state((SCHOOL, 2022, 50.0, 40.0, 0.1), (SCHOOL, 2024, 52.0, 41.0, 0.1))).choices["years"] == "mcas:2022:2024"


def test_what_was_not_looked_at_says_what_is_lacking():
    """Two years with counts and no expectation is another lack than no two years."""
    one_year = measured("ela_10_meeting_pct", [achievement(SCHOOL, 2023, 60, 120, grades="10")])
    both = [table(), one_year]
    (one,) = analyses.bright_spots(both, state())
    assert (one.choices["without_expectation"], one.choices["without"]) == ("ELA, grades 3-8", "ELA, grade 10")
    (one,) = analyses.bright_spots(both, state((SCHOOL, 2023, 50.0, 40.0, 0.1), (SCHOOL, 2024, 52.0, 41.0, 0.1)))
    assert (one.choices["without_expectation"], one.choices["without"]) == ("", "ELA, grade 10")


def test_less_than_five_points_is_no_practical_difference():
    assert found(state((SCHOOL, 2023, 44.0, 40.0, 0.001), (SCHOOL, 2024, 52.0, 41.0, 0.001))).table.empty


def test_many_cells_ask_more_of_each():
    luck = [(f"99010{place:03d}", year, 46.0, 40.0, 0.05) for place in range(100, 130) for year in (2023, 2024)]
    assert len(found(state(*luck[:2])).table) == 1
    one = found(state(*luck[:2], *((code, year, 40.0, 40.0, 0.5) for code, year, *_ in luck[2:])))
    assert (one.choices["tested_n"], one.choices["found_n"]) == ("30", "0")


def test_years_later_than_the_brief_and_other_districts_are_not_looked_at():
    cells = [(SCHOOL, 2023, 50.0, 40.0, 0.001), (SCHOOL, 2024, 52.0, 41.0, 0.001), ("98010005", 2023, 50.0, 40.0, 0.001),
             ("98010005", 2024, 50.0, 40.0, 0.001)]  # fmt: skip
    assert found(state(*cells), through=2023).choices["tested_n"] == "0"
    assert found(state(*cells)).choices["tested_n"] == "1"


def test_lower_is_better_is_the_other_side():
    about = measure("dropout_pct")
    assert about.better == "lower"
    made = state((SCHOOL, 2023, 2.0, 9.0, 0.001), (SCHOOL, 2024, 2.0, 9.0, 0.001))
    made.expectations["measure_id"] = about.id
    (one,) = analyses.bright_spots([measured(about.id, [])], made)
    assert one.table["advantage"].tolist() == [7.0]
