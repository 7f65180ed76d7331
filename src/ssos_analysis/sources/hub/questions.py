"""What the hub is asked of one dataset: what it looks like, how many rows there are, and the rows of one page."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ssos_analysis.errors import HubError
from ssos_analysis.sources.hub.catalogue import HubDataset
from ssos_analysis.sources.hub.client import Answer, HubClient
from ssos_analysis.sources.layouts import header_key

_AS_THEY_STAND = "$:=(),'*"  # characters of a query that the hub reads; one client had trouble with an encoded `$`


@dataclass(frozen=True)
class View:
    """A dataset as /api/views/<id>.json describes it.

    Attributes
    ----------
    updated_at : when its rows were last changed, in seconds of 1970.
    columns : name a record uses -> the hub's type of it. System columns (`:id`) are not among them.
    """

    title: str
    updated_at: int
    columns: dict[str, str]

    def year_column(self, dataset: HubDataset) -> str | None:
        """The column of the school year, by the name it has here."""
        present = {header_key(name): name for name in self.columns}
        return next((present[key] for name in dataset.year_names if (key := header_key(name)) in present), None)


def ask_view(client: HubClient, dataset: str) -> View:
    """The description of a dataset.

    Raises
    ------
    HubError
        There is no such dataset, or the answer is no description.
    """
    path = f"/api/views/{dataset}.json"
    content = client.get(path).content
    try:
        columns = {
            str(one["fieldName"]): str(one.get("dataTypeName", ""))
            for one in content["columns"]
            if not str(one["fieldName"]).startswith(":")
        }
        return View(str(content["name"]), int(content["rowsUpdatedAt"]), columns)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise HubError(
            "the answer does not describe a dataset: name, columns and rowsUpdatedAt are looked for",
            where=path,
            mend="see whether the host is the state's hub (--host), and whether the dataset still is a table",
        ) from None


def where_of(view: View, dataset: HubDataset, years: Sequence[int]) -> str:
    """The condition for some spring years, as `$where` takes it; empty for all years.

    Raises
    ------
    HubError
        The dataset has no column of school years.
    """
    if not years:
        return ""
    column = view.year_column(dataset)
    if column is None:
        raise HubError(
            "its rows have no school year, so that years cannot be asked for", where=dataset.id, mend="leave out --years for it"
        )
    is_text = view.columns[column] in ("", "text")
    listed = ",".join(f"'{year}'" if is_text else str(year) for year in years)
    return f"{column} in({listed})"


def ask_count(client: HubClient, dataset: str, where: str) -> int:
    """How many rows the hub counts.

    Raises
    ------
    HubError
        The answer is no count.
    """
    path = f"/resource/{dataset}.json"
    content = client.get(path, query({"$select": "count(*)", "$where": where})).content
    try:
        ((number,),) = [list(record.values()) for record in content]
        return int(number)
    except (AttributeError, TypeError, ValueError):
        raise HubError("the hub did not answer with a count of rows", where=path, mend="try again later") from None


def ask_rows(client: HubClient, dataset: str, where: str, *, limit: int, offset: int) -> tuple[Answer, list[dict[str, Any]]]:
    """The rows of one page, in the hub's own order.

    Raises
    ------
    HubError
        The answer is no list of records.
    """
    path = f"/resource/{dataset}.json"
    answer = client.get(path, query({"$order": ":id", "$limit": str(limit), "$offset": str(offset), "$where": where}))
    content = answer.content
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        raise HubError("the hub did not answer with a list of records", where=path, mend="try again later")
    return answer, content


def query(parts: dict[str, str]) -> str:
    """Parameters as text; empty ones are left out. Numbers are plain digits."""
    return "&".join(f"{name}={urllib.parse.quote(value, safe=_AS_THEY_STAND)}" for name, value in parts.items() if value)


def percent_cells(records: Iterable[dict[str, Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """The cells of some columns, for those that any record has."""
    cells: dict[str, list[Any]] = {}
    for record in records:
        for name in names:
            if name in record:
                cells.setdefault(name, []).append(record[name])
    return cells
