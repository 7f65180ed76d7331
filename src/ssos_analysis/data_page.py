"""The data report as a page and as CSV files beside it, for those who keep the store."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from ssos_analysis.errors import PressError
from ssos_analysis.presentation.markup import Cell, DataTable, csv_text, table_html
from ssos_analysis.press.report_page import ReportSection, render_data_report
from ssos_analysis.sources.data_report import DataReport
from ssos_analysis.sources.data_report.checks import Check
from ssos_analysis.sources.year_ranges import year_ranges
from ssos_analysis.vocabulary.student_groups import GROUPS, group_label

SHOWN_FILES, SHOWN_GROUPS = 120, 400
SHOWN = 25  # rows of a list on the page; the CSV beside it has all of them
PAGE = "index.html"

_FOUND = {
    "org_name": "Organization", "school_year": "Year", "student_group": "Group", "keys": "Of", "what": "What is compared",
    "figure": "Figure", "beside": "Beside it", "difference": "Difference",
}  # fmt: skip
_RESTATED = {
    "org_name": "Organization", "school_year": "Year", "student_group": "Group", "column": "Value", "before": "Before",
    "after": "After", "older_file": "Older file", "newer_file": "Newer file",
}  # fmt: skip
_CHANGES = {"org_name": "Organization", "school_year": "Year", "what": "What", "students_n": "Students", "evidence": "Read off"}


def write_data_report(report: DataReport, folder: Path) -> Path:
    """The page and its tables, each file in place at once; the page last. Returns the page's path.

    Raises
    ------
    PressError
        The folder cannot be written, or the page has a fault.
    """
    page = data_report_page(report)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in report.tables().items():
            cells = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
            _put(folder / f"{name}.csv", "\ufeff" + csv_text(list(frame.columns), cells))
        return _put(folder / PAGE, page)
    except OSError as error:
        raise PressError(
            f"the report cannot be written: {error.strerror}",
            where=folder.name,
            mend="free space or name another folder with --to",
        ) from None


def _put(path: Path, text: str) -> Path:
    """A file in one step, so that a reader sees the old one or the new one."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def data_report_page(report: DataReport) -> str:
    """The report as one self-contained, accessible HTML document."""
    status = report.status
    districts, schools = status.organizations.get("district", 0), status.organizations.get("school", 0)
    refused = report.files[report.files["outcome"] == "refused"]
    lead = (
        f"{status.rows:,} rows of {status.files:,} files about {districts:,} districts and {schools:,} schools; {len(refused):,} "
        "files were refused. What follows is for those who keep the store: a difference is a question, not yet a fault."
    )
    sections = [
        _first(report), _coverage(report), _groups(report), _files(report), *map(_check, report.checks), _restated(report),
        _organizations(report),
    ]  # fmt: skip
    return render_data_report(lead, sections, invented=status.is_invented, fingerprint=status.fingerprint[:12])


def _first(report: DataReport) -> ReportSection:
    """Which checks found something."""
    rows = [[Cell(one.title), _count(one.compared), _count(one.agreeing), _count(one.differing)] for one in report.checks]
    table = DataTable("table-checks", "Cross-checks of the store", ["Question", "Compared", "Agree", "Differ"], rows)
    regions = ", ".join(f"{name}: {number:,}" for name, number in report.regions.items())
    return ReportSection(
        "checks",
        "What to look at",
        [f"Districts by region of the office's register: {regions}."],
        table_html(table),
        "checks.csv",
    )


def _coverage(report: DataReport) -> ReportSection:
    """Publications and years."""
    rows = []
    for one in report.status.holdings:
        vintage = " to ".join(dict.fromkeys([one.vintages[0], one.vintages[-1]])) if one.vintages else "not stated"
        cells = (
            one.title,
            one.series,
            ", ".join(one.levels),
            year_ranges(one.years),
            year_ranges(one.missing) or "none",
            vintage,
        )
        rows.append([*map(_words, cells), _count(len(one.group_years)), _count(one.rows), _count(one.files)])
    heads = ["Publication", "Series", "Levels", "Spring years", "Missing between", "Saved", "Groups", "Rows", "Files"]
    table = DataTable("table-coverage", "Publications held, by series", heads, rows)
    words = [
        "A spring year names its school year: 2024 is 2023-24. Years are missing only between the first and the last one held."
    ]
    return ReportSection("coverage", "Publications and years", words, table_html(table), "coverage.csv")


