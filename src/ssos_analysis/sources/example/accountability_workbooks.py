"""The five accountability workbooks of the example state, with the sheets, headings and quirks of the state's own."""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.sources.example.accountability import Classified, Determinations, determine
from ssos_analysis.sources.example.accountability_percentiles import TYPES
from ssos_analysis.sources.example.accountability_words import named
from ssos_analysis.sources.example.criterion_workbook import write_criterion
from ssos_analysis.sources.example.percentile_workbooks import write_percentiles
from ssos_analysis.sources.example.roster import GROUP_ORDER
from ssos_analysis.sources.example.simulate import ExampleState
from ssos_analysis.sources.example.targets_workbook import write_targets
from ssos_analysis.sources.example.workbook import Cell
from ssos_analysis.sources.example.workbook_of_sheets import write_sheets

WORKBOOK_YEARS = (2024, 2025)
"""The newest two determinations. The state keeps one year at its address; two let a later one restate and compare."""
_HEADS = ("District Code", "School Code", "District Name", "School Name")


def write_workbooks(folder: Path, state: ExampleState) -> None:
    """Write all five workbooks of each year, named as the state names them."""
    found = determine(state)
    for year in WORKBOOK_YEARS:
        _write_determinations(folder / f"accountability-data-{year}.xlsx", state, found, year)
        write_criterion(folder / f"criterion-referenced-percentage-{year}.xlsx", state.organizations, found.scored[year])
        write_targets(folder / f"accountability-targets-{year}.xlsx", state.organizations, found.measured, year)
        write_percentiles(folder, state.organizations, found.percentiles[year], year)


def _write_determinations(path: Path, state: ExampleState, found: Determinations, year: int) -> None:
    """Classifications, percents and reasons: schools in `Table 2 - Schools`, districts in a sheet of their own."""
    organizations = state.organizations
    common = [
        f"{year - 1} Annual Criterion-Referenced Target Percentage (%)",
        f"{year} Annual Criterion-Referenced Target Percentage (%)",
        f"{year} Cumulative Criterion-Referenced Target Percentage (%)",
        *(
            f"{year} Reason for Classification - {what}"
            for what in ("Overall Performance", "Student Group Performance", "Graduation Rate", "Participation")
        ),
        f"{year} Low Performing Student Group(s)",
        f"{year} Low Participation Student Group(s)",
        f"{year} Federal Designation",
    ]
    schools: list[list[Cell]] = [[f"{year} Accountability Determinations"]]
    schools.append(
        [
            *_HEADS, "Grades Served", "School Type", f"October {year - 1} Enrollment", "Title I Status",
            "District Overall Classification", "School Overall Classification", "Reason for School Classification",
            f"{year} Accountability Percentile", *common,
        ]
    )  # fmt: skip
    districts: list[list[Cell]] = [[f"{year} Accountability Determinations"]]
    districts.append(
        [
            "District Code", "District Name", "Grades Served", f"October {year - 1} Enrollment",
            "District Overall Classification", "Reason for District Classification", *common,
        ]
    )  # fmt: skip
    first_district = len(organizations.schools)
    for index, place in organizations.by_name("school"):
        one, of_district = found.classified[year][index], found.classified[year][first_district + place.district]
        district_code, district, school = named(organizations, place)
        enrolled = _enrolled(state, year, index)
        schools.append(
            [
                district_code, place.code, district, school, _grades(place.low, place.high), TYPES[one.school_type], enrolled,
                one.title_i, of_district.classification, one.classification, one.reason, one.percentile, *_common(one),
            ]
        )  # fmt: skip
    for index, place in organizations.by_name("district"):
        one = found.classified[year][index]
        cells: list[Cell] = [place.code, place.name, _grades(place.low, place.high), _enrolled(state, year, index)]
        districts.append([*cells, one.classification, one.reason, *_common(one)])
    notes: list[list[Cell]] = [["Notes"], ["Invented data: no school of this workbook exists."]]
    write_sheets(path, {"Notes": notes, "Table 2 - Schools": schools, "Table 3 - Districts": districts})


def _common(one: Classified) -> list[Cell]:
    """Percents, the four reasons, groups and designation; blank where nothing is said."""
    words = (one.low_overall, one.low_groups, one.low_graduation, one.low_participation, one.groups)
    participation = "All Students" if one.low_participation else ""
    return [
        one.prior_pct, one.annual_pct, one.targets_pct, *(word or None for word in words), participation or None,
        one.federal or None,
    ]  # fmt: skip


def _enrolled(state: ExampleState, year: int, index: int) -> float | None:
    """Students of 1 October; None where the school was not open."""
    return float(state.enrollment[year][index, GROUP_ORDER.index("all_students")].sum()) or None


def _grades(low: int, high: int) -> str:
    """`PK-05`."""
    return "-".join({-1: "PK", 0: "K"}.get(grade, f"{min(grade, 12):02d}") for grade in (low, high))
