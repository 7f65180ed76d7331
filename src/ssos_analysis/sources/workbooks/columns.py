"""Which column of a sheet feeds which value of which indicator: understood from headings, or from positions and held to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ssos_analysis.errors import Faults
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.sources.workbooks.definitions import Column, WorkbookTable
from ssos_analysis.sources.workbooks.headings import Heading, HeadingPatterns
from ssos_analysis.vocabulary.accountability import OVERALL

Keys = tuple[tuple[str, str], ...]


@dataclass
class Fed:
    """The columns of one sheet for one table.

    `places` holds, for each combination of the keys that headings tell, value column -> position; `constants` the years that
    headings tell; `read` the positions understood.
    """

    places: dict[Keys, dict[str, int]] = field(default_factory=dict)
    constants: dict[Keys, dict[str, int]] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    def put(self, keys: Keys, value: str, position: int) -> bool:
        """Feed a value; False where another column feeds it already."""
        held = self.places.setdefault(keys, {})
        self.read.add(position)
        return held.setdefault(value, position) == position

    def say(self, keys: Keys, value: str, year: int) -> None:
        """Note a year that a heading tells."""
        if year:
            self.constants.setdefault(keys, {})[value] = year


@dataclass(frozen=True)
class _Match:
    """A heading understood by one column of the definition."""

    column: Column
    heading: Heading
    position: int

    @property
    def apart_from_year(self) -> tuple[str, str, Keys]:
        return (self.column.value, self.column.heading, self.heading.keys)


def columns_by_heading(
    table: WorkbookTable, printed: list[str], patterns: HeadingPatterns, faults: Faults, where: str, mend: str
) -> Fed:
    """Understand headings. What is missing or told twice is a fault that names the heading and what stands there instead."""
    matches = [
        _Match(column, heading, position)
        for column in table.columns
        for position, text in enumerate(printed)
        if text and (heading := patterns.find(column.heading, text))
    ]
    fed = Fed()
    for match in _chosen(matches):
        keys = _keys(table, match, matches)
        if not fed.put(keys, match.column.value, match.position):
            first = printed[fed.places[keys][match.column.value]]
            faults.add(f"two headings say the same: {first!r} and {printed[match.position]!r}", where=where, mend=mend)
        if match.column.year_is:
            fed.say(keys, match.column.year_is, match.heading.year)
        if match.column.through_is:
            fed.say(keys, match.column.through_is, match.heading.through)
    _spread(matches, fed)
    _hold_to_expectations(table, printed, patterns, fed, faults, where, mend)
    return fed


def _chosen(matches: list[_Match]) -> list[_Match]:
    """Matches without those of a year that the column does not ask for."""
    years: dict[tuple[str, str, Keys], list[int]] = {}
    for match in matches:
        years.setdefault(match.apart_from_year, []).append(match.heading.year)
    chosen = []
    for match in matches:
        told = sorted(set(years[match.apart_from_year]), reverse=True)
        rank = {"newest": 0, "previous": 1}.get(match.column.year or "")
        if match.column.everywhere or (rank is not None and (len(told) <= rank or match.heading.year != told[rank])):
            continue
        chosen.append(match)
    return chosen


def _keys(table: WorkbookTable, match: _Match, matches: list[_Match]) -> Keys:
    """The keys a heading tells, its year among them where the table has a key for it."""
    if not table.year_key:
        return match.heading.keys
    year = match.heading.year
    if not year:
        same = [one.heading.year for one in matches if one.heading.keys == match.heading.keys and one.column.value == "target"]
        year = max(same, default=0)
    return (*match.heading.keys, (table.year_key, str(year)))


def _spread(matches: list[_Match], fed: Fed) -> None:
    """A column that holds for all indicators feeds each of them."""
    for match in matches:
        if match.column.everywhere:
            for keys in list(fed.places):
                fed.put(keys, match.column.value, match.position)


def _hold_to_expectations(
    table: WorkbookTable, printed: list[str], patterns: HeadingPatterns, fed: Fed, faults: Faults, where: str, mend: str
) -> None:
    """Faults for indicators and values that should be there and are not, with headings that were not understood."""
    if not fed.places:
        if not table.optional:
            faults.add(f"none of the headings of {table.table} is there", where=where, mend=mend)
        return
    unread = [
        text
        for position, text in enumerate(printed)
        if text and position not in fed.read and any(patterns.find(pattern, text) for pattern in table.resembles)
    ]
    instead = f"; not understood: {', '.join(map(repr, unread[:4]))}" if unread else ""
    held: dict[tuple[str, str], set[str]] = {}
    for keys, fed_values in fed.places.items():
        told = dict(keys)
        held.setdefault((told.get("indicator", ""), told.get("gradespan", "")), set()).update(fed_values)
    spans = {span for _, span in held}
    for span, indicators in table.expects.items():
        missing = [name for name in indicators if (name, span) not in held]
        if span in spans and missing:
            of = f" of {span.replace('_', ' ')}" if span else ""
            faults.add(f"no heading names {', '.join(missing)}{of}{instead}", where=where, mend=mend)
    for (indicator, span), values in held.items():
        if missing := [name for name in table.requires if name not in values]:
            of = " of ".join(filter(None, (indicator, span.replace("_", " "))))
            wanted = ", ".join(repr(column.heading) for column in table.columns if column.value in missing)
            faults.add(f"no heading like {wanted}{f' for {of}' if of else ''}{instead}", where=where, mend=mend)


def columns_by_position(table: WorkbookTable, printed: list[str], year: int, faults: Faults, where: str, mend: str) -> Fed:
    """The columns of a sheet told by position. A heading that is not the one expected there is a fault that says which."""
    at = table.positions
    assert at is not None
    assert table.year_key is not None
    fed = Fed()

    def hold(position: int, words: list[str], what: str) -> None:
        heading = printed[position - 1]
        if not any(header_key(word) in header_key(heading) for word in words):
            faults.add(f"column {position} should be {what}; its heading is {heading!r}", where=where, mend=mend)

    for offset, first in at.blocks.items():
        for indicator, place in at.indicators.items():
            keys: Keys = (("indicator", indicator), (table.year_key, str(year + offset)))
            position = first + place.at
            told = f"{indicator.replace('_', ' ')} of {year + offset}"
            hold(position, place.words, told)
            hold(position + 1, ["percentile"], f"the percentile of {told}")
            fed.put(keys, "indicator_value", position - 1)
            fed.put(keys, "indicator_percentile", position)
            if years := [int(text) for text in re.findall(r"20\d\d", printed[position - 1])]:
                if not year + offset - 2 <= max(years) <= year + offset:
                    faults.add(
                        f"column {position} should be {told}; its heading is {printed[position - 1]!r}", where=where, mend=mend
                    )
                fed.say(keys, "value_year", max(years))
    keys = (("indicator", OVERALL), (table.year_key, str(year)))
    hold(at.overall.percentile, ["percentile"], f"the percentile of {year}")
    fed.put(keys, "indicator_value", at.overall.value - 1)
    fed.put(keys, "indicator_percentile", at.overall.percentile - 1)
    for keys in list(fed.places):
        for value, position in at.values.items():
            fed.put(keys, value, position - 1)
    return fed
