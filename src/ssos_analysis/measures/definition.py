"""What a measure is: what it counts, in which unit, which direction is better, and which report of the state it must match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["share", "mean"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Measure:
    """One measure, read from one tidy table.

    Attributes
    ----------
    id : name used in notebooks and parameters.
    label : the measure as a title ("Meeting or exceeding expectations, ELA, grades 3-8").
    short_label : the measure inside a table or a chart.
    who, what : halves of a sentence, "29 percent of <who> <what>"; for a mean, `what` is the noun phrase of the mean.
    kind : `share` (0-100 percent of students) or `mean` (a mean of students' values).
    unit : unit in words.
    better : which direction is better.
    topic : topic of params/series_breaks.yml.
    family : publication family of params/disclosure.yml.
    table, value : tidy table and value column.
    numerator, denominator : count columns, where the state publishes them; a numerator of None with a denominator means
        that the count of students is reconstructed (rate times denominator, rounded) and marked so.
    where : fixed values of the table's keys.
    prefer : a key that may take several values, in order of preference; a change of value starts a new series.
    report : the state report whose figure the headline must equal.
    definition : what exactly is counted, with its source.
    """

    id: str
    label: str
    short_label: str
    who: str
    what: str
    kind: Kind
    unit: str
    better: Better
    topic: str
    family: str
    table: str
    value: str
    report: str
    definition: str
    numerator: str | None = None
    denominator: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_growth(self) -> bool:
        """Whether the mean is of growth percentiles, whose spread among students is known by construction."""
        return self.topic == "growth"

    @property
    def difference_unit(self) -> str:
        """Unit of a difference of two values: percent minus percent is percentage points."""
        return "percentage points" if self.kind == "share" else self.unit
