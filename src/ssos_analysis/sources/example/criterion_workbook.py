"""criterion-referenced-percentage: every indicator of every group, with points, and what they add up to."""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.sources.example.accountability_points import NOT_SCORED, POSSIBLE, Column, Scored, ScoredIndicator
from ssos_analysis.sources.example.accountability_values import ALL, SCORED_GROUPS
from ssos_analysis.sources.example.accountability_words import GROUP_WORDS, SPAN_WORDS, by_sheet, named, printed, rating, reason
from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.workbook import Cell
from ssos_analysis.sources.example.workbook_of_sheets import write_sheets
from ssos_analysis.vocabulary.accountability import GRADESPANS, HIGH_SCHOOL, INDICATORS, NON_HIGH_SCHOOL

_HEADS = [
    "School code plus group", "District code", "School code", "District name", "School name",
    "School, district, or single-school district", "Group",
]  # fmt: skip
# How the state spells the join of indicator and grade span differs between indicators.
_JOINS = {"chronic_absenteeism": "{}-{}: ", "advanced_coursework": "{} - {}: "}
_TOTALS = ("Weighted points", "Weighted points possible", "Percentage (%)", "Gradespan weight (%)")
_CATEGORY_WORDS = ("Achievement", "Growth", "High school completion", "English language proficiency", "Additional indicators")
_SPANS = {
    "ES": (NON_HIGH_SCHOOL,),
    "ESMS": (NON_HIGH_SCHOOL,),
    "MS": (NON_HIGH_SCHOOL,),
    "HS": (HIGH_SCHOOL,),
    "MSHS": GRADESPANS,
}


def write_criterion(path: Path, organizations: Organizations, scored: Scored) -> None:
    """Write the workbook of a year: a sheet for each school type; districts and the state in MSHS."""
    sheets: dict[str, list[list[Cell]]] = {}
    for sheet, places in by_sheet(organizations, with_districts=True):
        spans = _SPANS[sheet.strip()]
        lines: list[list[Cell]] = [
            [f"{scored.year} Criterion-Referenced Target Percentage Data"],
            [*_HEADS, *_headings(scored, spans)],
        ]
        for index, place in places:
            for number, group in enumerate(SCORED_GROUPS):
                cells = _cells(scored, spans, index, number)
                if any(cell is not None for cell in cells):
                    lines.append([*_head(organizations, place, number, group), *cells])
        sheets[sheet] = lines
    write_sheets(path, sheets)


def _joined(span: str, name: str) -> str:
    """`Mathematics achievement - High school: `."""
    words = SPAN_WORDS[span].title() if name == "advanced_coursework" else SPAN_WORDS[span]
    return _JOINS.get(name, "{} - {}: ").format(INDICATORS[name].label, words)


def _headings(scored: Scored, spans: tuple[str, ...]) -> list[str]:
    found = []
    for span in spans:
        for (of_span, name), one in scored.indicators.items():
            if of_span == span:
                joined = _joined(span, name)
                found += [joined + field for field in _fields(name, one)]
        found += [f"Criterion-referenced target percentage - {SPAN_WORDS[span]}: {total}" for total in _TOTALS]
        found += [f"{words} - {SPAN_WORDS[span]}: Weight (%)" for words in _CATEGORY_WORDS]
    return found


def _fields(name: str, one: ScoredIndicator) -> list[str]:
    """The fields of an indicator: growth has no target, and no year before to compare with."""
    category = INDICATORS[name].category
    if category == "growth":
        return [f"{one.year} mean SGP", "N", "Points", "Points possible", "Rating", "Reason"]
    value = "achievement" if category == "achievement" else "rate"
    years = [f"{one.year - 1} {value}", f"{one.year} {value}"]
    return [*years, "Change", "Target", "N", "Points", "Points possible", "Rating", "Reason"]


def _head(organizations: Organizations, place: Place, number: int, group: str) -> list[Cell]:
    district_code, district, school = named(organizations, place)
    kind = {"state": "State", "district": "District", "school": "School"}[place.level]
    return [f"{place.code}{number + 1:02d}", district_code, place.code, district, school, kind, GROUP_WORDS[group]]


def _cells(scored: Scored, spans: tuple[str, ...], index: int, group: int) -> list[Cell]:
    """Every indicator and total of one organization and group; all None where nobody is counted."""
    cells: list[Cell] = []
    for span in spans:
        for (of_span, name), one in scored.indicators.items():
            if of_span == span:
                cells += _indicator(name, one, index, group)
        cells += _totals(scored.columns[span], scored, span, index, group)
    return cells


def _indicator(name: str, one: ScoredIndicator, index: int, group: int) -> list[Cell]:
    """N is printed where anyone is counted; the rest from 20 students on."""
    students, points = int(one.students[index, group]), int(one.points[index, group])
    current, prior = int(one.current[index, group]), int(one.prior[index, group])
    is_scored = points != NOT_SCORED
    said: list[Cell] = [points, POSSIBLE, rating(name, points), reason(name, points)] if is_scored else [None] * 4
    if INDICATORS[name].category == "growth":
        return [printed(current), students or None, *said]
    change = int(one.change[index, group]) / 10 if current != NOT_SCORED and prior != NOT_SCORED else None
    target = printed(int(one.target[index, group]))
    return [printed(prior), printed(current), change, target, students or None, *said]


def _totals(column: Column, scored: Scored, span: str, index: int, group: int) -> list[Cell]:
    """The column added up, with its weights; the weight of the span stands with all students."""
    if column.pct[index, group] == NOT_SCORED:
        return [None] * (len(_TOTALS) + len(_CATEGORY_WORDS))
    weights: list[Cell] = [weight / 10 or None for weight in column.weights[index, group].tolist()]
    share = int(scored.span_weights[index, GRADESPANS.index(span)]) if group == ALL else None
    totals = (column.earned, column.possible, column.pct)
    return [*(int(array[index, group]) / 10 for array in totals), share, *weights]
