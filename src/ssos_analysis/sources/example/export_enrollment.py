"""Enrollment exports: by grade, by race/ethnicity and gender, selected populations; and the directory."""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.export_files import Report, write_report
from ssos_analysis.sources.example.organizations import PK, SP, K, Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.publishing import printed
from ssos_analysis.sources.example.roster import GROUP_ORDER
from ssos_analysis.sources.example.simulate import ExampleState
from ssos_analysis.sources.example.workbook import Cell, counted, write_export
from ssos_analysis.vocabulary.school_years import year_label

_BY_GRADE = Report("Enrollment By Grade Report", ("PK", "K", *map(str, range(1, 13)), "SP", "Total"), schools_have_state=True)
_RACE_GENDER = {
    "African American": "black_or_african_american",
    "Asian": "asian",
    "Hispanic": "hispanic_or_latino",
    "White": "white",
    "Native American": "american_indian_or_alaska_native",
    "Native Hawaiian, Pacific Islander": "native_hawaiian_or_pacific_islander",
    "Multi-Race, Non-Hispanic": "multi_race",
    "Males": "male",
    "Females": "female",
    "Non-Binary": "nonbinary",
}
_BY_RACE = Report("Enrollment By Race Gender Report", tuple(_RACE_GENDER), schools_have_state=True)
# The state prints `High Needs #` twice (the second is the percent), and leaves the columns of the other income blank.
_POPULATIONS: tuple[tuple[str, str], ...] = (
    ("First Language Not English", "first_language_not_english"),
    ("English Language Learner", "english_learners"),
    ("Students With Disabilities", "students_with_disabilities"),
    ("Low Income", "low_income"),
    ("Free Lunch", ""),
    ("Reduced Lunch", ""),
    ("High Needs", "high_needs"),
    ("Economically Disadvantaged", "economically_disadvantaged"),
)
_SELECTED = Report(
    "Selected Populations Report",
    tuple(f"{name} {'#' if sign == '%' and name == 'High Needs' else sign}" for name, _ in _POPULATIONS for sign in "#%"),
    schools_have_state=True,
)


def write_enrollment(folder: Path, state: ExampleState) -> None:
    """Three reports, districts and schools, every year."""
    for year, sums in state.enrollment.items():
        label, totals = year_label(year), sums.sum(axis=2)

        def grades(index: int, _: Place, sums: Floats = sums, totals: Floats = totals) -> list[Cell] | None:
            if not totals[index, 0]:
                return None
            return [counted(value) for value in (*sums[index, 0], totals[index, 0])]

        def races(index: int, _: Place, year: int = year, totals: Floats = totals) -> list[Cell] | None:
            if not totals[index, 0]:
                return None
            wanted = [group for group in _RACE_GENDER.values() if group != "nonbinary" or year >= 2019]
            return [printed(totals[index, GROUP_ORDER.index(group)], totals[index, 0]).rjust(6) for group in wanted]

        def populations(index: int, _: Place, totals: Floats = totals) -> list[Cell] | None:
            if not totals[index, 0]:
                return None
            cells: list[Cell] = []
            for _name, group in _POPULATIONS:
                count = totals[index, GROUP_ORDER.index(group)] if group else 0
                is_counted = group != "" and totals[-1, GROUP_ORDER.index(group)] > 0
                cells += [counted(count), printed(count, totals[index, 0]).rjust(6)] if is_counted else [" ", " "]
            return cells

        by_race = _BY_RACE if year >= 2019 else Report(_BY_RACE.sheet, _BY_RACE.headings[:-1], schools_have_state=True)
        for level in ("district", "school"):
            word = level.capitalize()
            for name, report, title, values in (
                ("enrollmentbygrade", _BY_GRADE, "Enrollment By Grade", grades),
                ("enrollmentbyracegender", by_race, "Enrollment By Race/Gender Report", races),
                ("selectedpopulations", _SELECTED, "Selected Populations Report", populations),
            ):
                path = folder / f"{name}_{level}_{year}.xlsx"
                write_report(path, state.organizations, report, f"{label} {title} ({word}) ", level, values)


_DIRECTORY = (
    "Org Name", "Org Code", "Org Type", "Function", "Contact Name", "Address 1", "Address 2", "Town", "State", "Zip", "Phone",
    "Fax", "Grade",
)  # fmt: skip


def _grade_list(place: Place) -> str:
    """Grades offered as the directory lists them: `PK,K,01,...`."""
    names = {PK: "PK", K: "K"}
    return ",".join(names.get(grade, f"{grade:02d}") for grade in range(place.low, min(place.high, SP - 1) + 1))


def write_directory(path: Path, organizations: Organizations) -> None:
    """The search export: no title, contact columns empty, a town for each district."""
    rows: list[list[Cell]] = []
    for _, place in organizations.by_name("district"):
        district = organizations.districts[place.district]
        leader = "Charter School Leader" if district.is_charter else "Superintendent"
        town = district.name.split(" Regional")[0].split(" Charter")[0]
        nothing: list[Cell] = [None] * 3
        rows.append([place.name, place.code, place.org_type, leader, *nothing, town, *nothing, None, _grade_list(place)])
    write_export(path, "search", None, _DIRECTORY, rows)
