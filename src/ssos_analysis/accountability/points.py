"""Points of one indicator: against its target on the better of two paths, by bands for growth, or by the state's percentiles."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.vocabulary.accountability import INDICATORS

PATH_FORWARD, RECOVERY = "Path Forward", "Recovery Path"
REASONS = {4: "Exceeded Target", 3: "Met Target", 2: "Improved Below Target", 1: "No Change", 0: "Declined"}
GROWTH_REASONS = {
    4: "Exceeded Typical Growth", 3: "Typical Growth - High", 2: "Typical Growth - Low", 1: "Low Growth", 0: "Very Low Growth",
}  # fmt: skip


@dataclass(frozen=True)
class StatePercentiles:
    """The state's values at the percentiles that earn points whatever the target (`points.escapes`); None where not published."""

    all_4: Decimal | None = None
    group_3: Decimal | None = None
    all_3: Decimal | None = None


@dataclass(frozen=True)
class Score:
    """The points of one indicator, why, and the rules they rest on.

    `points` is None where nothing is scored, and `reason` then empty. `why_not` says why in words. `by_percentile` marks points
    that the target alone would not have earned.
    """

    points: int | None
    reason: str
    path: str
    used: tuple[str, ...]
    why_not: str = ""
    by_percentile: bool = False


def score(
    book: RuleBook,
    indicator: str,
    *,
    current: Decimal | None,
    prior: Decimal | None = None,
    target: Decimal | None = None,
    recovery_target: Decimal | None = None,
    n: int | None = None,
    percentiles: StatePercentiles | None = None,
) -> Score:
    """The points that an indicator earns.

    Parameters
    ----------
    book : the rules of the year.
    indicator : a name of `vocabulary.accountability.INDICATORS`.
    current, prior : values of the newest year and of the one before, as printed, in the unit of the indicator.
    target : the printed target (of the Path Forward, where there are two paths).
    recovery_target : target of the Recovery Path, which the state computes and does not print.
    n : students included; None where it is not printed.
    percentiles : the state's values at the percentiles that earn points whatever the target.
    """
    if n is not None and n < book.number("least_n"):
        return Score(None, "", "", ("least_n",), f"fewer than {book.number('least_n')} students")
    if current is None:
        return Score(None, "", "", (), "no value is printed")
    if INDICATORS[indicator].category == "growth":
        return _growth(book, current)
    if target is None or prior is None:
        return Score(None, "", "", (), "no target is printed" if target is None else "no value of the year before is printed")
    has_paths = INDICATORS[indicator].category in book.words("paths")
    points, path = against_target(book, indicator, current, prior, target), PATH_FORWARD
    used = [book.band_id(indicator), *(["points.no_change"] if points < 2 else [])]
    if recovery_target is not None and has_paths:
        recovered = against_target(book, indicator, current, prior, recovery_target)
        if recovered > points:
            points, path = recovered, RECOVERY
    escaped = _by_percentile(indicator, current, percentiles)
    is_escape = escaped is not None and escaped > points
    if is_escape and escaped is not None:
        points, used = escaped, [*used, "points.escapes"]
    prefix = f"{path}: " if has_paths else ""
    return Score(points, prefix + REASONS[points], path if has_paths else "", tuple(used), by_percentile=is_escape)


def against_target(book: RuleBook, indicator: str, current: Decimal, prior: Decimal, target: Decimal) -> int:
    """4: better than the target by more than its band; 3: within it; 2: improved; 1: no change; 0: declined."""
    sign = -1 if INDICATORS[indicator].lower_is_better else 1
    band, still = book.number(book.band_id(indicator)), book.number("points.no_change")
    ahead, change = sign * (current - target), sign * (current - prior)
    if ahead > band:
        return 4
    if ahead >= -band:
        return 3
    if change > still:
        return 2
    return 1 if change >= -still else 0


def targets_that_earn(
    book: RuleBook, indicator: str, current: Decimal, points: int
) -> tuple[Decimal | None, Decimal | None] | None:
    """The range of targets that a value meets (3) or exceeds (4), for targets that are not printed. None for other points."""
    band = book.number(book.band_id(indicator))
    sign = -1 if INDICATORS[indicator].lower_is_better else 1
    if points == 3:
        return current - band, current + band
    if points == 4:
        edge = current - sign * band
        return (None, edge) if sign > 0 else (edge, None)
    return None


def _growth(book: RuleBook, current: Decimal) -> Score:
    """Growth has bands, and no target."""
    for points, least in sorted(book.numbers("points.growth").items(), reverse=True):
        if current >= least:
            return Score(int(points), GROWTH_REASONS[int(points)], "", ("points.growth",))
    points_n = 1 if current >= book.number("points.growth_low") else 0
    return Score(points_n, GROWTH_REASONS[points_n], "", ("points.growth", "points.growth_low"))


def _by_percentile(indicator: str, current: Decimal, state: StatePercentiles | None) -> int | None:
    """Points that a value earns by its place in the state, whatever its target."""
    if state is None:
        return None
    sign = -1 if INDICATORS[indicator].lower_is_better else 1

    def reaches(least: Decimal | None) -> bool:
        return least is not None and sign * (current - least) >= 0

    if reaches(state.all_4):
        return 4
    return 3 if reaches(state.group_3) or reaches(state.all_3) else None
