"""Runs a file of published accountability reports against the engine.

    python -m tests.published.accountability FILE

FILE is JSON with a list `vectors`, as tests/published/accountability.json: each an `id`, a `kind` (criterion_referenced_rollup,
indicator_points, cumulative, facts), the `source` with its report year, `inputs` and what is `expected`. Prints a line for each
failure and, last, how many passed and failed; ends with 0 when none failed.

A whole number that rests on figures printed as whole numbers is checked to lie within what those allow; every other figure
must be equal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ssos_analysis.accountability.points import REASONS, RECOVERY, score, targets_that_earn
from ssos_analysis.accountability.reports import GRADESPANS, Between, cumulative, recompute, span_weights_that_fit
from ssos_analysis.accountability.rollup import label
from ssos_analysis.accountability.rounding import behind_display, displayed, exact, half_up
from ssos_analysis.accountability.rules import RuleBook, rule_book
from ssos_analysis.errors import SourceError, SsosError
from tests.published.vectors import read_cases

_METRICS = (
    ("elp", "elp_progress"), ("english language prof", "elp_progress"), ("chronic", "chronic_absenteeism"),
    ("dropout", "annual_dropout"), ("extended", "extended_engagement"), ("grad", "four_year_graduation"),
    ("advanced", "advanced_coursework"), ("coursework", "advanced_coursework"),
)  # fmt: skip
_SUBJECTS = (("ela", "ela"), ("english language arts", "ela"), ("math", "math"), ("sci", "science"))


def main(arguments: list[str]) -> int:
    """Run one file; 0 when every vector passed, 1 when one failed, 2 when the file cannot be read."""
    if len(arguments) != 1:
        print("usage: python -m tests.published.accountability FILE", file=sys.stderr)
        return 2
    try:
        cases = read_cases(Path(arguments[0]))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    failed = 0
    for number, case in enumerate(cases):
        faults = faults_of(case)
        if faults:
            failed += 1
            name = case.get("id", f"number {number}") if isinstance(case, dict) else f"number {number}"
            print(f"{name}: {'; '.join(faults)}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


def faults_of(case: Any) -> list[str]:
    """What is wrong with the engine's answer to one case; empty when it passed."""
    missing = [name for name in ("kind", "inputs", "expected") if not isinstance(case, dict) or name not in case]
    if missing:
        return [f"the vector has no {', no '.join(missing)}"]
    check = KINDS.get(case["kind"])
    if check is None:
        return [f"no kind {case['kind']}; kinds: {', '.join(KINDS)}"]
    try:
        return list(check(rule_book(int(case["source"]["report_year"])), case))
    except SsosError as error:
        return [f"the engine refused: {error.what}"]
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        return [f"the inputs could not be taken: {error.__class__.__name__}: {error}"]


def rollup(book: RuleBook, case: dict[str, Any]) -> Iterator[str]:
    """A report page from its points: columns, grade spans, the year, both years and the label."""
    inputs, expected = case["inputs"], case["expected"]
    annual_shown = exact(expected.get("annual_pct"))
    report = recompute(book, inputs, annual_shown=annual_shown)
    for given, column in zip(inputs["columns"], report.columns, strict=True):
        name = f"{given['population']} {given['gradespan']}"
        published, computed = given.get("published") or {}, given.get("computed") or {}
        for told, of in (("published", published), ("computed", computed)):
            yield from _equal(f"{name} weighted_earned, {told}", of.get("weighted_earned"), column.earned)
            yield from _equal(f"{name} weighted_possible, {told}", of.get("weighted_possible"), column.possible)
        yield from _equal(f"{name} pct, published", published.get("pct"), _whole(column.pct))
        yield from _equal(f"{name} pct_1dp, computed", computed.get("pct_1dp"), column.pct)
    for span, pct in (expected.get("gradespan_pct") or {}).items():
        yield from _equal(f"gradespan {span}", pct, _whole(report.spans.get(GRADESPANS[span])))
    for span, pct in (case.get("computed_gradespan_pct_1dp") or {}).items():
        yield from _equal(f"gradespan {span}, computed", pct, report.spans.get(GRADESPANS[span]))
    if report.annual and report.annual.is_exact:
        yield from _equal("annual_pct", expected.get("annual_pct"), _whole(report.annual.low))
        yield from _equal("annual_pct, computed", case.get("computed_annual_1dp"), report.annual.low)
    elif annual_shown is not None and sum(pct is not None for pct in report.spans.values()) == len(GRADESPANS):
        yield from _weights(report.spans, annual_shown, case.get("implied_nhs_weight_pct_range"))
    yield from _within("cumulative_pct", expected.get("cumulative_pct"), report.cumulative)
    yield from _label(book, expected, report.cumulative)


