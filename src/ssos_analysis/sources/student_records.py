"""Files about single students, which must never be read: told by their headings or by their columns, before anything else is.

This project reads what the state publishes of districts and schools. Whoever gives it a file of students by mistake gets a
refusal that repeats nothing of the file: no heading, no title, no cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.bounds import refused
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.grids import Grid, Row

_HEADING_ROWS = 25
_ROWS_LOOKED_AT = 100
_LEAST_ROWS = 2
_LONGEST_HEADING = 60  # characters; what is longer is a note about students, not a heading of theirs

# Of whom a name, a phone or an address is that is no student's: the state's directory has a `Contact Name`.
_OTHERS = re.compile(r"\b(district|school|org|organi[sz]ation|contact|superintendent|principal|agency|town|city|county)\b")
_PERSON = "(student|pupil|child|learner|stu)(s|'s| s)?"
_KIN = r"(parent|guardian|mother|father)s?( s)?( \d)?"
_REACHED_BY = "(street|address|e ?mail|phone|telephone|cell)"
_IDS = (
    ("a student id", rf"\b([sl]asid|{_PERSON} ?(id|identifier|number|no|num|nbr|code|key))\b|^(state|local) id$"),
    ("a social security number", r"\b(ssn|social security)\b"),
    ("a date of birth", r"\b(dob|d o b|birth ?(date|day|dt|month|year)s?|(date|day|year)s? of birth)\b"),
)
_NAMES = (
    ("a student's name", rf"\b{_PERSON} ?(full |legal )?(name|first|last|surname)\b"),
    ("a person's name", r"\b(first|last|middle|given|family|maiden|legal|preferred) ?names?\b|\b(surname|[fl]name|last first)\b"),
    ("a parent or guardian", rf"^guardians?( \d)?$|\b{_KIN} ?(name|{_REACHED_BY})s?\b"),
    ("a student's address or phone", rf"\b(home|mailing|residential|{_PERSON}) ?{_REACHED_BY}\b|\bcell ?phone\b"),
)
_OF_STUDENTS = [(sign, re.compile(pattern)) for sign, pattern in (*_IDS, *_NAMES)]
_OF_ANYBODY = [(sign, re.compile(pattern)) for sign, pattern in _IDS]
_ONE_PERSON = re.compile(rf"^({_PERSON}|name|full name)$")
_OF_A_PERSON = re.compile(r"^(address|e ?mail|phone|telephone|grade|grade level|gender|sex|age|homeroom|race|ethnicity|iep|zip)$")
_ROSTER = re.compile(r"\b(roster|student level|individual students?|list of students)\b")

_SMALL = {*map(str, range(1, 23)), *(f"{n:02d}" for n in range(1, 13)), "pk", "k", "kf", "kp", "kt", "sp"}  # grades and ages
_GRADES = {*_SMALL, "m", "f", "n", "x", "male", "female"}
# the state's ids of students begin with 1; ten digits that begin with 0 are a school's code and the number of a group
_SASID, _SSN, _ORG_CODE = re.compile(r"[1-9]\d{9}"), re.compile(r"\d{3}-\d{2}-\d{4}"), re.compile(r"\d{8}")
_DATE = re.compile(r"(?:\d{1,2}[/-]\d{1,2}[/-])?((?:19|20)\d\d)(?:-\d\d-\d\d(?:[ T][\d:.]+)?)?|\d{1,2}/\d{1,2}/(\d\d)")


def refuse_student_records(grid: Grid, path: Path) -> None:
    """Refuse a file with rows of single students, on any of its sheets.

    Raises
    ------
    SourceError
        A sign of student records was found. The sign is named in general words.
    """
    half = _ROWS_LOOKED_AT // 2
    for sheet in (grid, *(Grid("sheet", other.name, other.rows) for other in grid.other_sheets)):
        rows = sheet.some_rows(half, half)
        if sign := _sign_of_headings(rows) or _sign_of_columns(rows):
            raise _refusal(path, sign)


def _refusal(path: Path, sign: str) -> SourceError:
    return refused(
        path,
        f"the file seems to hold records of single students ({sign}); nothing of it was read or kept",
        "give only what the state publishes of districts and schools, and keep this file where student records belong",
    )


def _words(text: str) -> str:
    """A heading as its words: `StudentFirstName`, `student_first_name` and `STUDENT FIRST NAME` are one."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.findall(r"[a-z0-9#%]+", text.lower()))


def _sign_of_headings(rows: list[Row]) -> str:
    """What headings in the first rows tell; empty where they tell nothing."""
    for row in rows[:_HEADING_ROWS]:
        texts = list(_texts(row))
        if _explains(texts):
            continue
        if sign := next(filter(None, map(_sign_of_heading, texts)), ""):
            return sign
        headings = list(map(_words, texts))
        if any(map(_ONE_PERSON.match, headings)) and sum(bool(_OF_A_PERSON.match(heading)) for heading in headings) > 1:
            return "its headings describe a person in each row"
    return ""


def _explains(texts: list[str]) -> bool:
    """Whether a row is a name and its explanation, as in a list of variables, which holds no records."""
    return len(texts) == len(("name", "explanation")) and len(texts[1].split()) > 3


@lru_cache(maxsize=50_000)
def _sign_of_heading(text: str) -> str:
    """What one heading tells of a single student; empty where it tells nothing."""
    heading = _words(text)
    patterns = _OF_ANYBODY if _OTHERS.search(heading) else _OF_STUDENTS
    if sign := next((sign for sign, pattern in patterns if pattern.search(heading)), ""):
        return f"its headings include {sign}"
    return "its title is that of a list of students" if _ROSTER.search(heading) else ""


def _texts(cells: Iterable[Any]) -> Iterator[str]:
    """The short texts of a row; of a record within a record, its field names and texts."""
    for cell in cells:
        if isinstance(cell, dict):
            yield from _texts([*cell, *cell.values()])
        elif isinstance(cell, list):
            yield from _texts(cell[:_LEAST_ROWS])
        elif isinstance(cell, str) and cell.startswith(('{"', "[{")):  # what is nested in the hub's records is kept as its text
            yield from _texts([_content(cell)])
        elif isinstance(cell, str) and len(cell) <= _LONGEST_HEADING:
            yield cell


def _content(text: str) -> Any:
    """What a text of JSON holds; nothing where it is none."""
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(text)
    return None


def _sign_of_columns(rows: list[Row]) -> str:
    """What the cells tell where headings do not: ids or dates of birth, each once, beside grades, ages or genders."""
    width = max(map(len, rows), default=0)
    columns = [[text for row in rows if place < len(row) and (text := _text(row[place]))] for place in range(width)]
    if any(_are(column, _SSN.fullmatch) for column in columns):
        return "a column holds numbers like those of social security"
    if not any(_are(column, lambda text: text.lower() in _GRADES) for column in columns):
        return ""
    codes = {text for column in columns for text in column if _ORG_CODE.fullmatch(text)}
    if any(_are(column, lambda text: _is_student_id(text, codes), distinct=True) for column in columns):
        return "a column holds an id in each row, as a student's is"
    is_of_organizations = any(_are(column, _ORG_CODE.fullmatch, distinct=True) for column in columns)
    if not is_of_organizations and any(_are(column, _is_birth, distinct=True) for column in columns):
        return "a column holds a date in each row, as a date of birth is"
    return ""


def _text(cell: Any) -> str:
    """A cell as text; empty for what is no id and no date by its length or kind."""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dict | list) or (isinstance(cell, str) and len(cell) > _LONGEST_HEADING):
        return ""
    return cell_text(cell)


def _is_student_id(text: str, codes: set[str]) -> bool:
    """Whether a text has the form of a student's id and is not a code of the file with two digits more: the accountability
    workbooks number the groups of a school so."""
    return bool(_SASID.fullmatch(text)) and text[:8] not in codes


def _is_birth(text: str) -> bool:
    """Whether a text is a day on which a student of now can have been born."""
    found = _DATE.fullmatch(text)
    if not found or len(text) < len("1/1/99"):
        return False
    year = int(found[1] or 2000 + int(found[2]))
    return dt.datetime.now(tz=dt.UTC).year - 30 <= year


def _are(texts: list[str], test: Callable[[str], Any], *, distinct: bool = False) -> bool:
    """Whether the cells of a column, below what stands above them, are nearly all of one kind (and nearly all different)."""
    first = next((place for place, text in enumerate(texts[:15]) if test(text)), None)
    below = texts[first:] if first is not None else []
    if len(below) < _LEAST_ROWS or sum(bool(test(text)) for text in below) < 0.8 * len(below):
        return False
    return not distinct or len(set(below)) >= 0.8 * len(below)
