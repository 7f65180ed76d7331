"""Staff beside students, and tables that say whom they count."""

from __future__ import annotations

import pytest
from small_tables import DISTRICT, SCHOOL, STATE, measured, released, row, tidy

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.analyses.latest import latest
from ssos_analysis.measures.student_body import student_body
from ssos_analysis.presentation.plain_words import forbidden

GROUPS = ("hispanic_or_latino", "white", "asian")


def staff():
    """Shares of staff in 2022; none of Asian staff."""
    shares = {"hispanic_or_latino": ("17.0", "5.4"), "white": ("64.7", "87.2")}
    return [
        measured(f"staff_{group}_pct", [
            row("staff_by_race", org, year, job_class="all_jobs", staff_group=group, staff_pct=pct)
            for year in (2021, 2022) for org, pct in zip((DISTRICT, STATE), shares.get(group, ()), strict=False)
        ])
        for group in GROUPS
    ]  # fmt: skip


def body():
    shares = {"hispanic_or_latino": "68.3", "white": "8.7", "asian": "2.0"}
    rows = [row("enrollment_by_group", org, 2023, group=group, students_pct=pct) for org in (DISTRICT, STATE)
            for group, pct in shares.items()]  # fmt: skip
    return student_body(tidy("enrollment_by_group", rows), tidy("enrollment_by_grade", []), district_code=DISTRICT,
                        district_name="Quillmarsh", through=2025)  # fmt: skip


def test_each_group_of_both_reports_stands_with_its_year_and_nothing_is_subtracted(showing):
    finding = analyses.staff_beside_students(staff(), body())
    assert finding.choices["widest"] == "hispanic_or_latino" or finding.choices["widest"] == "white"
    chart, without = showing(show.staff_chart, released(finding))
    assert chart.headline == "In Quillmarsh, 64.7% of staff and 8.7% of students were White."
    assert "staff 2021-22, students 2022-23" in chart.subtitle
    assert chart.body[0][:5] == ["Hispanic or Latino", "2021-22", "17.0%", "2022-23", "68.3%"]
    assert "Asian" in without.text
    assert not [name for name in finding.table.columns if "difference" in name]
    assert forbidden(chart.soup.get_text(" ")) == []


def test_without_the_report_on_staff_the_page_says_so(showing):
    none = [measured(f"staff_{group}_pct", []) for group in GROUPS]
    (said,) = showing(show.staff_chart, released(analyses.staff_beside_students(none, body())))
    assert "hold no shares of the staff of Quillmarsh" in said.text
    assert "Nothing follows" in said.text


def retention(org, n, kept):
    return row("staff_retention", org, 2023, staff_position="teacher", retained_pct=f"{100 * kept / n:.1f}", staff_n=str(n),
               retained_n=str(kept))  # fmt: skip


def test_a_count_of_teachers_is_not_called_students(showing):
    stayed = measured("teacher_retention_pct", [retention(DISTRICT, 200, 170), retention(STATE, 20_000, 17_400)])
    (chart,) = showing(show.trend_chart, released(analyses.trend(stayed)))
    assert chart.head == ["Year", "Quillmarsh", "95% interval", "Staff", "State"]
    assert chart.headline.startswith("In Quillmarsh, 85.0% of teachers of the year before were in the same position")
    assert "number of staff" in chart.note
    assert "all students" not in chart.subtitle
    (table,) = showing(show.latest_table, released(latest([stayed])), name="staffing")
    assert "Staff" in table.head
    assert "all students" not in table.text


@pytest.mark.parametrize(
    ("measure_id", "rows", "why"),
    [
        ("spending_per_pupil_usd", [row("per_pupil_expenditures", DISTRICT, 2021, total_per_pupil_usd="18642.14")], "an amount"),
        ("teachers_experienced_pct",
         [row("teachers", DISTRICT, 2024, teacher_subject="all_teachers", experienced_pct="73.2")], "full-time equivalents"),
    ],
)  # fmt: skip
def test_why_there_is_no_interval_fits_what_is_counted(showing, measure_id, rows, why):
    (chart,) = showing(show.trend_chart, released(analyses.trend(measured(measure_id, rows))))
    assert why in chart.note
    assert "counts of students" not in chart.soup.get_text(" ")
    (table,) = showing(show.latest_table, released(latest([measured(measure_id, rows)])))
    assert table.head == ["Measure", "Year", "Quillmarsh", "State"]


def test_schools_are_listed_without_the_name_of_the_district_before_each(showing):
    rows = [retention(DISTRICT, 200, 170)]
    for code, name in ((SCHOOL, "Quillmarsh-Alder High"), ("99010010", "Quillmarsh-Birch High")):
        rows.append(retention(code, 40, 30) | {"org_name": name})
    (table,) = showing(show.school_table, released(analyses.by_school(measured("teacher_retention_pct", rows))))
    assert [cells[0] for cells in table.body] == ["Alder High", "Birch High"]
    assert table.head == ["School", "Published", "95% interval", "Staff"]