def indicator(book: RuleBook, case: dict[str, Any]) -> Iterator[str]:
    """Points and reason of one indicator. A page does not print the target of the Recovery Path: then the points must be ones
    that some other target earns, and be no fewer than those of the printed one."""
    inputs, expected = case["inputs"], case["expected"]
    name = indicator_of(inputs["metric"])
    current, prior, target = (exact(inputs.get(key)) for key in ("current", "prior", "target"))
    recovery = exact(inputs.get("recovery_target"))
    found = score(
        book, name, current=current, prior=prior, target=target, recovery_target=recovery, n=inputs.get("n")
    )  # fmt: skip
    if "change" in expected and current is not None and prior is not None:
        yield from _equal("change", expected["change"], current - prior)
    points, reason = expected.get("points"), expected.get("reason")
    if recovery is None and str(reason).startswith(RECOVERY) and current is not None and points is not None:
        if points not in REASONS or reason != f"{RECOVERY}: {REASONS[points]}":
            yield f"reason: {points} points are not {reason!r}"
        if found.points is None or points < found.points:
            yield f"points: expected {points} by the Recovery Path, but the Path Forward earns {found.points}"
        if points > 2 and targets_that_earn(book, name, current, points) is None:
            yield f"points: no target earns {points}"
        return
    yield from _equal("points", points, found.points, may_be_blank=True)
    if "reason" in expected and _plain(reason) != _plain(found.reason):
        yield f"reason: expected {reason!r}, got {found.reason!r}"


def two_years(book: RuleBook, case: dict[str, Any]) -> Iterator[str]:
    """Two displayed years to the figure of both, and its label."""
    inputs, expected = case["inputs"], case["expected"]
    weights = inputs.get("weights")
    shares = {"prior": weights[0], "current": weights[1]} if weights else None
    known = {"cumulative_year_weights": shares, "prior_annual_pct_displayed": inputs.get("prior")}
    both = cumulative(book, known, Between(*behind_display(Decimal(str(inputs["current"])))))
    yield from _within("cumulative_pct", expected.get("cumulative_pct"), both)
    yield from _label(book, expected, both)


def facts(book: RuleBook, case: dict[str, Any]) -> Iterator[str]:
    """Figures of a page that stand alone: percentages with their label, percentiles in their range."""
    expected = case["expected"]
    for key, value in expected.items():
        if key.endswith("_label") and (pct := exact(expected.get(f"{key.removesuffix('_label')}_crit_pct"))) is not None:
            yield from _words(key, value, label(book, pct))
        if key.endswith("_pct") and value is not None and not 0 <= value <= 100:
            yield f"{key}: {value} is no percentage"
        if key.endswith("percentile") and value is not None and not 1 <= value <= 99:
            yield f"{key}: {value} is no percentile"


KINDS = {
    "criterion_referenced_rollup": rollup,
    "indicator_points": indicator,
    "cumulative": two_years,
    "facts": facts,
}


def indicator_of(metric: str) -> str:
    """The indicator that a page's heading names."""
    words = metric.casefold()
    for mark, name in _METRICS:
        if mark in words:
            return name
    subject = next((name for mark, name in _SUBJECTS if mark in words), None)
    if subject is None:
        raise SourceError(f"no indicator is known by {metric!r}", where="metric")
    return f"{subject}_growth" if "sgp" in words or "growth" in words else f"{subject}_achievement"


def _plain(reason: str | None) -> str:
    """A reason as it is compared: pages differ in case, in their dashes, and in whether growth is named."""
    return re.sub(r"\bgrowth\b", " ", re.sub("[\u2010-\u2015]", "-", (reason or "").casefold())).replace(" ", "")


def _weights(spans: dict[str, Decimal | None], annual: Decimal, printed: list[float] | None) -> Iterator[str]:
    """Where the weights of the spans are not printed, some weights must give the printed year; a told range, whose ends are whole
    percents, must be that range."""
    fitting = span_weights_that_fit(spans, annual)
    if fitting is None:
        yield f"annual_pct: no weights of {spans} give {annual}"
    elif printed and any(abs(Decimal(str(end)) - own) > Decimal("0.51") for end, own in zip(printed, fitting, strict=True)):
        yield f"implied weights: expected {printed}, got {[str(half_up(end)) for end in fitting]}"


def _label(book: RuleBook, expected: dict[str, Any], figure: Between | None) -> Iterator[str]:
    """The label of our figure where it is exact; where it is not, of the printed one, which lies within ours."""
    words = expected.get("label")
    if words is None:
        return
    shown = expected.get("cumulative_pct")
    shown = expected.get("annual_pct") if shown is None else shown
    own = figure.low if figure and figure.is_exact else exact(shown)
    yield from _words("label", words, label(book, own))


def _within(name: str, expected: Any, figure: Between | None) -> Iterator[str]:
    if expected is None:
        return
    if figure is None:
        yield f"{name}: the page does not print what it rests on"
    elif displayed(exact(expected)) not in figure.shown:
        yield f"{name}: expected {expected}, got {figure.low} to {figure.high}"


def _equal(name: str, expected: Any, answer: Decimal | int | None, *, may_be_blank: bool = False) -> Iterator[str]:
    """Nothing where a page prints nothing, unless the blank is what is expected."""
    if expected is None and not may_be_blank:
        return
    own = None if answer is None else Decimal(answer)
    if exact(expected) != own:
        yield f"{name}: expected {expected}, got {own}"


def _words(name: str, expected: str, answer: str) -> Iterator[str]:
    if expected != answer:
        yield f"{name}: expected {expected!r}, got {answer!r}"


def _whole(value: Decimal | None) -> int | None:
    return displayed(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
