"""A finding: what an analysis offers for release, with the counts each derived column stands on."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ssos_analysis.measures.definition import Measure


@dataclass(frozen=True)
class Floor:
    """One rule of a finding: derived columns that stand or fall with one count.

    Attributes
    ----------
    n : column of the number of students behind the derived figures.
    cell : column of the students with the outcome among them, or None where there is no such count.
    hides : columns to blank when the count is too small.
    partition : column that names a partition whose total is published: one hidden member could be found by subtraction, so
        a second is hidden. None where rows do not add up to a known total.
    """

    n: str
    cell: str | None
    hides: tuple[str, ...]
    partition: str | None = None


@dataclass(frozen=True)
class Finding:
    """The table of one analysis and the choices made in it.

    Attributes
    ----------
    kind : which analysis; decides how it may be drawn and worded.
    family : publication family of params/disclosure.yml.
    measure : what is measured; None for tables about several measures or about none.
    table : one row per displayed row. Columns named in no floor are the state's own figures, shown as published.
    choices : group, reference, years: named, so that a reader can repeat them.
    floors : rules for derived columns; empty where nothing is derived.
    republished : columns that hold the state's own figures, counted to prove that none is hidden.
    """

    kind: str
    family: str
    measure: Measure | None
    table: pd.DataFrame
    choices: dict[str, str]
    floors: tuple[Floor, ...] = ()
    republished: tuple[str, ...] = field(default=("estimate",))

    def __repr__(self) -> str:
        # never a value: what the floors will hide is still in the table
        subject = self.measure.label if self.measure else self.family
        return f"Finding {self.kind}: {subject}; {len(self.table)} rows, not released: pass it through brief.release(finding)"
