"""What a measure is: what it counts, in which unit, which direction is better, and which report of the state it must match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

Kind = Literal["share", "mean", "number", "usd"]
Better = Literal["higher", "lower", "context"]
Role = Literal["outcome", "opportunity", "context"]


@dataclass(frozen=True)
class Measure:
    """One measure, read from one tidy table.

    Attributes
    ----------
    id : name used in notebooks and parameters.
    label : the measure as a title ("Meeting or exceeding expectations, ELA, grades 3-8").
    short_label : the measure inside a table or a chart.
    who, what : halves of a sentence, "29 percent of <who> <what>"; for a mean, `what` is the noun phrase of the mean.
    kind : `share` (0-100 percent), `mean` (a mean of students' values: growth percentiles, scores), `number` (another number
        without an interval: students for each teacher, full-time equivalents) or `usd`.
    unit : unit in words.
    better : which direction is better; `context` where neither is: such a measure is shown beside others, never judged.
    role : `outcome` (what students reached), `opportunity` (what they were offered: courses, teachers, money) or `context`.
    topic : topic of params/series_breaks.yml.
    family : publication family of params/disclosure.yml.
    table, value : tidy table and value column.
    numerator, denominator : count columns, where the state publishes them; a numerator of None with a denominator means
        that the count of students is reconstructed (rate times denominator, rounded) and marked so.
    where : fixed values of the table's keys.
    prefer : a key that may take several values, in order of preference; a change of value starts a new series.
    whole : the student group that stands for everyone the measure is about: all students, but English learners in ACCESS.
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
    role: Role = "outcome"
    whole: str = ALL_STUDENTS

    @property
    def is_growth(self) -> bool:
        """Whether the mean is of growth percentiles, whose spread among students is known by construction."""
        return self.topic == "growth"

    @property
    def difference_unit(self) -> str:
        """Unit of a difference of two values: percent minus percent is percentage points."""
        return "percentage points" if self.kind == "share" else self.unit

    @property
    def has_counts(self) -> bool:
        """Whether a count stands behind the figure: only then it is pooled, compared, ranked or tested. A mean of scores has the
        number of students but not their spread, so it is not."""
        return self.denominator is not None and (self.kind == "share" or self.is_growth)

    def __repr__(self) -> str:
        direction = {"higher": "higher is better", "lower": "lower is better", "context": "neither direction is better"}
        counts = "with counts" if self.denominator else "no counts of students, so no interval"
        return f"Measure {self.id}: {self.label} ({self.unit}; {direction[self.better]}; {counts}). Compare with: {self.report}"
