"""Which datasets of the hub are known: those that a layout in params/sources/ reads, found by id, by name, or by table."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ssos_analysis.errors import Faults, ParameterError
from ssos_analysis.sources.layouts import Layout, header_key, layouts

_ID = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")
ALL = "all"


@dataclass(frozen=True)
class HubDataset:
    """One dataset of the hub, and the layout that reads it."""

    id: str
    layout: Layout

    @property
    def title(self) -> str:
        """The state's name of it."""
        return re.sub(r"\s*\(E2C Hub[^)]*\)$", "", self.layout.report)

    @property
    def tables(self) -> list[str]:
        """The tidy tables its records become."""
        return [table.table for table in self.layout.tables]

    @property
    def year_names(self) -> list[str]:
        """The names its school year column may have; none where its rows have no year."""
        return next((key.headers for table in self.layout.tables if (key := table.keys.get("school_year"))), [])


def catalogue() -> dict[str, HubDataset]:
    """Every known dataset by its id, in order of title.

    Raises
    ------
    ParameterError
        Two layouts claim one dataset.
    """
    found: dict[str, HubDataset] = {}
    for layout in layouts():
        if layout.dataset is None:
            continue
        if layout.dataset in found:
            raise ParameterError(
                f"two layouts read the dataset {layout.dataset}: {found[layout.dataset].layout.id} and {layout.id}",
                where="params/sources",
                mend="make one of them: a layout may fill several tables",
            )
        found[layout.dataset] = HubDataset(layout.dataset, layout)
    return dict(sorted(found.items(), key=lambda one: (one[1].title, one[0])))


def choose(texts: Sequence[str]) -> list[HubDataset]:
    """The datasets meant by ids (`i9w6-niyt`), layouts (`e2c_mcas` or `mcas`), tables (`graduation`) or titles; all for none.

    Raises
    ------
    ParameterError
        A text means no dataset; near names are told.
    """
    known = catalogue()
    if not texts or [text.strip().lower() for text in texts] == [ALL]:
        return list(known.values())
    names: dict[str, set[str]] = {}
    for dataset in known.values():
        own = {dataset.id, dataset.layout.id, dataset.layout.id.removeprefix("e2c_"), dataset.title, *dataset.tables}
        for name in own:
            names.setdefault(header_key(name), set()).add(dataset.id)
    faults = Faults()
    chosen: set[str] = set()
    for text in texts:
        key = header_key(text)
        if ids := names.get(key):
            chosen |= ids
            continue
        near = difflib.get_close_matches(key, names, n=3, cutoff=0.5) or [name for name in names if key and key in name][:3]
        what = "a dataset that no layout reads" if _ID.fullmatch(key) else "no dataset we know"
        mend = f"did you mean {' or '.join(near)}?" if near else "see docs/hub.md for the list, or leave --datasets out for all"
        faults.add(f"{text!r} is {what}", where="--datasets", mend=mend)
    faults.raise_if_any(ParameterError)
    return [dataset for dataset in known.values() if dataset.id in chosen]
