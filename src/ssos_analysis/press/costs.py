"""What briefs cost, by notebook: medians of this run, else of the last, from which the time left is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from ssos_analysis.press.records import DistrictWork


@dataclass(frozen=True)
class NotebookCost:
    """Seconds that the runs of one notebook took: how many ran, their median, and the longest with its district."""

    brief: str
    runs_n: int
    median_seconds: float
    longest_seconds: float
    longest_district: str


class Costs:
    """Seconds of the jobs of one batch as they end.

    Parameters
    ----------
    left : brief -> jobs that are to run.
    before : brief -> median seconds of an earlier run; asked where nothing of this run is known.
    """

    def __init__(self, left: Mapping[str, int], before: Mapping[str, float]) -> None:
        self.left = Counter(left)
        self._before = dict(before)
        self._seconds: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)

    def ended(self, brief: str, district: str, seconds: float) -> None:
        """One job ended."""
        self.left[brief] -= 1
        self._seconds[brief].append((seconds, district))

    def seconds_left(self, workers: int) -> float | None:
        """Seconds until the last job ends, with so many at once; None while nothing is known of any notebook."""
        known = {**self._scaled(), **{brief: median(second for second, _ in ran) for brief, ran in self._seconds.items()}}
        if not known:
            return None
        usual = median(known.values())
        return sum(count * known.get(brief, usual) for brief, count in self.left.items()) / max(1, workers)

    def _scaled(self) -> dict[str, float]:
        """The earlier medians, at the pace of this run: the machine may be faster today, or busier."""
        both = [(self._before[brief], ran) for brief, ran in self._seconds.items() if brief in self._before]
        then = sum(before * len(ran) for before, ran in both)
        now = sum(seconds for _, ran in both for seconds, _ in ran)
        pace = now / then if then > 0 else 1.0
        return {brief: seconds * pace for brief, seconds in self._before.items()}

    def by_notebook(self) -> list[NotebookCost]:
        """Every notebook that ran, the slowest first."""
        told = [
            NotebookCost(brief, len(ran), median(seconds for seconds, _ in ran), *max(ran))
            for brief, ran in self._seconds.items()
        ]
        return sorted(told, key=lambda cost: (-cost.median_seconds, cost.brief))


def earlier_costs(works: Iterable[DistrictWork]) -> dict[str, float]:
    """Median seconds by brief, of the last runs that gave a page."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for work in works:
        for record in work.records.values():
            if record.failure is None and record.seconds > 0:
                seconds[record.brief].append(record.seconds)
    return {brief: median(held) for brief, held in seconds.items()}
