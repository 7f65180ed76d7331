"""school-percentile and student-group-percentile: how a percentile is built, in 143 columns that are told by position."""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.sources.example.accountability_percentiles import Percentiles
from ssos_analysis.sources.example.accountability_values import ALL, LOWEST, SCORED_GROUPS
from ssos_analysis.sources.example.accountability_words import GROUP_WORDS, by_sheet, named, printed
from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.workbook import Cell
from ssos_analysis.sources.example.workbook_of_sheets import write_sheets
from ssos_analysis.vocabulary.accountability import INDICATORS

WIDTH, _BLOCK, _FIRST_BLOCK = 143, 44, 8
_MEAN, _PERCENTILE = 140, 141
_HEADS = [
    "School code plus group", "District name", "School name", "District code", "School code", "School type", "Weight scheme",
    "Group",
]  # fmt: skip
_PLACES = {
    "ela_achievement": 0, "math_achievement": 2, "science_achievement": 4, "ela_growth": 8, "math_growth": 10,
    "four_year_graduation": 14, "extended_engagement": 16, "annual_dropout": 18, "elp_progress": 22, "chronic_absenteeism": 26,
    "advanced_coursework": 28,
}  # fmt: skip
_SCHEME = "Achievement 60, growth 20, completion 20, ELP 10, additional 10"


def write_percentiles(folder: Path, organizations: Organizations, found: Percentiles, year: int) -> None:
    """Write both workbooks of a year: all students of each school, and its other groups."""
    groups = [number for number in range(len(SCORED_GROUPS)) if number not in (ALL, LOWEST)]
    for stem, chosen in (("school-percentile", [ALL]), ("student-group-percentile", groups)):
        sheets = {}
        for sheet, places in by_sheet(organizations):
            lines: list[list[Cell]] = [[f"{year} {stem.replace('-', ' ').title()}"], list(_headings(year))]
            for index, place in places:
                for group in chosen:
                    if found.percentile[index, group] > 0:
                        lines.append(_line(organizations, found, year, index, place, sheet.strip(), group))
            sheets[sheet] = lines
        write_sheets(folder / f"{stem}-{year}.xlsx", sheets)


def _headings(year: int) -> list[str]:
    """143 headings. Columns of a block that the example does not fill have headings as well."""
    found = [*_HEADS, *[""] * (WIDTH - len(_HEADS))]
    for number, build in enumerate((year - 2, year - 1, year)):
        first = _FIRST_BLOCK + number * _BLOCK
        for column in range(first, first + _BLOCK):
            found[column] = f"{build} column {column - first + 1}"
        for name, at in _PLACES.items():
            label = INDICATORS[name].label
            found[first + at] = f"{label} {build - INDICATORS[name].lag}"
            found[first + at + 1] = f"{label} percentile {build - INDICATORS[name].lag}"
    found[_MEAN], found[_PERCENTILE], found[WIDTH - 1] = f"{year} Weighted mean", f"{year} School percentile", "Notes"
    return found


def _line(
    organizations: Organizations, found: Percentiles, year: int, index: int, place: Place, kind: str, group: int
) -> list[Cell]:
    """One school and group."""
    district_code, district, school = named(organizations, place)
    line: list[Cell] = [None] * WIDTH
    code = f"{place.code}{group + 1:02d}"
    line[: len(_HEADS)] = [code, district, school, district_code, place.code, kind, _SCHEME, GROUP_WORDS[SCORED_GROUPS[group]]]
    for number, build in enumerate((year - 2, year - 1, year)):
        for name, at in _PLACES.items():
            if (build, name) in found.values:
                column = _FIRST_BLOCK + number * _BLOCK + at
                rank = int(found.ranks[build, name][index, group])
                line[column] = printed(int(found.values[build, name][index, group]))
                line[column + 1] = rank if rank > 0 else None
    line[_MEAN], line[_PERCENTILE] = printed(int(found.mean[index, group])), int(found.percentile[index, group])
    return line
