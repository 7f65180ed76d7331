"""What is computed once for the whole state and read by analyses: plain frames, with their columns written down.

`ssos_analysis.statewide` makes them, once per data build; a brief loads those of the measures it is about. Every district stands
in them with what the state publishes with a count; a figure without a count is in none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

_MEASURE = {
    "measure_id": "Id of the registry.",
    "student_group": "Student group id.",
    "org_code": "Eight-character code.",
}

CHANGES = {
    **_MEASURE,
    "size_band": "Students in the smaller of the two years, one of SIZE_BANDS.",
    "span_years": "Years between the two: 1 to 5.",
    "first_year": "Spring year the change begins in.",
    "last_year": "Spring year it ends in.",
    "start": "Figure of the first year, in the measure's unit.",
    "change": "Last minus first, in the unit of a difference: percentage points of a share.",
    "shrunk_change": "The same drawn towards the mean of all such changes of the years, by what chance alone would make of it; "
    "NaN where fewer than three districts have one.",
    "n": "Students in the smaller of the two years.",
}
"""One row is one change of one district between two ordinary years of one comparable series."""

PRIORS = {
    "measure_id": "Id of the registry.",
    "student_group": "Student group id.",
    "school_year": "Spring year.",
    "org_level": "district or school: what the prior was fitted to.",
    "kind": "beta (of a share) or normal (of a mean growth percentile).",
    "alpha": "First parameter of the beta prior; NaN of a normal one.",
    "beta": "Second parameter; NaN of a normal one.",
    "mean": "Mean of the prior, in the measure's unit.",
    "between_sd": "Standard deviation of the districts' true figures, in the measure's unit.",
    "districts_n": "Districts (or schools) it was fitted to.",
}
"""One row is the spread of one measure over all districts (or schools) for one group and year."""

FIGURES = {
    **_MEASURE,
    "org_name": "Name, without the word District.",
    "school_year": "Newest ordinary year with a count.",
    "estimate": "The published figure.",
    "decimals": "Digits the state prints after the point.",
    "numerator": "Students with the outcome; NaN of a mean.",
    "n": "Students behind the figure.",
    "counts": "published or reconstructed.",
    "shrunk": "The figure drawn towards the prior of the same measure, group and year.",
    "shrunk_low": "Lower end of its 95 percent interval.",
    "shrunk_high": "Upper end.",
    "publication": "Publication the figure was read from.",
    "source_id": "File the figure was read from.",
}
"""One row is one district's newest comparable figure; what peers are shown with, and never a district's own result."""

PEERS = {
    "org_code": "District whose peers these are.",
    "peer_code": "The peer.",
    "rank": "1 is the nearest; 0 was chosen by a person (override).",
    "distance": "Distance in context alone, in robust standard deviations; no outcome enters it.",
    "stability": "Share of perturbed weights and years, 0 to 1, under which the peer is chosen again.",
    "why": "In words: the characteristics in which the two are closest and the one in which they differ most.",
}
"""One row is one peer of one district. Districts without a close one have no row."""

CONTEXT = {
    "org_code": "District.",
    "org_name": "Name, without the word District.",
    "school_year": "Spring year of the enrollment the context is of.",
    "stratum": "Kind of district: the grades it serves, and whether it is a charter or vocational one. Peers share it.",
    "students_n": "Students enrolled on 1 October.",
    "source_id": "File of the enrollment.",
}
"""One row is one district's context. Each variable of params/peers.yml is a column more, named by its id."""

EXPECTATIONS = {
    **_MEASURE,
    "school_year": "Spring year, ordinary.",
    "series": "Comparable series.",
    "estimate": "The school's published figure, percent.",
    "numerator": "Students with the outcome.",
    "n": "Students behind the figure.",
    "expected": "What schools of the state with like enrollment reach in the same measure, group and year, percent.",
    "shrunk": "The figure drawn towards what is expected, percent.",
    "shrunk_low": "Lower end of its 95 percent interval.",
    "shrunk_high": "Upper end.",
    "p_value": "One-sided: chance that the true figure is not on the better side of what is expected, after it was drawn to it.",
}
"""One row is one school, measure, group and year. Of shares with counts only."""

