"""The tidy tables of the store: one row is one organization, one school year, one student group, and the table's own keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ssos_analysis.schemas.columns import (
    KEY_MEANINGS,
    PROVENANCE_COLUMNS,
    STATUSES,
    Column,
    count,
    number,
    percent,
    text,
)

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

ORGANIZATION = ("org_code", "org_name", "org_level")


@dataclass(frozen=True)
class TidyTable:
    """One tidy table: what a row is, which columns identify it, which values it holds.

    `keys` begin with org_code and school_year. Values are those of schemas/columns.py with their three companions.
    """

    name: str
    row: str
    keys: tuple[str, ...]
    values: tuple[Column, ...]

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.values}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every column of the stored table, in order."""
        companions = [f"{c.name}{suffix}" for c in self.values for suffix in ("", "__status", "__decimals", "__text")]
        keys = [key for key in self.keys if key != "org_code"]
        return (*ORGANIZATION, *keys, *companions, *PROVENANCE_COLUMNS)

    @cached_property
    def schema(self) -> DataFrameSchema:
        """The pandera schema of the stored table; built on first use, since pandera is slow to import."""
        import pandera.pandas as pa

        fields: dict[str, Any] = {
            "org_code": pa.Column(str, pa.Check.str_matches(r"^[0-9]{8}\Z"), description=KEY_MEANINGS["org_code"]),
            "org_name": pa.Column(str),
            "org_level": pa.Column(str, pa.Check.isin(("state", "district", "school"))),
            "school_year": pa.Column("int16", pa.Check.in_range(1985, 2060), description=KEY_MEANINGS["school_year"]),
        }
        for key in self.keys:
            fields.setdefault(key, pa.Column(str, description=KEY_MEANINGS[key]))
        for value in self.values:
            checks = []
            if value.low is not None:
                checks.append(pa.Check.ge(value.low))
            if value.high is not None:
                checks.append(pa.Check.le(value.high))
            dtype = str if value.kind == "text" else "float64"
            fields[value.name] = pa.Column(dtype, checks, nullable=True, description=f"{value.meaning} Unit: {value.unit}.")
            fields[f"{value.name}__status"] = pa.Column(str, pa.Check.isin(STATUSES))
            fields[f"{value.name}__decimals"] = pa.Column("int8")
            fields[f"{value.name}__text"] = pa.Column(str, nullable=True)
        for name, meaning in PROVENANCE_COLUMNS.items():
            fields[name] = pa.Column("int32" if name == "source_row" else str, description=meaning)
        return pa.DataFrameSchema(fields, strict=True, ordered=False, unique=[*self.keys, "publication"])


_LEVELS = (
    ("meeting_or_exceeding", "Meeting or Exceeding Expectations"),
    ("exceeding", "Exceeding Expectations"),
    ("meeting", "Meeting Expectations"),
    ("partially_meeting", "Partially Meeting Expectations"),
    ("not_meeting", "Not Meeting Expectations"),
)

MCAS = TidyTable(
    "mcas",
    "One row is one organization, one year, one student group, one subject and one grade span of next-generation MCAS.",
    ("org_code", "school_year", "student_group", "subject", "grades"),
    (
        *(count(f"{level}_n", f"Tested students {words}.") for level, words in _LEVELS),
        *(
            percent(f"{level}_pct", f"Share of tested students {words}.", "percent of tested students")
            for level, words in _LEVELS
        ),
        count("tested_n", "Students included in the achievement results."),
        percent("participation_pct", "Participation rate.", "percent of students enrolled at testing"),
        number(
            "scaled_score_mean",
            "scaled score points",
            "Mean scaled score, 440 to 560; 500 is the cut for Meeting.",
            440,
            560,
        ),
        number("growth_mean_sgp", "percentile", "Mean student growth percentile, 1 to 99 (a median in older years).", 1, 99),
        count("growth_n", "Students included in the growth percentile."),
        number(
            "achievement_percentile",
            "percentile",
            "Achievement percentile of a school, 1 to 99, published to 2018.",
            1,
            99,
        ),
    ),
)

ENROLLMENT_BY_GRADE = TidyTable(
    "enrollment_by_grade",
    "One row is one organization, one year, one grade on 1 October; grade ALL is the total.",
    ("org_code", "school_year", "student_group", "grade"),
    (count("students_n", "Students enrolled on 1 October."),),
)

ENROLLMENT_BY_GROUP = TidyTable(
    "enrollment_by_group",
    "One row is one organization, one year, one student group on 1 October.",
    ("org_code", "school_year", "student_group"),
    (
        count("students_n", "Students of the group enrolled on 1 October."),
        percent("students_pct", "Share of all students who belong to the group."),
    ),
)

