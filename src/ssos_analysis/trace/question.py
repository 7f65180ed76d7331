"""Which number is asked about: a row of a brief's download, or a measure, place, group and year."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ssos_analysis.errors import ParameterError
from ssos_analysis.vocabulary.organizations import STATE, district_of, is_code
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, ALL_STUDENTS

HEADING_ROW = 1
MOST_BYTES = 5_000_000
_YEARS = ("school_year", "baseline_year")
"""Heading of the year of a row's figure: that of a proposed goal is its baseline."""
_SPRING_YEAR = re.compile(r"\d{4}(\.0)?")
STUDENT_SHARES = "published_share"  # the heading that only the table of who the students are has


@dataclass(frozen=True)
class Question:
    """One number, or all the numbers of one row.

    Attributes
    ----------
    org_code : district, school or the state, eight characters.
    measure : id of the measure; empty for shares of enrollment.
    group, school_year, period : the row; `school_year` None is the newest comparable year, and of a row of a download that it
        has no figure. An empty `group` is that of the file and row that `printed` names: the download does not say it.
    reference : whom a gap is measured against; empty where no gap is asked about.
    printed : heading -> text of the row that is asked about; empty where the question was typed.
    district_code : the district whose brief has the number; empty where `org_code` tells it.
    """

    org_code: str
    measure: str
    group: str = ALL_STUDENTS
    school_year: int | None = None
    period: str = ""
    reference: str = ""
    printed: Mapping[str, str] = field(default_factory=dict)
    district_code: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row of a download whose numbers are not those of one measure: only the files behind it can be named.

    Attributes
    ----------
    path : the download, beside whose folder its run record lies.
    row : as a spreadsheet counts.
    printed : heading -> text.
    """

    path: Path
    row: int
    printed: Mapping[str, str]


def question_of_csv(path: Path, row: int) -> Question | TableRow:
    """The question that a row of a brief's CSV asks.

    Parameters
    ----------
    path : a file of a brief's `data` folder, or the same saved from its page.
    row : as a spreadsheet numbers them: the headings are row 1, the first figures row 2.

    Raises
    ------
    ParameterError
        The file is not one of ours, or has no such row.
    """
    rows = _rows(path)
    headings = rows[0]
    if not HEADING_ROW < row <= len(rows):
        raise ParameterError(
            f"there is no row {row} of figures", where=path.name, mend=f"rows 2 to {len(rows)} hold figures; row 1 the headings"
        )
    if len(rows[row - 1]) != len(headings):
        what = "the row has not as many cells as the headings"
        raise ParameterError(what, where=f"{path.name}, row {row}", mend="save the CSV again")
    printed = dict(zip(headings, rows[row - 1], strict=True))
    year_heading = next((name for name in _YEARS if name in printed), "")
    needed = {"org_code", "source_id"} | ({"measure"} if STUDENT_SHARES not in printed else set())
    if not year_heading or not needed <= set(printed):
        return TableRow(path, row, printed)
    code = printed["org_code"].strip()
    if not is_code(code):
        raise ParameterError(
            f"{code!r} is not an organization code",
            where=f"{path.name}, row {row}, column 'org_code'",
            mend="a spreadsheet dropped its zeros: use the CSV as the page saves it",
        )
    year = printed[year_heading].strip()
    if year and not _SPRING_YEAR.fullmatch(year):
        raise ParameterError(f"{year!r} is not a spring year", where=f"{path.name}, row {row}", mend="save the CSV again")
    return Question(
        org_code=code,
        measure=printed.get("measure", ""),
        group=printed.get("student_group", ""),
        school_year=spring_year(year) if year else None,
        period=printed.get("period", ""),
        reference=_reference(printed),
        printed=printed,
        district_code=_district(headings, rows),
    )


def spring_year(text: str) -> int:
    """The year of a download; spreadsheets, and pages of earlier versions, write 2024.0."""
    return int(text.strip().removesuffix(".0"))


def _reference(printed: Mapping[str, str]) -> str:
    """Whom the gap of a row is measured against; empty where it has none."""
    if "gap_percentage_points_derived" in printed:
        return printed.get("reference_group", ALL_OTHER_STUDENTS)
    return printed["compared_with"] if printed.get("comparison") == "gap" else ""


def _district(headings: list[str], rows: list[list[str]]) -> str:
    """The district of a download, whose rows may be the state's too; empty where there is none."""
    at = headings.index("org_code")
    codes = [row[at] for row in rows[1:] if len(row) > at]
    return next((district_of(code) for code in codes if is_code(code) and code != STATE), "")


def _rows(path: Path) -> list[list[str]]:
    """All rows of a small CSV."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ParameterError("the file is larger than the data of a page", where=path.name, mend="name a CSV of a brief")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except OSError as error:
        raise ParameterError(f"the file cannot be opened: {error.strerror}", where=path.name, mend="check its name") from None
    except (UnicodeDecodeError, csv.Error):
        raise ParameterError("the file is not CSV", where=path.name, mend="name a CSV of a brief's data folder") from None
    if not rows:
        raise ParameterError("the file is empty", where=path.name, mend="name a CSV of a brief's data folder")
    return rows
