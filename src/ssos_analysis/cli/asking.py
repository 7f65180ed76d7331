"""Whom a build is for: real districts from the store, or those of the invented example state, never both in one run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError, StoreError
from ssos_analysis.press.roster import ALL, District, Roster
from ssos_analysis.vocabulary.organizations import EXAMPLE_PREFIXES

if TYPE_CHECKING:
    from ssos_analysis.sources.store import Store

_EXAMPLE_CODE = re.compile(rf"(?:{'|'.join(EXAMPLE_PREFIXES)})\d\d(\d{{4}})?")


@dataclass(frozen=True)
class Asked:
    """The districts of one run, and the state they are of."""

    districts: list[District]
    invented: bool


def roster_of(store: Store) -> Roster:
    """The districts a store holds."""
    held = store.organizations()
    rows = held[held["org_level"] == "district"].astype(object)
    rows = rows.where(rows.notna(), None)
    columns = zip(*(rows[name] for name in ("org_code", "org_name", "students_n", "enrolled_year")), strict=True)
    return Roster(
        District(
            code=code,
            name=name.removesuffix("(District)").strip(),  # the state's mark, which is no part of the name
            students_n=students_n,
            enrolled_year=None if year is None else int(year),
        )
        for code, name, students_n, year in columns
    )


def ask(texts: Sequence[str], *, example: bool, store_path: Path, where: str) -> Asked:
    """Find the districts by what was typed. `example`: the example state, all of it when nothing is typed.

    Raises
    ------
    ParameterError
        A text names no district, or several; real and invented ones are mixed.
    StoreError
        There is no store, or `store_path` is the example state's.
    """
    from ssos_analysis.sources.example import ensure_example

    if example:
        return Asked(roster_of(ensure_example()).choose(texts or [ALL], where=where), invented=True)
    if not texts:
        raise ParameterError(
            "no district was named",
            where="--districts",
            mend="give names, codes, `all`, or --roster FILE; or --example for the invented example state",
        )
    real = _store_or_none(store_path)
    held = roster_of(real) if real else None
    invented = _invented(texts, held)
    if len(invented) == len(texts):
        return Asked(roster_of(ensure_example()).choose(texts, where=where), invented=True)
    if invented:
        raise ParameterError(
            f"{', '.join(invented)}: of the invented example state, which is never built together with real districts",
            where=where,
            mend="build the two in two runs",
        )
    return Asked((held or _no_store(store_path)).choose(texts, where=where), invented=False)


def every_district(*, example: bool, store_path: Path) -> Asked:
    """Each district of a store, with students or without: what a choice by caseload or region is made from."""
    return Asked(roster_of(store_of(invented=example, store_path=store_path)).districts, invented=example)


def store_of(*, invented: bool, store_path: Path) -> Store:
    """The store of a run: the example state's, or that of real data.

    Raises
    ------
    StoreError
        There is no store, or `store_path` is the example state's.
    """
    from ssos_analysis.sources.example import ensure_example

    return ensure_example() if invented else _store_or_none(store_path) or _no_store(store_path)


def ensure_held(*, invented: bool, store_path: Path) -> None:
    """See that the store of a product is there: the example state is made where it is not; real data cannot be."""
    from ssos_analysis.sources.example import ensure_example

    if invented:
        ensure_example()
    elif _store_or_none(store_path) is None:
        _no_store(store_path)


def _no_store(path: Path) -> NoReturn:
    raise StoreError(
        "there is no store of published data yet",
        where=path.name,
        mend="import the files you saved from School and District Profiles (ssos data import FOLDER), "
        "or build the invented example state (ssos briefs build --example)",
    )


def _store_or_none(path: Path) -> Store | None:
    """The store of real data, where there is one."""
    from ssos_analysis.sources.store import Store

    if not (path / "store.json").exists():
        return None
    store = Store.open(path)
    if store.is_invented:
        raise StoreError(
            "this store holds the invented example state",
            where=path.name,
            mend="use --example in place of --store, or give another",
        )
    return store


def _invented(texts: Sequence[str], real: Roster | None) -> list[str]:
    """The texts that are codes of the example state, or names that only it has."""
    from ssos_analysis.sources.store import Store

    path = workspace.example_path() / "store"
    example = roster_of(Store.open(path)) if (path / "store.json").exists() else None
    return [
        text
        for text in texts
        if all(
            _EXAMPLE_CODE.fullmatch(part.strip()) or (example and example.holds(part) and not (real and real.holds(part)))
            for part in (example.parts(text) if example else [text])
        )
    ]
