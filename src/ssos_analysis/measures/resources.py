"""Money and classes: what districts spend for each student, what they must spend, and how large classes are."""

from __future__ import annotations

from ssos_analysis.measures.definition import Better, Kind, Measure


def _amount(
    name: str,
    table: str,
    value: str,
    label: str,
    report: str,
    definition: str,
    *,
    kind: Kind = "usd",
    unit: str = "dollars",
    better: Better = "context",
    what: str = "",
) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="",
        what=what or label[0].lower() + label[1:],
        kind=kind,
        unit=unit,
        better=better,
        role="opportunity",
        topic="finance",
        family="staff" if table == "teacher_salaries" else "finance",
        table=table,
        value=value,
        report=report,
        definition=f"{definition} Source: DESE, {report}.",
    )


_PUPIL, _NET = "Per Pupil Expenditure Report", "Net School Spending"

CLASS_SIZE = Measure(
    id="class_size_mean",
    label="Class size, on average",
    short_label="Class size",
    who="classes",
    what="mean class size",
    kind="number",
    unit="students in a class",
    better="lower",
    role="opportunity",
    topic="class_size",
    family="class_size",
    table="class_size",
    value="class_size_mean",
    where={"class_subject": "all_subjects"},
    report="Class Size Report",
    definition="Students in a class on average, all subjects; no spread is published. Source: DESE, Class Size Report.",
)

MEASURES = (
    _amount(
        "spending_per_pupil_usd",
        "per_pupil_expenditures",
        "total_per_pupil_usd",
        "Total spending for each student",
        _PUPIL,
        "Spending over all full-time equivalent students the district pays for, by fiscal year; not adjusted for prices.",
    ),
    _amount(
        "in_district_spending_per_pupil_usd",
        "per_pupil_expenditures",
        "in_district_per_pupil_usd",
        "In-district spending for each student",
        _PUPIL,
        "Spending for students in the district's own schools over these students; not adjusted for prices.",
    ),
    _amount(
        "net_spending_of_required",
        "net_school_spending",
        "actual_of_required",
        "Net school spending over what is required",
        _NET,
        "Actual over required net school spending; 100 is the requirement.",
        what="net school spending as a percent of the requirement",
        kind="number",
        unit="percent of the requirement",
    ),
    _amount(
        "net_spending_of_foundation",
        "net_school_spending",
        "actual_of_foundation",
        "Net school spending over the foundation budget",
        _NET,
        "Actual net school spending over the foundation budget; 100 is the budget.",
        what="net school spending as a percent of the foundation budget",
        kind="number",
        unit="percent of the foundation budget",
    ),
    _amount(
        "teacher_salary_mean_usd",
        "teacher_salaries",
        "salary_mean_usd",
        "Salary of a full-time teacher, on average",
        "Teacher Salaries Report",
        "Salaries over full-time equivalent teachers; not adjusted for prices.",
        what="average salary of a full-time teacher",
    ),
    CLASS_SIZE,
)