ATTENDANCE = TidyTable(
    "attendance",
    "One row is one organization, one year, one student group and one attendance period.",
    ("org_code", "school_year", "student_group", "attendance_period"),
    (
        percent("attendance_rate_pct", "Days attended over days in membership.", "percent of days in membership"),
        number("absences_mean_days", "days", "Mean number of days absent.", 0, 200),
        percent("absent_10_days_pct", "Students absent 10 or more days."),
        percent("chronically_absent_pct", "Students absent at least 10 percent of their days in membership, for any reason."),
        percent("chronically_absent_20_pct", "Students absent at least 20 percent of their days in membership."),
        percent("unexcused_10_days_pct", "Students with more than 9 unexcused absences."),
    ),
)

DISCIPLINE = TidyTable(
    "discipline",
    "One row is one organization, one year, one student group and one set of offenses.",
    ("org_code", "school_year", "student_group", "offense"),
    (
        count("students_n", "Students enrolled at any time in the year."),
        count("disciplined_n", "Students disciplined at least once; students, not incidents."),
        percent("in_school_suspension_pct", "Students suspended in school."),
        percent("out_of_school_suspension_pct", "Students suspended out of school."),
        percent("expulsion_pct", "Students expelled."),
        percent("alternate_setting_pct", "Students removed to an alternate setting."),
        percent("emergency_removal_pct", "Students removed in an emergency."),
        percent("school_based_arrest_pct", "Students with a school-based arrest."),
        percent("law_enforcement_referral_pct", "Students referred to law enforcement without arrest."),
    ),
)

GRADUATION = TidyTable(
    "graduation",
    "One row is one organization, one graduating cohort (by its spring), one student group and one kind of rate.",
    ("org_code", "school_year", "student_group", "rate_kind"),
    (
        count("cohort_n", "Students in the graduation cohort.", "students in the cohort"),
        percent("graduated_pct", "Cohort members who graduated within the time of the rate.", "percent of the cohort"),
        percent("still_in_school_pct", "Cohort members still in school.", "percent of the cohort"),
        percent("non_grad_completer_pct", "Cohort members who completed without graduating.", "percent of the cohort"),
        percent("hs_equivalency_pct", "Cohort members with a high school equivalency.", "percent of the cohort"),
        percent("dropped_out_pct", "Cohort members who dropped out.", "percent of the cohort"),
        percent("permanently_excluded_pct", "Cohort members permanently excluded.", "percent of the cohort"),
    ),
)

DROPOUT = TidyTable(
    "dropout",
    "One row is one organization, one year, one student group; annual dropout from grades 9 to 12, not a cohort.",
    ("org_code", "school_year", "student_group"),
    (
        count("enrolled_9_12_n", "Students enrolled in grades 9 to 12."),
        count("dropout_n", "Students who dropped out in the year.", "students"),
        percent("dropout_pct", "Students in grades 9 to 12 who dropped out in the year."),
        percent("dropout_grade_09_pct", "Students in grade 9 who dropped out."),
        percent("dropout_grade_10_pct", "Students in grade 10 who dropped out."),
        percent("dropout_grade_11_pct", "Students in grade 11 who dropped out."),
        percent("dropout_grade_12_pct", "Students in grade 12 who dropped out."),
    ),
)

ACCOUNTABILITY = TidyTable(
    "accountability",
    "One row is one organization and one year of the accountability system in force since 2018.",
    ("org_code", "school_year"),
    (
        text("classification", "Overall classification."),
        text("classification_reason", "Reason for the classification."),
        percent(
            "targets_pct",
            "Progress toward improvement targets: points earned over points possible, as published.",
            "percent of target points",
        ),
        number("accountability_percentile", "percentile", "Accountability percentile, schools only, 1 to 99.", 1, 99),
    ),
)

DIRECTORY = TidyTable(
    "directory",
    "One row is one organization in the state's directory, as of the year the export was said to be of.",
    ("org_code", "school_year"),
    (
        text("org_type", "Type: Public School District, Charter District, ..."),
        text("town", "Town or city."),
        text("grades_offered", "Grades offered, comma separated."),
    ),
)

TABLES: dict[str, TidyTable] = {
    table.name: table
    for table in (
        MCAS,
        ENROLLMENT_BY_GRADE,
        ENROLLMENT_BY_GROUP,
        ATTENDANCE,
        DISCIPLINE,
        GRADUATION,
        DROPOUT,
        ACCOUNTABILITY,
        DIRECTORY,
    )
}