SIZE_BANDS = {"under_30": (0, 30), "30_99": (30, 100), "100_299": (100, 300), "300_999": (300, 1000), "1000_up": (1000, None)}
"""Least students of a band, and the first number beyond it."""

FRAMES = {
    "changes": CHANGES, "priors": PRIORS, "figures": FIGURES, "peers": PEERS, "context": CONTEXT, "expectations": EXPECTATIONS,
}  # fmt: skip
BY_MEASURE = ("changes", "priors", "figures", "expectations")


class Prior(NamedTuple):
    """The spread of one measure over the state's districts; see PRIORS."""

    kind: str
    alpha: float
    beta: float
    mean: float
    between_sd: float
    districts_n: int


def size_band(n: float) -> str:
    """The band of SIZE_BANDS that a number of students falls in."""
    return next(name for name, (least, beyond) in SIZE_BANDS.items() if n >= least and (beyond is None or n < beyond))


@dataclass(frozen=True)
class Statewide:
    """State-wide quantities of some measures.

    Attributes
    ----------
    changes, priors, figures, expectations : of the measures asked for; columns as in CHANGES, PRIORS, FIGURES, EXPECTATIONS. In
        a brief, expectations are those of the district's own schools. Text of the changes of a state, which are many, may be held
        as categories; `changes_of` gives text.
    peers, context : of every district; columns as in PEERS, CONTEXT.
    fingerprint : of the data and rules they were computed from.
    """

    changes: pd.DataFrame
    priors: pd.DataFrame
    figures: pd.DataFrame
    peers: pd.DataFrame
    context: pd.DataFrame
    expectations: pd.DataFrame
    fingerprint: str = ""

    def changes_of(
        self, measure_id: str, group: str, band: str | None = None, *, span_years: int | None = None, through: int | None = None
    ) -> pd.DataFrame:
        """Changes of one measure and group; of one size band, span and up to a last year where these are given."""
        rows = self.changes
        kept = (rows["measure_id"] == measure_id) & (rows["student_group"] == group)
        if band is not None:
            kept &= rows["size_band"] == band
        if span_years is not None:
            kept &= rows["span_years"] == span_years
        if through is not None:
            kept &= rows["last_year"] <= through
        found = rows[kept]
        return found.astype({name: str for name in CHANGES if isinstance(found[name].dtype, pd.CategoricalDtype)})

    def prior_of(self, measure_id: str, group: str, school_year: int, *, org_level: str = "district") -> Prior | None:
        """The prior of one measure, group and year; None where too few districts report it."""
        rows = self.priors
        found = rows[
            (rows["measure_id"] == measure_id)
            & (rows["student_group"] == group)
            & (rows["school_year"] == school_year)
            & (rows["org_level"] == org_level)
        ]
        if found.empty:
            return None
        one = found.iloc[0]
        return Prior(
            str(one["kind"]), float(one["alpha"]), float(one["beta"]), float(one["mean"]), float(one["between_sd"]),
            int(one["districts_n"]),
        )  # fmt: skip

    def peers_of(self, code: str) -> pd.DataFrame:
        """A district's peers, nearest first, each with its context (`<variable>`) and the district's own (`own_<variable>`)."""
        rows = self.peers[self.peers["org_code"] == code].sort_values("rank", kind="stable")
        rows = rows.merge(self.context.rename(columns={"org_code": "peer_code"}), on="peer_code", how="left")
        own = self.context[self.context["org_code"] == code]
        for name in self.context.columns:
            if name not in ("org_code", "org_name"):
                rows[f"own_{name}"] = own[name].iloc[0] if len(own) else None
        return rows

    def figures_of(self, measure_id: str, group: str) -> pd.DataFrame:
        """Every district's newest comparable figure of one measure and group."""
        rows = self.figures
        return rows[(rows["measure_id"] == measure_id) & (rows["student_group"] == group)]


def empty_frame(name: str) -> pd.DataFrame:
    """A frame of FRAMES without rows."""
    return pd.DataFrame(columns=list(FRAMES[name]))
