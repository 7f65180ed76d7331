"""What a store holds: publications, years, student groups, vintages; and what is missing between the first year and the last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from rich.console import Console

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.plain_text import say, say_table
from ssos_analysis.sources.store import Store
from ssos_analysis.sources.year_ranges import missing_years, year_ranges

_LEVELS = ("state", "district", "school")


@dataclass(frozen=True)
class Holding:
    """What the store holds of one publication in one table and one series (grade span, kind of rate, period).

    Attributes
    ----------
    series : the keys that tell it from other series of the publication, such as `grades 03-08`; may be empty.
    years, missing : spring years held, and those between the first and the last that are not.
    groups : student groups, and `group_years` the years each is held for.
    levels : of state, district, school, those with rows.
    vintages : stated dates of the files, oldest first; `unstated` counts the files without one.
    """

    table: str
    publication: str
    title: str
    series: str
    years: tuple[int, ...]
    missing: tuple[int, ...]
    group_years: dict[str, tuple[int, ...]]
    levels: tuple[str, ...]
    rows: int
    files: int
    vintages: tuple[str, ...]
    unstated: int


@dataclass(frozen=True)
class StoreStatus:
    """A store as a whole. `place` is relative to the working folder where it lies below it."""

    place: str
    is_invented: bool
    fingerprint: str
    rows: int
    files: int
    organizations: dict[str, int]
    holdings: tuple[Holding, ...]

    def to_json(self) -> str:
        """The status for machines."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)


def store_status(store: Store) -> StoreStatus:
    """Look through a store; reads its key columns only."""
    uses = {use.source_id: use for use in store.sources()}
    titles = {use.publication: use.publication_title for use in uses.values()}
    holdings = []
    for name, table in TABLES.items():
        keys = [key for key in ("school_year", "student_group", *table.series) if key in table.keys]
        rows = store.table(name, columns=[*keys, "org_level", "publication", "source_id"])
        for values, part in rows.groupby(["publication", *table.series], sort=True):
            words = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in zip(table.series, values[1:], strict=True))
            vintages = [uses[source_id].vintage for source_id in part["source_id"].unique()]
            holdings.append(_holding(name, str(values[0]), titles, words, part, vintages))
    levels = store.organizations()["org_level"].value_counts()
    return StoreStatus(
        place=_place(store.path),
        is_invented=store.is_invented,
        fingerprint=store.fingerprint(),
        rows=sum(store.rows().values()),
        files=len(uses),
        organizations={level: int(levels.get(level, 0)) for level in _LEVELS},
        holdings=tuple(holdings),
    )


def _holding(
    table: str, publication: str, titles: dict[str, str], series: str, rows: pd.DataFrame, vintages: list[str]
) -> Holding:
    """One series from its rows."""
    years = _years(rows["school_year"])
    has_groups = "student_group" in rows
    groups = {str(group): _years(held) for group, held in rows.groupby("student_group")["school_year"]} if has_groups else {}
    present = set(rows["org_level"].unique())
    return Holding(
        table=table,
        publication=publication,
        title=titles.get(publication, publication),
        series=series,
        years=years,
        missing=tuple(missing_years(years)),
        group_years=groups,
        levels=tuple(level for level in _LEVELS if level in present),
        rows=len(rows),
        files=len(vintages),
        vintages=tuple(sorted({vintage for vintage in vintages if vintage})),
        unstated=vintages.count(""),
    )


def _years(values: Iterable[int]) -> tuple[int, ...]:
    """Distinct years, in order."""
    return tuple(sorted({int(year) for year in values}))


def _place(path: Path) -> str:
    """A folder as told to a person: below the working folder, relative to it; elsewhere, its own name only."""
    folder = path.resolve()
    here = Path.cwd().resolve()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else folder.name


def print_status(status: StoreStatus, console: Console) -> None:
    """The status for people."""
    kind = "the INVENTED example state: no figure in it is real" if status.is_invented else "published data of real districts"
    counts = ", ".join(f"{number:,} {_plural(level)}" for level, number in status.organizations.items() if level != "state")
    say(console, f"Store {status.place}: {kind}")
    say(console, f"{status.rows:,} rows of {status.files} files; {counts}; fingerprint {status.fingerprint[:12]}")
    if not status.holdings:
        say(console, "It holds no rows yet: import files with `ssos data import FOLDER`")
        return
    headings = ("files", "rows", "groups", "spring years", "missing", "levels", "vintage", "series")
    by_publication: dict[tuple[str, str], list[Holding]] = {}
    for one in status.holdings:
        by_publication.setdefault((one.title, one.table), []).append(one)
    for (title, table), holdings in by_publication.items():
        say(console, f"\n{title} (table {table})")
        say_table(console, headings, [_cells(one) for one in holdings], numbers=headings[:3])
        for one in holdings:
            _say_uneven_groups(one, console)


def _cells(one: Holding) -> tuple[str, ...]:
    """One series as a line of the table."""
    return (
        str(one.files),
        f"{one.rows:,}",
        str(len(one.group_years) or ""),
        year_ranges(one.years),
        year_ranges(one.missing) or "none",
        ", ".join(one.levels),
        _vintage(one),
        one.series,
    )


def _say_uneven_groups(one: Holding, console: Console) -> None:
    """Which groups are held for fewer years than the series; those of the same years in one sentence."""
    by_years: dict[tuple[int, ...], list[str]] = {}
    for group, years in one.group_years.items():
        if years != one.years:
            by_years.setdefault(years, []).append(group)
    series = f"{one.series}: " if one.series else ""
    for years, groups in by_years.items():
        say(console, f"    {series}only {year_ranges(years)} for {', '.join(groups)}")


def _vintage(one: Holding) -> str:
    """`2023-01-12 to 2024-02-01 (1 file undated)`."""
    dates = " to ".join(dict.fromkeys([one.vintages[0], one.vintages[-1]])) if one.vintages else ""
    undated = f"{one.unstated} undated" if one.unstated else ""
    return f"{dates} ({undated})" if dates and undated else dates or undated


def _plural(level: str) -> str:
    return {"district": "districts", "school": "schools"}[level]
