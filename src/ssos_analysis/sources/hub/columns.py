"""The columns of a dataset against those its layout knows: what is missing, its likely new name, and the line that mends it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.layouts import Layout, header_key


@dataclass(frozen=True)
class ColumnUse:
    """One place of a layout that names a column: the names it may have there, and how the place is written in the file.

    `line` holds `{}` where the names stand. Without the names of organizations a dataset can still be read: other publications
    name them.
    """

    names: tuple[str, ...]
    line: str
    is_list: bool = True
    is_needed: bool = True

    def mended(self, name: str) -> str:
        """The line with one more name."""
        return self.line.format(f"[{', '.join([*self.names, name])}]" if self.is_list else name)


@dataclass(frozen=True)
class MissingColumn:
    """A column that a layout reads and the dataset does not have.

    Attributes
    ----------
    name : as the layout knows it.
    nearest : the column of the dataset most like it that nothing else reads; empty where none is like it.
    line : the line of the layout that reads it under that name, too.
    file : the layout's file.
    is_needed : whether the dataset cannot be read without it.
    """

    name: str
    nearest: str
    line: str
    file: str
    is_needed: bool = True

    @property
    def what(self) -> str:
        return f"the column {self.name} is not there" + (f"; {self.nearest} may be its new name" if self.nearest else "")

    @property
    def mend(self) -> str:
        if not self.nearest:
            return f"find its new name on the hub and add it in {self.file}; if the state publishes it no more, take it out there"
        return f"if it is, write in {self.file}: {self.line}"


@dataclass(frozen=True)
class ColumnDifference:
    """What the columns of a dataset and those of its layout do not have in common."""

    missing: tuple[MissingColumn, ...]
    new: tuple[str, ...]

    @property
    def stops(self) -> tuple[MissingColumn, ...]:
        """The missing columns without which the dataset cannot be read."""
        return tuple(column for column in self.missing if column.is_needed)


def column_uses(layout: Layout) -> Iterator[ColumnUse]:
    """Every place of a layout that names a column, in the order of the file."""
    yield ColumnUse(tuple(layout.organization.code), "organization: code: {}")
    if layout.organization.name:
        yield ColumnUse(tuple(layout.organization.name), "organization: name: {}", is_needed=False)
    for skip in layout.skip:
        yield ColumnUse((skip.header,), "skip: header: {}", is_list=False)
    for table in layout.tables:
        parts = [("keys", name, key.headers) for name, key in table.keys.items()]
        parts += [("values", name, value.headers) for name, value in table.values.items()]
        for part, name, names in parts:
            if names:
                yield ColumnUse(tuple(names), f"tables: {table.table}: {part}: {name}: headers: {{}}")
        for group in table.melt.groups if table.melt else []:
            for name, names in group.columns.items():
                yield ColumnUse(tuple(names), f"tables: {table.table}: melt: groups: {group.id}: columns: {name}: {{}}")


def compare_columns(live: Sequence[str], layout: Layout, usual: Iterable[str] = ()) -> ColumnDifference:
    """Hold a dataset's column names against its layout. `usual` are columns that need no layout to be known."""
    present = {header_key(name): name for name in live}
    uses = list(column_uses(layout))
    named = [*(use.names for use in uses), *layout.needs, layout.unread, usual]
    known = {header_key(name) for names in named for name in names}
    new = [name for key, name in present.items() if key not in known]
    missing: dict[str, MissingColumn] = {}
    free = list(new)
    for use in uses:
        if any(header_key(name) in present for name in use.names) or use.names[0] in missing:
            continue
        nearest = next(iter(difflib.get_close_matches(use.names[0], free, n=1, cutoff=0.5)), "")
        if nearest:
            free.remove(nearest)
        line = use.mended(nearest) if nearest else ""
        missing[use.names[0]] = MissingColumn(use.names[0], nearest, line, f"params/sources/{layout.id}.yml", use.is_needed)
    return ColumnDifference(tuple(missing.values()), tuple(new))


def percent_columns(layout: Layout) -> list[str]:
    """The names of the columns that hold percents, every name each may have."""
    names: dict[str, None] = {}
    for table in layout.tables:
        columns = TABLES[table.table].columns
        percents = {name for name in table.values if columns[name].kind == "percent"}
        groups = table.melt.groups if table.melt else []
        listed = [table.values[name].headers for name in percents]
        listed += [headers for group in groups for name, headers in group.columns.items() if name in percents]
        names |= dict.fromkeys(name for headers in listed for name in headers)
    return sorted(names)
