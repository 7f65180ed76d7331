"""The workbook an analyst fills: measures and student groups as lists to choose from, and a sheet that says how."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter

from ssos_analysis.choices import DistrictGoals, Goal
from ssos_analysis.goals import form
from ssos_analysis.measures.registry import MEASURES

ROWS = 40
_HEAD_ROW = 6  # counted from 0
_LAST_ROW = _HEAD_ROW + ROWS
_MADE = dt.datetime(2000, 1, 1)  # not today, so that the same form is the same file
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HELP = (
    "Fill one row for each goal of the district's plan on the sheet “Goals”. Leave the rows you do not need empty.",
    "Measure and student group are chosen from lists; the sheet “Lists” shows each with its unit and its better direction.",
    "A school year is named by its spring: 2024 is 2023-24. You may write either.",
    "Write a percent as 47, not as 0.47. A value under one percent is written with its sign, as text: 0.9%.",
    "The target is on the better side of the baseline: higher for graduation, lower for absence.",
    "The owner is an office, never the name of a person. Write no student's name or number anywhere.",
    "Do not change the district code. When you are done: ssos goals import THIS-FILE.xlsx",
    "If something cannot be read, every fault is told at once with its cell, and nothing is kept until all are mended.",
)


def template_bytes(code: str, name: str, goals: DistrictGoals | None = None) -> bytes:
    """The form of one district as the bytes of an .xlsx file, with the goals it has so far.

    Parameters
    ----------
    code, name : of the district.
    goals : what params/districts/<code>/goals.yml holds, where it is there.

    Returns
    -------
    bytes
        The same for the same values, on any day.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _AS_TEXT) as book:
        book.set_properties({"title": "Goals of a district", "created": _MADE})
        formats = {
            "bold": book.add_format({"bold": True}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        }
        sheet = book.add_worksheet(form.GOALS_SHEET)
        _head(sheet, formats, code, name, goals)
        for number, goal in enumerate(goals.goals if goals else ()):
            _fill(sheet, _HEAD_ROW + 1 + number, goal)
        _help(book, formats)
        _lists(book, formats)
        _choices(sheet)
    return out.getvalue()


def _head(sheet: Any, formats: dict[str, Any], code: str, name: str, goals: DistrictGoals | None) -> None:
    sheet.write_string(0, 0, "A district's own goals", formats["bold"])
    for row, (label, value) in enumerate(
        ((form.DISTRICT, name), (form.CODE, code), (form.PLAN, goals.plan if goals else ""), (form.PLAN_DATE, "")), start=1
    ):
        sheet.write_string(row, 0, label, formats["bold"])
        sheet.write_string(row, 1, value, formats["text"])
    if goals:
        sheet.write_datetime(4, 1, dt.datetime.combine(goals.date, dt.time()), formats["date"])
    else:
        sheet.write_blank(4, 1, None, formats["date"])
    for place, column in enumerate(form.COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(_HEAD_ROW, place, column.heading, formats["head"])
    sheet.freeze_panes(_HEAD_ROW + 1, 1)


def _fill(sheet: Any, row: int, goal: Goal) -> None:
    """One goal; values stand as numbers, all else as text that no spreadsheet takes for a formula."""
    words = {"measure": form.measure_words(MEASURES[goal.measure]) if goal.measure in MEASURES else goal.measure,
             "group": form.group_words(goal.group), "id": goal.title or goal.id}  # fmt: skip
    for place, column in enumerate(form.COLUMNS):
        value = words.get(column.field, getattr(goal, column.field))
        if isinstance(value, str):
            sheet.write_string(row, place, value)
        else:
            sheet.write_number(row, place, value)


def _choices(sheet: Any) -> None:
    """What may be entered, as the spreadsheet program checks it; the import checks all of it again."""
    places = {column.field: place for place, column in enumerate(form.COLUMNS)}
    lists = {"measure": ("A", len(form.offered_measures())), "group": ("F", len(form.offered_groups()))}
    year = {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2060, "ignore_blank": True,
            "error_type": "warning"}  # fmt: skip
    for column in form.COLUMNS:
        rule: dict[str, Any] = {"validate": "any"}
        if column.field in lists:
            letter, count = lists[column.field]
            rule = {"validate": "list", "source": f"={form.LISTS_SHEET}!${letter}$2:${letter}${count + 1}"}
        elif column.field.endswith("_year"):
            rule = dict(year)
        rule |= {"input_title": column.heading, "input_message": column.hint}
        place = places[column.field]
        sheet.data_validation(_HEAD_ROW + 1, place, _LAST_ROW, place, rule)


def _help(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(form.HELP_SHEET)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for row, text in enumerate(_HELP):
        sheet.write_string(row, 0, f"{row + 1}.", formats["wrap"])
        sheet.write_string(row, 1, text, formats["wrap"])
    for row, column in enumerate(form.COLUMNS, start=len(_HELP) + 1):
        sheet.write_string(row, 0, column.heading, formats["bold"])
        sheet.write_string(row, 1, column.hint, formats["wrap"])


def _lists(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(form.LISTS_SHEET)
    sheet.set_column(0, 0, 70)
    sheet.set_column(1, 4, 22)
    sheet.set_column(5, 6, 34)
    for place, heading in enumerate(("Measure", "Id", "Unit", "Better", "", "Student group", "Id")):
        sheet.write_string(0, place, heading, formats["bold"])
    for row, (label, measure) in enumerate(form.offered_measures().items(), start=1):
        for place, text in enumerate((label, measure.id, measure.unit, measure.better)):
            sheet.write_string(row, place, text)
    for row, (label, group) in enumerate(form.offered_groups().items(), start=1):
        sheet.write_string(row, 5, label)
        sheet.write_string(row, 6, group)
