"""Accountability: what the state determined, the points and targets behind it, and the two systems before 2018."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent, text
from ssos_analysis.schemas.tidy_table import TidyTable

_TARGET_POINTS = "percent of target points"
_UNIT_OF_INDICATOR = "in the unit of the indicator"


ACCOUNTABILITY = TidyTable(
    "accountability",
    "One row is one organization and one year of the accountability system in force since 2018.",
    ("org_code", "school_year"),
    (
        text("classification", "Overall classification."),
        text("classification_reason", "Reason for the classification."),
        percent(
            "targets_pct",
            "Progress toward improvement targets, points earned over points possible (cumulative in 2019, 2024, 2025).",
            _TARGET_POINTS,
        ),
        number("accountability_percentile", "percentile", "Accountability percentile, schools only, 1 to 99.", 1, 99),
        percent("annual_pct", "Criterion-referenced target percentage of the year alone.", _TARGET_POINTS),
        percent("prior_annual_pct", "Criterion-referenced target percentage of the year before.", _TARGET_POINTS),
        text("reason_overall", "Reason: overall performance."),
        text("reason_student_groups", "Reason: performance of student groups."),
        text("reason_graduation", "Reason: graduation rate."),
        text("reason_participation", "Reason: participation in the tests."),
        text("low_performing_groups", "Low performing student groups."),
        text("low_participation_groups", "Student groups with low participation."),
        text("federal_designation", "Federal designation."),
        text("title_i_status", "Title I status."),
        text("school_type", "School type."),
        text("grades_served", "Grades served."),
        text("district_classification", "Overall classification of the school's district."),
        count("enrollment_n", "Students enrolled in October of the school year."),
    ),
)

INDICATORS = TidyTable(
    "accountability_indicators",
    "One row is one organization, one determination year, one student group, one grade span and one indicator.",
    ("org_code", "school_year", "student_group", "gradespan", "indicator"),
    (
        number("prior_value", _UNIT_OF_INDICATOR, "Value of the year compared with.", None, None),
        number(
            "current_value", _UNIT_OF_INDICATOR, "Value of the newest year measured (a mean percentile for growth).", None, None
        ),
        number("change", _UNIT_OF_INDICATOR, "Change from the one to the other, as published.", None, None),
        number("target", _UNIT_OF_INDICATOR, "Target of the newest year.", None, None),
        count("included_n", "Students included."),
        number("points", "points", "Points earned.", 0, 4),
        number("points_possible", "points", "Points that could be earned.", 0, 4),
        text("rating", "Rating in words."),
        text("reason", "Why these points: the path and what was reached."),
        number("prior_year", "spring year", "Year of the value compared with.", 1985, 2060),
        number("current_year", "spring year", "Year of the newest value: some indicators lag.", 1985, 2060),
        text("school_type", "School type: the sheet the row stands in."),
    ),
)

CRITERION = TidyTable(
    "accountability_criterion",
    "One row is one organization, one determination year, one student group and one grade span: its points added up.",
    ("org_code", "school_year", "student_group", "gradespan"),
    (
        number("weighted_points", "weighted points", "Points earned, weighted by category.", 0, None),
        number("weighted_possible", "weighted points", "Points possible, weighted by category.", 0, None),
        percent("criterion_pct", "Criterion-referenced target percentage of the column.", _TARGET_POINTS),
        percent("span_weight_pct", "Weight of the grade span in the organization's percentage.", "percent"),
        percent("achievement_weight_pct", "Weight of achievement.", "percent"),
        percent("growth_weight_pct", "Weight of growth.", "percent"),
        percent("completion_weight_pct", "Weight of high school completion.", "percent"),
        percent("elp_weight_pct", "Weight of progress toward English proficiency.", "percent"),
        percent("additional_weight_pct", "Weight of the additional indicators.", "percent"),
        text("school_type", "School type: the sheet the row stands in."),
    ),
)

TARGETS = TidyTable(
    "accountability_targets",
    "One row is one organization, one determination year, one student group, grade span, indicator and measured year.",
    ("org_code", "school_year", "student_group", "gradespan", "indicator", "measured_year"),
    (
        number("baseline", _UNIT_OF_INDICATOR, "Baseline, where the measured year is a baseline year.", None, None),
        count("included_n", "Students included in the baseline."),
        text("path", "Path the target follows."),
        number("target", _UNIT_OF_INDICATOR, "Target of the measured year.", None, None),
        number(
            "increment",
            _UNIT_OF_INDICATOR,
            "Step to the target of the measured year; for dropout and chronic absence a reduction, printed as a positive number.",
            None,
            None,
        ),
        number("increment_through", "spring year", "Last year the step holds for, where it is one for several.", 1985, 2060),
        text("region", "Region, as this workbook prints it."),
    ),
)

_BUILD = (
    number("indicator_value", _UNIT_OF_INDICATOR, "Value of the indicator; the mean of percentiles where overall.", None, None),
    number("indicator_percentile", "percentile", "Percentile in the school type; the published one where overall.", 0, 100),
    number("value_year", "spring year", "Year the value is of, where its heading tells: some indicators lag.", 1985, 2060),
    text("weight_scheme", "Weights the percentiles are combined with."),
    text("notes", "Notes."),
    text("school_type", "School type: the sheet the row stands in."),
)  # fmt: skip

PERCENTILES = TidyTable(
    "accountability_percentiles",
    "One row is one school, one determination year, one year of the build and one indicator (`overall`: the sum of the build).",
    ("org_code", "school_year", "build_year", "indicator"),
    _BUILD,
)
GROUP_PERCENTILES = TidyTable(
    "accountability_group_percentiles",
    "One row is one school, one determination year, one student group, one year of the build and one indicator.",
    ("org_code", "school_year", "student_group", "build_year", "indicator"),
    _BUILD,
)

LEVELS = TidyTable(
    "accountability_levels",
    "One row is one organization and one year of the accountability and assistance levels, 2012 to 2017.",
    ("org_code", "school_year"),
    (
        text("level", "Accountability and assistance level."),
        text("level_reason", "Reason for the level."),
        text("school_type", "School type."),
        number("school_percentile", "percentile", "School percentile, 1 to 99.", 1, 99),
        number("ppi_all", "index points", "Cumulative progress and performance index, all students.", 0, 100),
        number("ppi_high_needs", "index points", "Cumulative progress and performance index, high needs students.", 0, 100),
    ),
)

STATUS = TidyTable(
    "accountability_status",
    "One row is one organization and one year of adequate yearly progress (AYP), 2007 to 2011.",
    ("org_code", "school_year"),
    (
        text("ela_status", "Accountability status in ELA; blank: none."),
        text("math_status", "Accountability status in mathematics; blank: none."),
        text("ela_aggregate_ayp", "AYP in ELA, all students together."),
        text("ela_subgroups_ayp", "AYP in ELA, every student group."),
        text("math_aggregate_ayp", "AYP in mathematics, all students together."),
        text("math_subgroups_ayp", "AYP in mathematics, every student group."),
        number("ela_performance_cpi", "index points", "Composite performance index in ELA.", 0, 100),
        number("math_performance_cpi", "index points", "Composite performance index in mathematics.", 0, 100),
        number("ela_improvement_cpi", "index points", "Change of the composite performance index in ELA.", -100, 100),
        number("math_improvement_cpi", "index points", "Change of the composite performance index in mathematics.", -100, 100),
        text("school_choice", "Whether choice of another school had to be offered."),
        text("supplemental_services", "Whether supplemental educational services had to be offered."),
    ),
)

TABLES = (ACCOUNTABILITY, INDICATORS, CRITERION, TARGETS, PERCENTILES, GROUP_PERCENTILES, LEVELS, STATUS)
