"""Findings of every kind, each in the states a district can be in: usual, one year, without counts, all hidden, hostile name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from small_tables import DISTRICT, NAMES, OTHER_SCHOOL, SCHOOL, STATE, absence, achievement, cohort, measured, released, row, tidy

from ssos_analysis import analyses
from ssos_analysis.disclosure.release import Released
from ssos_analysis.measures.student_body import StudentBody, student_body
from ssos_analysis.measures.table import MeasureTable

HOSTILE = '\u202e\x00<script>alert("$a$")</script>'
LONG = "Northern Quillmarsh and Lower Alderbrook Regional Vocational Technical and Agricultural District of the Seven Towns"
ORDINARY = NAMES[DISTRICT]

ELA, GROWTH, FOUR_YEAR = "ela_3_8_meeting_pct", "ela_3_8_growth_sgp", "four_year_graduation_pct"
ABSENCE, DROPOUT = "chronically_absent_pct", "dropout_pct"

Rows = list[dict[str, Any]]


def ela_rows(years: tuple[int, ...] = (2019, 2021, 2022, 2023)) -> Rows:
    """All students of the district and the state over years; groups and schools of 2023 beside them."""
    rows = [
        achievement(org, year, n * (30 + year % 5) // 100, n) for year in years for org, n in ((DISTRICT, 400), (STATE, 4000))
    ]
    groups = {"asian": (40, 80), "white": (90, 300), "high_needs": (36, 200), "students_with_disabilities": (6, 60)}
    rows += [achievement(DISTRICT, years[-1], *counts, group=group) for group, counts in groups.items()]
    rows += [achievement(STATE, years[-1], 300, 1000, group=group) for group in (*groups, "homeless")]
    rows += [achievement(school, years[-1], meeting, 60) for school, meeting in ((SCHOOL, 20), (OTHER_SCHOOL, 0))]
    return rows


def growth_rows() -> Rows:
    """Mean growth percentiles over years."""
    made = [(DISTRICT, 2019, "47.5", "300"), (DISTRICT, 2022, "49", "310"), (DISTRICT, 2023, "51", "320")]
    made += [(STATE, 2022, "50", "290000"), (STATE, 2023, "50", "300000")]
    return [row("mcas", org, year, growth_mean_sgp=mean, growth_n=n) for org, year, mean, n in made]


def absence_rows() -> Rows:
    """Shares without counts; the whole year to 2020, the days to March from 2021 on, and groups of the last year."""
    periods = {year: "end_of_year" if year < 2021 else "march" for year in range(2018, 2024)}
    rows = [
        absence(org, year, f"{percent + year % 7}.2", attendance_period=period)
        for year, period in periods.items()
        for org, percent in ((DISTRICT, 30), (STATE, 14))
    ]
    groups = {"asian": ("20.1", "9.9"), "high_needs": ("44.0", "36.5"), "homeless": ("*", "50.0")}
    for group, shares in groups.items():
        for org, share in zip((DISTRICT, STATE), shares, strict=True):
            rows.append(absence(org, 2023, share, group=group, attendance_period="march"))
    return rows


def graduation_rows(*, years: range = range(2012, 2025), students: int = 300) -> Rows:
    """Cohorts of the district and the state, with groups that share students, over the changes of low income."""
    rows = []
    for year in years:
        rows += [cohort(STATE, year, f"{83 + year % 5}.4", 70_000), cohort(DISTRICT, year, f"{75 + year % 8}.3", students)]
        rows += [cohort(DISTRICT, year, f"{68 + year % 6}.0", students // 2, group="high_needs")]
        rows += [cohort(DISTRICT, year, f"{60 + year % 9}.0", students // 6, group="students_with_disabilities")]
        rows += [cohort(STATE, year, "80.0", 30_000, group=group) for group in ("high_needs", "students_with_disabilities")]
    return rows


def dropout_rows() -> Rows:
    """Two school years of the district, and a group of it."""
    made = [
        (year, group, dropped, n)
        for year in (2022, 2023)
        for group, dropped, n in (("all_students", 24, 400), ("asian", 12, 100))
    ]
    return [
        row("dropout", DISTRICT, year, group=group, dropout_pct=f"{100 * dropped / n:.1f}", dropout_n=str(dropped),
            enrolled_9_12_n=str(n))
        for year, group, dropped, n in made
    ]  # fmt: skip


def tiny_graduation_rows() -> Rows:
    """Every gap falls below a floor: one student of a group, or of the others, did not graduate."""
    rows = [cohort(DISTRICT, year, "90.0", 20) for year in (2023, 2024)]
    rows += [cohort(DISTRICT, year, "91.7", 12, group="high_needs") for year in (2023, 2024)]
    return rows + [cohort(STATE, year, "88.0", 70_000) for year in (2023, 2024)]


def body(*, hidden: bool = False) -> StudentBody:
    """A student body with published counts (low income) and derived ones (race and ethnicity)."""
    shares = [("asian", "1.0" if hidden else "20.0", ""), ("black_or_african_american", "9.0", ""), ("white", "71.0", "")]
    shares += [("low_income", "50.0", "200")]
    groups = [
        row("enrollment_by_group", org, group=group, students_pct=share, students_n=students if org == DISTRICT else "")
        for group, share, students in shares
        for org in (DISTRICT, STATE)
        if (org, group) != (STATE, "white")
    ]
    total = [row("enrollment_by_grade", students_n="400")]
    return student_body(
        tidy("enrollment_by_group", groups), tidy("enrollment_by_grade", total), district_code=DISTRICT,
        district_name=ORDINARY, through=2025,
    )  # fmt: skip


GROUPS = ("high_needs", "low_income", "students_with_disabilities")


def _of(analysis: Callable[..., Any], measure_id: str, rows: Rows, **named: Any) -> Callable[[str], Released]:
    """How to make the released finding for a district of any name."""

    @lru_cache(maxsize=2)
    def make(name: str = ORDINARY) -> Released:
        measure: MeasureTable = measured(measure_id, rows, name=name)
        return released(analysis(measure, **named))

    return make


TRENDS = {
    "shares": _of(analyses.trend, ELA, ela_rows()),
    "one year": _of(analyses.trend, ELA, ela_rows((2023,))),
    "only an unusual year": _of(analyses.trend, ELA, ela_rows((2021,))),
    "unusual year not reported": _of(
        analyses.trend, ELA, [achievement(DISTRICT, 2019, 29, 100), achievement(STATE, 2021, 40, 100)]
    ),
    "means": _of(analyses.trend, GROWTH, growth_rows()),
    "no counts": _of(analyses.trend, ABSENCE, absence_rows()),
    "nineteen classes": _of(analyses.trend, FOUR_YEAR, graduation_rows(years=range(2006, 2025))),
    "a group": _of(analyses.trend, FOUR_YEAR, graduation_rows(), group="high_needs"),
    "without the state": _of(analyses.trend, ELA, [achievement(DISTRICT, 2023, 29, 100), achievement(DISTRICT, 2022, 9, 100)]),
}
NO_TRENDS = {
    "no rows": _of(analyses.trend, ELA, [achievement(STATE, 2023, 40, 100)]),
    "all suppressed": _of(analyses.trend, ABSENCE, [absence(STATE, 2023, "24.5"), absence(DISTRICT, 2023, "*")]),
    "only groups": _of(analyses.trend, ABSENCE, [absence(DISTRICT, 2025, "31.5", group="low_income")]),
}
GAPS = {
    "from counts": _of(analyses.equity_gaps, ELA, ela_rows()),
    "rebuilt": _of(analyses.equity_gaps, FOUR_YEAR, graduation_rows()),
    "large": _of(analyses.equity_gaps, FOUR_YEAR, graduation_rows(students=9000)),
    "named reference": _of(analyses.equity_gaps, ELA, ela_rows(), reference="white"),
    "unusual year": _of(analyses.equity_gaps, ELA, ela_rows((2021,))),
    "few students": _of(analyses.equity_gaps, FOUR_YEAR, graduation_rows(students=60)),
}
NO_GAPS = {"no groups": _of(analyses.equity_gaps, ELA, [achievement(DISTRICT, 2023, 40, 100)])}
HIDDEN_GAPS = {
    "all hidden": _of(analyses.equity_gaps, FOUR_YEAR, tiny_graduation_rows()),
    "all refused": _of(analyses.equity_gaps, ELA, ela_rows(), reference="high_needs"),
}
GAP_TRENDS = {
    "over breaks": _of(analyses.gaps_over_years, FOUR_YEAR, graduation_rows(), groups=GROUPS),
    "one year": _of(analyses.gaps_over_years, FOUR_YEAR, graduation_rows(years=range(2024, 2025)), groups=GROUPS),
    "unusual last": _of(analyses.gaps_over_years, ELA, [*ela_rows((2019,)), *ela_rows((2021,))], groups=("asian", "high_needs")),
    "school years": _of(analyses.gaps_over_years, DROPOUT, dropout_rows(), groups=("asian",)),
}
NO_GAP_TRENDS = {
    "all hidden": _of(analyses.gaps_over_years, FOUR_YEAR, tiny_graduation_rows(), groups=GROUPS),
    "no groups": _of(analyses.gaps_over_years, FOUR_YEAR, [cohort(DISTRICT, 2024, "80.0", 100)], groups=GROUPS),
}
BY_GROUP = {
    "no counts": _of(analyses.by_group, ABSENCE, absence_rows()),
    "counts": _of(analyses.by_group, ELA, ela_rows()),
    "unusual year": _of(analyses.by_group, ELA, ela_rows((2021,))),
    "one reported": _of(
        analyses.by_group, ABSENCE, [absence(DISTRICT, 2023, "9.0"), absence(DISTRICT, 2023, "*", group="asian")]
    ),
}
NO_BY_GROUP = {
    "no groups": _of(analyses.by_group, ABSENCE, [absence(DISTRICT, 2023, "9.0")]),
    "no rows": _of(analyses.by_group, ABSENCE, []),
}
CHANGES = {
    "clear": _of(analyses.change, ELA, [achievement(DISTRICT, 2022, 200, 1000), achievement(DISTRICT, 2023, 300, 1000)]),
    "clear fall": _of(analyses.change, ELA, [achievement(DISTRICT, 2022, 300, 1000), achievement(DISTRICT, 2023, 200, 1000)]),
    "not clear": _of(analyses.change, ELA, [achievement(DISTRICT, 2022, 20, 60), achievement(DISTRICT, 2023, 22, 60)]),
    "too few": _of(analyses.change, ELA, [achievement(DISTRICT, 2022, 4, 20), achievement(DISTRICT, 2023, 16, 20)]),
    "mean": _of(analyses.change, GROWTH, growth_rows()),
    "hidden": _of(analyses.change, ELA, [achievement(DISTRICT, 2022, 1, 60), achievement(DISTRICT, 2023, 22, 60)]),
    "none": _of(analyses.change, ELA, []),
    "classes": _of(analyses.change, FOUR_YEAR, graduation_rows()),
}
SCHOOLS = {
    "newest": _of(analyses.by_school, ELA, ela_rows()),
    "older": _of(analyses.by_school, ELA, [*ela_rows((2019,)), achievement(DISTRICT, 2023, 29, 100)]),
    "no counts": _of(analyses.by_school, ABSENCE, [absence(DISTRICT, 2023, "9.0"), absence(SCHOOL, 2023, "12.0")]),
    "none": _of(analyses.by_school, ELA, []),
}


def newest(name: str = ORDINARY) -> Released:
    """The newest figures of measures with counts, means, shares without counts, an unusual year, and one withheld."""
    dropout = [row("dropout", org, 2023, dropout_pct=share) for org, share in ((STATE, "1.8"), (DISTRICT, "*"))]
    made = ((ELA, ela_rows()), (ABSENCE, absence_rows()), (FOUR_YEAR, graduation_rows()), (GROWTH, growth_rows()))
    more: list[tuple[str, Rows]] = [(DROPOUT, dropout), ("math_3_8_meeting_pct", [])]
    unusual = [achievement(org, 2021, 400, 1000, subject="SCI") for org in (STATE, DISTRICT)]
    alone = [row("dropout", year=2023, dropout_pct="2.0", dropout_n="8", enrolled_9_12_n="400")]
    rows = [*made, *more, ("science_3_8_meeting_pct", unusual), (DROPOUT, alone)]
    return released(analyses.latest([measured(measure_id, one, name=name) for measure_id, one in rows]))


def ages(as_of: dt.date = dt.date(2026, 11, 23)) -> Released:
    """The age of three topics: one old, one to March, one without a figure."""
    topics = {
        "Achievement": measured(ELA, ela_rows()),
        "Attendance": measured(ABSENCE, absence_rows()),
        "Dropout": measured(DROPOUT, []),
    }
    return released(analyses.data_age(topics, as_of=as_of))


def students(*, hidden: bool = False) -> Released:
    """Who the students are."""
    return released(analyses.who_are_our_students(body(hidden=hidden)))
