"""The caseload as a page and as CSV files: who requires assistance, why, who entered and left, and who is near a line."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd

from ssos_analysis import parameters
from ssos_analysis.accountability.caseload import Caseload
from ssos_analysis.accountability.near_lines import open_lines
from ssos_analysis.accountability.rules import RuleBook, rule_book
from ssos_analysis.accountability.why_flagged import TOLD_AS
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.disclosure.release import release
from ssos_analysis.errors import PressError
from ssos_analysis.presentation.markup import Cell, DataTable, csv_text, table_html
from ssos_analysis.press.report_page import ReportSection, render_data_report
from ssos_analysis.provenance import RunRecord
from ssos_analysis.sources.regions import RegionRegister, region_words
from ssos_analysis.sources.store import Store

PAGE = "index.html"
_TITLE = "The caseload"
_SCHOOL_COLUMNS = {
    "org_code": "School code", "org_name": "School", "district_code": "District code", "district_name": "District",
    "region": "Region", "percentile": "Accountability percentile", "reason_lines": "Flagged for", "reason": "What is known of it",
    "is_printed": "Reason printed by the state", "ends": "What would end it", "since": "Flagged since",
    "change": "Since the determination before",
}  # fmt: skip
_DISTRICT_COLUMNS = {
    "org_code": "District code", "org_name": "District", "region": "Region", "is_flagged": "Flagged itself",
    "reason_lines": "District flagged for", "reason": "What is known of it",
    "ends": "What would end it", "since": "Flagged since", "schools_n": "Flagged schools",
    "school_reasons": "Its schools are flagged for", "schools": "Names of the schools",
}  # fmt: skip
_NEAR_COLUMNS = {
    "org_code": "Code", "org_name": "Organization", "org_level": "Level", "line": "Line", "of": "Test",
    "line_at": "Line at", "side": "Side of the line", "flagged": "Flagged by the state", "figure": "Figure",
    "low": "95% interval, low", "high": "95% interval, high", "n": "Students", "figure_year": "Year of the figure",
}  # fmt: skip
_MOVE_COLUMNS = {"org_code": "Code", "org_name": "Organization", "org_level": "Level", "move": "Move", "years": "Between"}


def write_caseload_csv(found: Caseload, register: RegionRegister, path: Path) -> None:
    """One file, a row for each flagged school and for each district that is flagged itself.

    Raises
    ------
    PressError
        The file cannot be written.
    """
    schools = _placed(found.schools, register, "district_code").assign(level="school")
    own = _placed(found.districts[found.districts["is_flagged"]], register, "org_code")
    districts = own.assign(
        level="district", district_code=own["org_code"], district_name=own["org_name"], percentile=float("nan")
    )
    columns = {"level": "Level", **_SCHOOL_COLUMNS}
    rows = pd.concat([frame[list(columns)] for frame in (districts, schools)], ignore_index=True)
    _written(path, _csv(rows, columns))


def write_table(frame: pd.DataFrame, columns: dict[str, str], path: Path) -> None:
    """A frame as CSV, its columns under plain names.

    Raises
    ------
    PressError
        The file cannot be written.
    """
    _written(path, _csv(frame, columns))


def write_caseload_page(found: Caseload, near: pd.DataFrame, register: RegionRegister, store: Store, folder: Path) -> Path:
    """The page and its tables in a folder. Returns the page's path.

    Parameters
    ----------
    near : `near_lines` of the same year; its intervals pass the floors of the accountability family.

    Raises
    ------
    PressError
        The folder cannot be written, or the page has a fault.
    """
    record = RunRecord("caseload", "", "", parameters={}, invented=store.is_invented)
    floor = Floor(n="n", cell=None, hides=("low", "high"))
    shown = release(
        Finding("caseload_near", "accountability", None, near, {"year": str(found.year)}, (floor,), republished=("figure",)),
        parameters.disclosure_policy(),
        record,
    ).table
    districts, schools = _placed(found.districts, register, "org_code"), _placed(found.schools, register, "district_code")
    tables = {
        "districts": (districts, _DISTRICT_COLUMNS), "schools": (schools, _SCHOOL_COLUMNS),
        "moves": (found.moves, _MOVE_COLUMNS), "near_lines": (shown, _NEAR_COLUMNS),
    }  # fmt: skip
    sections = [_districts(districts, found.notes), _schools(schools), _moves(found), _near(shown, rule_book(found.year))]
    page = render_data_report(
        found.headline(), sections, invented=store.is_invented, fingerprint=store.fingerprint()[:12],
        title=f"{_TITLE}, {found.year}", description="Districts and schools that require assistance or intervention, and why.",
    )  # fmt: skip
    for name, (frame, columns) in tables.items():
        _written(folder / f"{name}.csv", _csv(frame, columns))
    return _written(folder / PAGE, page)


def _districts(frame: pd.DataFrame, notes: tuple[str, ...]) -> ReportSection:
    words = [
        *notes,
        "A district is here because it is flagged itself, because one of its schools is, or both; the reasons are kept apart. "
        "A flag directs support; it is no judgement of the people in a school.",
    ]
    rows = []
    for row in frame.to_dict("records"):
        own = row["reason_lines"] if row["is_flagged"] else "not flagged"
        rows.append(
            [Cell(row["org_name"]), Cell(row["region"]), Cell(own), Cell(row["since"] or "-"), _count(row["schools_n"]),
             Cell(row["school_reasons"] or "none"), Cell(row["schools"] or "none")]
        )  # fmt: skip
    heads = ["District", "Region", "Flagged itself for", "Since", "Flagged schools", "Flagged for", "Schools"]
    table = DataTable("table-districts", "Districts of the caseload, with the reasons of each", heads, rows)
    return ReportSection("districts", "Which districts?", words, table_html(table), "districts.csv")


def _schools(frame: pd.DataFrame) -> ReportSection:
    words = [
        "What would end it is the line of the same rule; which other conditions the state sets for leaving is not confirmed.",
    ]
    rows = [
        [Cell(row["org_name"]), Cell(row["district_name"]), Cell(row["reason"]), Cell("yes" if row["is_printed"] else "no"),
         Cell(row["ends"]), Cell(row["since"]), Cell(row["change"])]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    heads = ["School", "District", "Flagged for", "Printed", "What would end it", "Since", "Change"]
    table = DataTable("table-schools", "Flagged schools, with the reasons of each", heads, rows)
    return ReportSection("schools", "Which schools, and why?", words, table_html(table), "schools.csv")


def _moves(found: Caseload) -> ReportSection:
    counts = found.moves["move"].value_counts()
    words = [", ".join(f"{move}: {number}" for move, number in counts.items()) + "." if len(counts) else "None is known."]
    rows = [[Cell(row[name]) for name in ("org_name", "org_level", "move", "years")] for row in found.moves.to_dict("records")]
    table = DataTable("table-moves", "Who entered and who left", ["Organization", "Level", "Move", "Between"], rows)
    return ReportSection("moves", "Who entered, who left?", words, table_html(table) if rows else "", "moves.csv")


def _near(frame: pd.DataFrame, book: RuleBook) -> ReportSection:
    words = [
        "By its rule a line asks for assistance of a percentile at or under it and of a rate under it. Whom the state flagged, "
        "for whichever reason, stands in a column of its own: a side of the line does not tell it. "
        f"{open_lines(frame, book)}".strip(),
        "A rate is listed when its "
        "95 percent interval (Wilson) holds the line, so that chance alone could have put it on the other side; a percentile is "
        "a rank and has no interval: those three ranks on either side are listed. An interval of fewer than 20 students is not "
        "shown.",
    ]
    rows = [
        [Cell(row["org_name"]), Cell(row["org_level"]), Cell(", ".join(filter(None, (TOLD_AS[row["line"]], row["of"])))),
         Cell(f"{row['line_at']:.{0 if row['line'] == 'percentile' else 1}f}", float(row["line_at"])),
         Cell(row["side"]), Cell(row["flagged"]),
         Cell(f"{row['figure']:.{0 if row['line'] == 'percentile' else 1}f}", float(row["figure"])), _interval(row),
         Cell(str(row["figure_year"]))]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    heads = [
        "Organization",
        "Level",
        "Line",
        "Line at",
        "Side of the line",
        "Flagged by the state",
        "Figure",
        "95% interval",
        "Year",
    ]
    table = DataTable("table-near", "Near a line, on either side", heads, rows)
    return ReportSection("near", "Who is near a line?", words, table_html(table) if rows else "", "near_lines.csv")


def _interval(row: dict[Hashable, Any]) -> Cell:
    low, high = float(row["low"]), float(row["high"])
    if low != low:
        return Cell("none", is_word=True)
    return Cell(f"{low:.1f} to {high:.1f}")


def _placed(frame: pd.DataFrame, register: RegionRegister, code: str) -> pd.DataFrame:
    return frame.assign(region=[region_words(register, one) for one in frame[code]])


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", float(number))


def _csv(frame: pd.DataFrame, columns: dict[str, str]) -> str:
    cells = frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None).to_numpy().tolist()
    return "\ufeff" + csv_text(list(columns.values()), cells)


def _written(path: Path, text: str) -> Path:
    """A file in one step, so that a reader sees the old one or the new one."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise PressError(
            f"the caseload cannot be written: {error.strerror}", where=path.name, mend="free space, or name another place"
        ) from None
    return path
