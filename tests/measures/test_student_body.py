"""Who is enrolled: the newest year of the district, the state's share of the same group and year beside it."""

import math

from small_tables import DISTRICT, SCHOOL, STATE, row, tidy

from ssos_analysis.measures.student_body import student_body


def enrolled(org, year, group, percent, students=""):
    return row("enrollment_by_group", org, year, group=group, students_pct=percent, students_n=students)


def total(year, students, **given):
    return row("enrollment_by_grade", DISTRICT, year, students_n=students, **given)


def body(groups, grades, through=2025):
    return student_body(
        tidy("enrollment_by_group", groups),
        tidy("enrollment_by_grade", grades),
        district_code=DISTRICT,
        district_name="Quillmarsh",
        through=through,
    )


GROUPS = [
    enrolled(DISTRICT, 2022, "asian", "10.0"),
    enrolled(DISTRICT, 2023, "asian", "12.0"),
    enrolled(DISTRICT, 2023, "low_income", "50.0", "200"),
    enrolled(DISTRICT, 2023, "white", ""),
    enrolled(STATE, 2022, "asian", "7.0"),
    enrolled(STATE, 2023, "asian", "7.3"),
    enrolled(SCHOOL, 2023, "asian", "90.0"),
]
GRADES = [total(2022, "380"), total(2023, "400"), total(2023, "31", grade="01"), total(2023, "40", group="asian")]


def test_the_newest_year_with_its_total_and_the_states_share():
    made = body(GROUPS, GRADES)
    rows = made.table.set_index("student_group")
    assert (made.school_year, made.total) == (2023, 400)
    assert list(rows.index) == ["asian", "low_income"]  # a blank share is no row
    assert rows.loc["asian", ["students_pct", "state_pct"]].tolist() == [12.0, 7.3]
    assert math.isnan(rows.loc["asian", "students_n"])
    assert rows.loc["low_income", "students_n"] == 200
    assert math.isnan(rows.loc["low_income", "state_pct"])


def test_the_year_is_an_upper_bound():
    made = body(GROUPS, GRADES, through=2022)
    assert (made.school_year, made.total, made.table["students_pct"].tolist()) == (2022, 380, [10.0])
    nothing = body(GROUPS, GRADES, through=2010)
    assert (nothing.school_year, nothing.total, len(nothing.table)) == (None, None, 0)


def test_a_total_that_is_not_published_is_not_added_up():
    assert body(GROUPS, [total(2023, "31", grade="01"), total(2023, "*")]).total is None


def test_each_group_stands_in_its_own_newest_year_beside_the_state_and_total_of_that_year():
    """Race and gender may be a year older than selected populations."""
    groups = [
        enrolled(DISTRICT, 2022, "asian", "10.0"),
        enrolled(DISTRICT, 2023, "english_learners", "12.5"),
        enrolled(STATE, 2022, "asian", "7"),
        enrolled(STATE, 2023, "asian", "9"),
        enrolled(STATE, 2023, "english_learners", "11.9"),
    ]
    rows = body(groups, GRADES).table.set_index("student_group")
    assert rows.loc["asian", ["school_year", "total_n", "state_pct", "state_decimals"]].tolist() == [2022, 380, 7.0, 0]
    assert rows.loc["english_learners", ["school_year", "total_n", "state_pct", "state_decimals"]].tolist() == [
        2023,
        400,
        11.9,
        1,
    ]


def test_groups_of_one_partition_stand_in_one_year():
    """What was economically disadvantaged does not stand beside what is low income now."""
    groups = [
        enrolled(DISTRICT, 2021, "economically_disadvantaged", "30.0"),
        enrolled(DISTRICT, 2023, "low_income", "50.0"),
        enrolled(DISTRICT, 2022, "nonbinary", "0.5"),
        enrolled(DISTRICT, 2021, "female", "49.0"),
    ]
    assert body(groups, GRADES).table["student_group"].tolist() == ["low_income", "nonbinary"]
