"""Executed notebooks made by hand, in the fragments a brief's cells display. Read by tests/press and tests/browser."""

from __future__ import annotations

import base64
import csv
import io
from html import escape
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ssos_analysis.press.known import KnownDistrict
from ssos_analysis.press.rendering import BriefLink, DistrictEntry, Page
from ssos_analysis.provenance import Hidden, RunRecord, SourceUse

CODE = "99010000"
HOSTILE = '<script>alert(1)</script> O\'Brien & "Söns" $x$ ‮gnihsif‬ [a](javascript:alert(2)) </style>'
LINKS = (
    BriefLink("district_at_a_glance", "At a glance", "district_at_a_glance.html", "How is the district doing?"),
    BriefLink("achievement_and_growth", "Achievement and growth", "achievement_and_growth.html", "Who is learning how much?"),
    BriefLink("chronic_absenteeism", "Chronic absenteeism", "chronic_absenteeism.html", "Who is missing school?"),
    BriefLink("graduation_and_completion", "Graduation", "", "Who finishes?", "Not built: the last cell did not run."),
)
GROUPS = ("High needs", "Low income", "English learners", "Students with disabilities", "Black", "Hispanic or Latino", "White")


def page(name: str = "Port Hollis", *, code: str = CODE, invented: bool = True, current: str = "chronic_absenteeism") -> Page:
    return Page("Chronic absenteeism", name, code, invented, LINKS, current)


def entries(count: int = 12, name: str = "Port Hollis") -> list[DistrictEntry]:
    """Districts of an index, one of them without any brief."""
    made = [
        DistrictEntry(
            f"{9901 + number:04d}0000",
            f"{name} {number + 1}" if number else name,
            f"{9901 + number:04d}0000-port-hollis",
            "Complete" if number % 5 else "3 of 4 briefs",
            LINKS,
            ("chronic_absenteeism-by-group.csv", "chronic_absenteeism-over-years.csv"),
            KnownDistrict(
                grades="PK-12", span="K to 12" if number % 3 else "Vocational", assistance="Not flagged", region="Coast"
            ),
            "no change",
        )
        for number in range(count - 1)
    ]
    return [*made, DistrictEntry("99990000", "Étang-du-Nord", "99990000-etang-du-nord", "No brief", ())]


def notebook(name: str = "Port Hollis", *, code: str = CODE, invented: bool = True, rows: int = 7, hidden: bool = False,
             sections: int = 3, with_svg: str = "") -> NotebookNode:  # fmt: skip
    """A finished notebook: heading, freshness, main points, `sections` of a chart and prose, a long table, the record.

    `hidden` shows the words for a hidden figure in most cells, as for a very small district. `with_svg` replaces the charts.
    """
    about = {
        "title": "Chronic absenteeism", "question": "Who is missing school?", "district_code": code, "district_name": name,
        "school_year_label": "2024-25", "invented": invented,
        "description": "How many students miss a tenth of the year, by student group.",
    }  # fmt: skip
    cells = [
        new_code_cell("from ssos_analysis.brief import open_brief", execution_count=1, outputs=[
            new_output("stream", name="stderr", text="/home/someone/lib.py: FutureWarning: old"),
            new_output("stream", name="stdout", text="printed by accident"),
        ]),
        _shown("heading", _heading(name, code), **about),
        _shown("prose", _points(name, hidden)),
    ]  # fmt: skip
    for number in range(sections):
        cells.append(new_markdown_cell(
            f"## Which groups miss the most school?{'' if number == 0 else f' Part {number + 1}'}\n\nEach bar is a group of "
            "students. A gap is a group’s rate minus the rate of *all other students*; it cannot say **why** students are "
            "absent. The state’s [definition](https://www.doe.mass.edu/infoservices/data/) counts any reason."
        ))  # fmt: skip
        cells.append(_shown("figure", _figure(f"fig-gaps-{number}", name, hidden, with_svg or _svg(GROUPS)), csv_name="gaps.csv"))
        cells.append(_shown("prose", f"<p>In {escape(name)}, 29.4 percent were absent for a tenth of the year.</p>"
                            '<p class="caution">The state publishes no count here, so none is drawn.</p>'))  # fmt: skip
    cells.append(new_markdown_cell("## Every school\n\nSchools with too few students are named without a figure."))
    caption = f"Chronic absenteeism of each school in {name}, 2024-25"
    columns = ("School", "Students", "Rate (%)", "Change (pp)", "Grades", "Note")
    schools = [
        (f"{name} School {n + 1}", 410 + 7 * n, None if hidden and n % 3 else 12.5 + n, 1.5 - n, "PK-08", "as published")
        for n in range(rows)
    ]
    table = _table("tbl-schools", caption, columns, schools)
    cells.append(_shown("table", table + _download("schools.csv", table), id="tbl-schools", csv_name="schools.csv"))
    cells.append(_shown("sources", "<p>Sources</p>", record=record(name, code=code, invented=invented, hidden=hidden).to_json()))
    made = new_notebook(cells=cells)
    nbformat.validate(made)
    return made


