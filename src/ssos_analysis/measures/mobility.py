"""Coming, going and staying: mobility, retention in grade, attrition, the youngest, and moves in special education."""

from __future__ import annotations

from ssos_analysis.measures.definition import Better, Measure, Role

_REPORT = "Mobility Rate Report"


def _moves(name: str, value: str, label: str, what: str, base: str, better: Better) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="students",
        what=what,
        kind="share",
        unit="percent of students enrolled",
        better=better,
        role="context",
        topic="mobility",
        family="mobility",
        table="mobility",
        value=value,
        denominator=base,
        report=_REPORT,
        definition=f"{label} over students enrolled. Source: DESE, {_REPORT}.",
    )


RETAINED = Measure(
    id="grade_retention_pct",
    label="Students retained in their grade",
    short_label="Retained in grade",
    who="students in grades 1-12",
    what="were retained in their grade",
    kind="share",
    unit="percent of students enrolled",
    better="lower",
    topic="grade_retention",
    family="mobility",
    table="grade_retention",
    value="retained_pct",
    numerator="retained_n",
    denominator="enrolled_n",
    where={"grade": "ALL"},
    report="Retention Report",
    definition="Students who repeat their grade over students enrolled, grades 1 to 12. Source: DESE, Retention Report.",
)

ATTRITION = Measure(
    id="attrition_pct",
    label="Students who did not come back in the next fall",
    short_label="Attrition",
    who="students",
    what="did not come back to the same organization in the next fall",
    kind="share",
    unit="percent of students",
    better="context",
    role="context",
    topic="mobility",
    family="mobility",
    table="attrition",
    value="left_pct",
    where={"grade": "ALL"},
    report="Attrition Report",
    definition="Students of all grades but 12 who were elsewhere in the next fall; no counts. Source: DESE, Attrition Report.",
)

_YOUNG: Role = "opportunity"
FULL_DAY_KINDERGARTEN = Measure(
    id="full_day_kindergarten_pct",
    label="Kindergarten students in a full-day program",
    short_label="Full-day kindergarten",
    who="kindergarten students",
    what="were in a full-day program",
    kind="share",
    unit="percent of kindergarten students",
    better="higher",
    role=_YOUNG,
    topic="enrollment",
    family="enrollment",
    table="pre_k_kindergarten",
    value="full_day_kindergarten_pct",
    numerator="full_day_kindergarten_n",
    denominator="kindergarten_n",
    report="Pre-kindergarten and kindergarten dataset",
    definition="Kindergarten students in a full-day program over kindergarten students. Source: DESE, hub.",
)

ENROLLED_SHARE = Measure(
    id="enrolled_share_pct",
    label="Share of the students enrolled",
    short_label="Share enrolled",
    who="students enrolled on 1 October",
    what="belonged to the group",
    kind="share",
    unit="percent of students",
    better="context",
    role="context",
    topic="enrollment",
    family="enrollment",
    table="enrollment_by_group",
    value="students_pct",
    report="Selected Populations; Enrollment by Race/Gender",
    definition="Students of the group over all students on 1 October. Source: DESE, enrollment reports.",
)

INCLUSION = Measure(
    id="full_inclusion_pct",
    label="Students with disabilities in general classrooms at least 80 percent of the day",
    short_label="Full inclusion",
    who="students with disabilities, aged 6 to 21,",
    what="were in general classrooms at least 80 percent of the day",
    kind="share",
    unit="percent of students with disabilities",
    better="higher",
    role=_YOUNG,
    topic="special_education",
    family="special_education",
    table="special_education_performance",
    value="full_inclusion_6_21_pct",
    numerator="full_inclusion_6_21_n",
    denominator="age_6_21_n",
    whole="students_with_disabilities",
    report="Special Education Performance Report, indicator 5",
    definition="Indicator 5 of the performance report, 2011-12 and 2012-13. Source: DESE, special education files.",
)


def _placement(name: str, indicator: str, words: str, better: Better) -> Measure:
    return Measure(
        id=f"placement_{name}_pct",
        label=f"{indicator}: {words}",
        short_label=f"Placement: {indicator.lower()}",
        who="students with disabilities",
        what=f"had the placement “{indicator.lower()}”",
        kind="share",
        unit="percent of students with disabilities, as published",
        better=better,
        role=_YOUNG if better != "context" else "context",
        topic="special_education",
        family="special_education",
        table="special_education",
        value="indicator_pct",
        where={"indicator_category": "Educational placement (SY2025 extract)", "indicator": indicator},
        whole="students_with_disabilities",
        report="Special Education Program Characteristics, third-party extract of SY2025",
        definition=f"Students with disabilities, {words}; the base is not published, so there is no interval. Source: DESE, hub "
        "n62c-bx65, as a third party took it.",
    )


_PLACEMENTS = (
    _placement("full_inclusion", "Full inclusion", "in general classrooms for most of the day", "higher"),
    _placement("partial_inclusion", "Partial inclusion", "in general classrooms for part of the day", "context"),
    _placement("separate", "Separate class", "in separate classrooms for most of the day", "context"),
    _placement("out_of_district", "Out of district", "placed outside the district", "context"),
)

MEASURES = (
    *_PLACEMENTS,
    _moves(
        "churn_pct",
        "churn_pct",
        "Students who entered or left during the year",
        "entered or left during the year",
        "churn_enrolled_n",
        "context",
    ),
    _moves(
        "intake_pct",
        "intake_pct",
        "Students who entered during the year",
        "entered during the year",
        "churn_enrolled_n",
        "context",
    ),
    _moves(
        "stability_pct",
        "stability_pct",
        "Students who stayed the whole year",
        "stayed the whole year",
        "stability_enrolled_n",
        "context",
    ),
    ATTRITION,
    RETAINED,
    FULL_DAY_KINDERGARTEN,
    ENROLLED_SHARE,
    INCLUSION,
)
