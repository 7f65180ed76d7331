"""How a figure, a table or a sentence leaves a notebook cell: one output, with what the press needs beside the HTML."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from IPython.display import display

from ssos_analysis.disclosure.release import Released
from ssos_analysis.errors import DisclosureError
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.markup import DataTable, csv_text, download_html, escape, table_html


def released_only(*shown: object) -> None:
    """Refuse anything that has not passed the door.

    Raises
    ------
    TypeError
        A table, finding or number that was not released.
    """
    for one in shown:
        if not isinstance(one, Released):
            raise TypeError(
                f"presentation shows released findings only, not {type(one).__name__}; pass it through brief.release() first"
            )


def each_released(shown: object) -> None:
    """Refuse a list that holds anything that has not passed the door, and what is no list.

    Raises
    ------
    TypeError
        As `released_only`.
    """
    released_only(*(shown if isinstance(shown, list | tuple) else [shown]))


def show(html: str, text: str, **facts: Any) -> None:
    """Display one fragment; `facts` (kind, id, title, csv_name, csv) travel as output metadata for the press."""
    display({"text/html": html, "text/plain": text}, metadata={"ssos": facts}, raw=True)


def show_prose(html: str, text: str, **facts: Any) -> None:
    """Display sentences."""
    show(html, text, kind="prose", **facts)


def show_table(
    table: DataTable, csv_name: str, columns: list[str], rows: list[list[Any]], *, where: list[str], **facts: Any
) -> None:
    """Display a table with its CSV and where its figures come from."""
    text = csv_text(columns, rows)
    html = f'<div class="table-block">{table_html(replace(table, where_from=where))}{download_html(csv_name, text)}</div>'
    show(html, table.caption, kind="table", id=table.id, title=table.caption, csv_name=csv_name, csv=text, **facts)


def show_chart(
    *, id: str, headline: str, subtitle: str, svg: str, size: tuple[int, int], alt: str, note: str, table: DataTable,
    csv_name: str, csv_columns: list[str], csv_rows: list[list[Any]], where: list[str],
) -> None:  # fmt: skip
    """Display a chart with headline, subtitle, alternative text, note, the table of its numbers, their origin and their CSV.

    Parameters
    ----------
    svg, size : the drawing, and its width and height in CSS pixels.
    csv_columns, csv_rows : headings, and as many cells in each row.
    where : the files and rows behind the numbers (`where_from`).

    Raises
    ------
    DisclosureError
        The alternative text has fewer than 30 or more than 300 characters.
    """
    if not 30 <= len(alt) <= 300:
        raise DisclosureError(f"alternative text of {id} has {len(alt)} characters, not 30 to 300: {alt!r}")
    text = csv_text(csv_columns, csv_rows)
    numbers = table_html(replace(table, where_from=where))
    image = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    html = (
        f'<figure class="chart" id="{id}"><figcaption><h3>{escape(headline)}</h3>'
        f'<p class="subtitle">{escape(subtitle)}</p></figcaption>'
        f'<img src="data:image/svg+xml;base64,{image}" alt="{escape(alt)}" width="{size[0]}" height="{size[1]}">'
        f'<p class="note">{escape(note)}</p>'
        f'<details class="chart-data"><summary>Table of this chart</summary>{numbers}</details>'
        f"{download_html(csv_name, text)}</figure>"
    )
    show(html, f"{headline}\n{alt}", kind="figure", id=id, title=headline, csv_name=csv_name, csv=text)


def csv_of(frame: pd.DataFrame, columns: dict[str, str], measure: Measure | None = None) -> tuple[list[str], list[list[Any]]]:
    """Columns of a released table under plain names, unrounded, for the CSV; its measure first, so that a file that left its
    page still says what it counts, and `ssos trace` finds it."""
    present = {name: label for name, label in columns.items() if name in frame.columns}
    rows = frame[list(present)].astype(object).assign(**_whole(frame, present)).to_numpy().tolist()
    if measure is None:
        return list(present.values()), rows
    return ["measure", *present.values()], [[measure.id, *row] for row in rows]


def _whole(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, pd.Series]:
    """Years and rows of files as whole numbers: a column in which one is missing holds the others as 2024.0."""

    def whole(value: Any) -> Any:
        return int(value) if isinstance(value, float) and value == value else value

    return {
        name: pd.Series([whole(value) for value in frame[name]], index=frame.index, dtype=object)
        for name in names if name.endswith(("year", "source_row"))
    }  # fmt: skip