def record(name: str, *, code: str = CODE, invented: bool = True, hidden: bool = False, files: int = 9) -> RunRecord:
    uses = [
        SourceUse(
            f"{number:012x}", f"{number:064x}", f"attendance {number}.xlsx", "Sheet1", "attendance", "Student Attendance Report",
            f"{2017 + number} Attendance Report (District) End of Year", "" if number % 2 else "2025-09-14", "sheet",
            {"school_year": f"{2017 + number} (title)"},
        )
        for number in range(files)
    ]  # fmt: skip
    floors = [
        {
            "publication_family": "attendance",
            "least_n": 10,
            "least_cell_n": 0,
            "since": "2019",
            "source": "DESE, 2019",
            "confirmed": "no",
        }
    ]
    return RunRecord(
        "chronic_absenteeism", code, name, {"district_code": code, "school_year": None, "reference_group": "all_other_students"},
        invented, uses, floors, [Hidden("Gaps by student group", 4, "fewer than 10 students")] if hidden else [], 312, 0,
        {"ssos_analysis": "0.1.0 (commit 1a2b3c4)", "python": "3.11.7"},
    )  # fmt: skip


def _shown(kind: str, html: str, **about: Any) -> NotebookNode:
    output = new_output("display_data", {"text/html": html, "text/plain": kind}, metadata={"ssos": {"kind": kind, **about}})
    return new_code_cell(f"show.{kind}()", execution_count=1, outputs=[output])


def _heading(name: str, code: str) -> str:
    return (
        f'<header class="brief-heading"><p class="place">{escape(name)} · {code}</p><h1>Who is missing school?</h1>'
        '<p class="lead">How many students miss a tenth of the school year, and for which groups it happens most.</p></header>'
    )


def _points(name: str, hidden: bool) -> str:
    first = "The group is too small to show a figure." if hidden else "29.4 percent were chronically absent in 2024-25."
    return (
        '<ul class="freshness"><li>Attendance: school year 2024-25</li>'
        '<li>Graduation: <span class="age-old">2021-22, over two years old</span></li></ul>'
        f'<section class="main-points"><h2>Main points</h2><ul><li>{first}</li>'
        "<li>That is 8.1 percentage points above the state (21.3 percent).</li>"
        f"<li>In {escape(name)}, English learners missed more than all other students: 11.2 points.</li></ul></section>"
    )


def _figure(figure_id: str, name: str, hidden: bool, svg: str) -> str:
    rows = [(group, 120 + 31 * n, None if hidden else 21.5 + n, round(8.1 - n, 1)) for n, group in enumerate(GROUPS)]
    rows[-1] = (name, *rows[-1][1:])
    columns = ("Student group", "Students", "Rate (%)", "Gap (pp)")
    table = _table(f"{figure_id}-table", "Chronic absenteeism by student group, 2024-25", columns, rows)
    image = base64.b64encode(svg.encode()).decode()
    alt = f"Bar chart of seven groups in {name[:120]}; High needs highest at 29.5 percent, White lowest at 23.5"
    return (
        f'<figure class="chart" id="{figure_id}"><figcaption>'
        f"<h3>High needs students missed more school than all other students in {escape(name)}</h3>"
        '<p class="subtitle">Students absent at least 10 percent of their days, percent of each group, 2024-25</p></figcaption>'
        f'<img src="data:image/svg+xml;base64,{image}" alt="{escape(alt)}" width="432" height="300">'
        '<p class="note">Lines show 95 percent intervals. Compare with: <em>Student Attendance Report</em>.</p>'
        f'<details class="chart-data"><summary>Table of this chart</summary>{table}</details>'
        f"{_download('gaps.csv', table)}</figure>"
    )


def _table(table_id: str, caption: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "".join(f'<tr><th scope="row">{escape(str(row[0]))}</th>{"".join(map(_cell, row[1:]))}</tr>' for row in rows)
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-labelledby="{table_id}-caption">'
        f'<table class="data" id="{table_id}"><caption id="{table_id}-caption">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        '<p class="table-note">Percent of students enrolled at least 20 days.</p>'
    )


def _cell(value: Any) -> str:
    if value is None:
        return '<td class="hidden-cell">not shown: fewer than 10 students</td>'
    if isinstance(value, str):
        return f"<td>{escape(value)}</td>"
    return f'<td class="num" data-v="{value:g}">{value:,}</td>'


def _download(name: str, text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["group", "rate"], [text[:20], "29.4"]])
    data = base64.b64encode(out.getvalue().encode()).decode()
    return f'<p class="downloads"><a download="{name}" href="data:text/csv;base64,{data}">Download these numbers (CSV)</a></p>'


def _svg(groups: tuple[str, ...]) -> str:
    """A bar chart as presentation/ draws it: real text of 11 units in a drawing 324 units wide, shown 432 px wide."""
    font = 'style="font: 11px system-ui, sans-serif" fill="#222222"'
    bars = "".join(
        f'<text x="140" y="{26 + 28 * n}" text-anchor="end" {font}>{escape(group)}</text>'
        f'<rect x="146" y="{14 + 28 * n}" width="{138 - 9 * n}" height="16" fill="#12436D"/>'
        f'<text x="{290 - 9 * n}" y="{26 + 28 * n}" {font}>{29.5 - n}</text>'
        for n, group in enumerate(groups)
    )
    size = 'width="324pt" height="225pt" viewBox="0 0 324 225"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} version="1.1">{bars}</svg>'
