"""What a cross-check is: how many figures it compared, how many agree, and those that do not."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

FOUND_COLUMNS = (
    "table", "publication", "org_code", "org_name", "school_year", "student_group", "keys", "what", "figure", "beside",
    "difference",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One cross-check over a store.

    Attributes
    ----------
    id, title : name, and the question it answers.
    meaning : what agreement means, and what a difference may come from.
    compared, agreeing : pairs of figures looked at, and those within what rounding and the report's own rules allow.
    found : the others, largest difference first; FOUND_COLUMNS. `figure` and `beside` are in the unit of the column in `what`.
    """

    id: str
    title: str
    meaning: str
    compared: int = 0
    agreeing: int = 0
    found: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FOUND_COLUMNS)))

    @property
    def differing(self) -> int:
        """Pairs that do not agree."""
        return self.compared - self.agreeing


def gather(id: str, title: str, meaning: str, parts: list[tuple[int, pd.DataFrame]]) -> Check:
    """One check from parts of it: figures compared, and the rows that differ (FOUND_COLUMNS)."""
    compared = sum(n for n, _ in parts)
    frames = [found[list(FOUND_COLUMNS)] for _, found in parts if len(found)]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(FOUND_COLUMNS))
    order = found["difference"].abs().sort_values(ascending=False, kind="stable").index
    return Check(id, title, meaning, compared, compared - len(found), found.loc[order].reset_index(drop=True))