def _groups(report: DataReport) -> ReportSection:
    """Student groups and their years, where a publication has groups."""
    with_groups = report.coverage[report.coverage["student_group"] != ""]
    rows = []
    for (publication, series), part in with_groups.groupby(["publication", "series"], sort=True):
        all_years = sorted(set(part["school_year"]))
        for group in sorted(set(part["student_group"]), key=lambda name: list(GROUPS).index(name) if name in GROUPS else 99):
            own = part[part["student_group"] == group]
            years = sorted(set(own["school_year"]))
            missing = [year for year in all_years if year not in years]
            reported = own["figures"].sum() / max(1, own["cells"].sum())
            spans = (year_ranges(years), year_ranges(missing) or "none")
            rows.append(
                [
                    Cell(f"{publication} {series}".strip()),
                    Cell(_label(group)),
                    *map(Cell, spans),
                    Cell(f"{reported:.0%}", 100 * reported),
                ]
            )
    heads = ["Publication", "Student group", "Spring years", "Missing of the series", "Cells with a figure"]
    shown, more = rows[:SHOWN_GROUPS], len(rows) - SHOWN_GROUPS
    table = DataTable("table-groups", "Student groups held, by publication and series", heads, shown)
    words = ["The other cells are suppressed, not reported, or of columns that this report does not have."]
    words += [f"{more:,} more rows are in the CSV."] if more > 0 else []
    return ReportSection("groups", "Student groups", words, table_html(table), "coverage.csv")


def _files(report: DataReport) -> ReportSection:
    """What was not read, and why."""
    frame = report.files
    counts = frame["outcome"].value_counts()
    words = [
        "; ".join(f"{outcome}: {number:,}" for outcome, number in counts.items())
        + ". The CSV lists every file with what it was taken to be about."
    ]
    refused = frame[frame["outcome"] != "read"]
    rows = [
        [_words(row[column]) for column in ("file", "outcome", "reason", "where", "to_do")]
        for row in refused.head(SHOWN_FILES).to_dict("records")
    ]
    if len(refused) > SHOWN_FILES:
        words.append(f"The first {SHOWN_FILES} of {len(refused):,} files that were not read:")
    table = DataTable("table-files", "Files that were not read", ["File", "Outcome", "Why", "Where in it", "To do"], rows)
    return ReportSection("files", "Files read and refused", words, table_html(table) if rows else "", "files.csv")


def _check(check: Check) -> ReportSection:
    """One cross-check."""
    said = f"{check.agreeing:,} of {check.compared:,} agree." if check.compared else "The store holds nothing to compare."
    words = [check.meaning, said, *_how_many(check.found)]
    return ReportSection(
        _anchor(check.id), check.title, words, _listed(check.found, _FOUND, check.id, check.title), f"{check.id}.csv"
    )


def _restated(report: DataReport) -> ReportSection:
    """Values that a newer vintage changed."""
    words = [
        "The state corrects earlier figures. Each value here stands in the store as the newer file has it.",
        *_how_many(report.restated),
    ]
    if report.restated.empty:
        words = ["No file of the store restates a value of another one."]
    table = _listed(report.restated, _RESTATED, "restated", "Values restated by a newer file")
    return ReportSection("restated", "Which figures were restated?", words, table, "restated.csv")


def _organizations(report: DataReport) -> ReportSection:
    """Openings, closings and possible joinings of districts."""
    districts = report.changes[report.changes["org_level"] == "district"]
    missing = [entry for entry in districts["entry"] if entry]
    words = [
        "Read off the enrollment reports and the directory. Who took in whom is in no file: what is named here shares a school, "
        "or a word of its name, with a district that ended. That is left to you to confirm.",
        f"{len(missing):,} of them have no break in params/series_breaks.yml; the CSV has the entry to add, in its last column.",
        *_how_many(districts),
    ]  # fmt: skip
    table = _listed(districts, _CHANGES, "organization-changes", "Districts that opened, closed or may have taken in others")
    return ReportSection("organizations", "Which districts opened, closed or joined?", words, table, "organization_changes.csv")


def _how_many(found: pd.DataFrame) -> list[str]:
    """A word on rows that the page leaves to the CSV."""
    return [f"The first {SHOWN} of {len(found):,}; the CSV has all of them."] if len(found) > SHOWN else []


def _listed(found: pd.DataFrame, columns: dict[str, str], name: str, caption: str) -> str:
    """The first rows of a list as a table; nothing where there are none."""
    if found.empty:
        return ""
    rows = [[_cell(row[column], column) for column in columns] for row in found.head(SHOWN).to_dict("records")]
    return table_html(DataTable(f"table-{_anchor(name)}", caption, list(columns.values()), rows))


def _cell(value: object, column: str) -> Cell:
    """A value as a page shows it: years and words as they stand, numbers with separators."""
    if value is None or value != value or value == "":
        return Cell("none", is_word=True)
    if column == "student_group":
        return Cell(" = ".join(_label(part) for part in str(value).split(" = ")))
    if isinstance(value, (int, float)) and column != "school_year":
        return Cell(f"{value:,.10g}", float(value))
    return Cell(str(value))


def _words(text: str) -> Cell:
    """Words as they stand, or that there are none: a reader is never left with an empty cell."""
    return Cell(text) if text else Cell("none", is_word=True)


def _label(group: str) -> str:
    """A student group in print."""
    return group_label(group) if group in GROUPS else group


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", float(number))


def _anchor(name: str) -> str:
    return name.replace("_", "-")
