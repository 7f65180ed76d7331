"""A fetch or a check, for people: what became of each dataset, and what to do where something differs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from ssos_analysis.sources.hub.checking import CheckReport
from ssos_analysis.sources.hub.fetching import DatasetReport, FetchOutcome
from ssos_analysis.sources.plain_text import say, say_table


def print_fetch(reports: Sequence[DatasetReport], console: Console) -> None:
    """What is in the cache now; then what was stopped, and why."""
    held = [report for report in reports if report.outcome != FetchOutcome.STOPPED]
    stopped = [report for report in reports if report.outcome == FetchOutcome.STOPPED]
    if held:
        headings = ("rows", "MB", "pages", "outcome", "dataset", "title")
        rows = [
            (f"{one.rows:,}", f"{one.bytes / 1e6:.1f}", str(one.pages), _outcome(one), one.dataset, one.title) for one in held
        ]
        say_table(console, headings, rows, numbers=headings[:3])
    if stopped:
        say(console, f"\nStopped: {len(stopped)} of {len(reports)} datasets; what was fetched of them before is as it was")
    _say_by_reason([(one.dataset, one.title, one.reason, one.mend) for one in stopped], console)


def print_check(reports: Sequence[CheckReport], console: Console) -> None:
    """Each dataset that agrees in one line; of the others each difference with its mend."""
    agree = [report for report in reports if not report.differences]
    say(console, f"{len(agree)} of {len(reports)} datasets are on the hub as we know them")
    if agree:
        rows = [(f"{one.rows:,}", one.dataset, one.title) for one in agree]
        say_table(console, ("rows", "dataset", "title"), rows, numbers=("rows",))
    for one in reports:
        if one.differences:
            count = "" if one.rows is None else f", {one.rows:,} rows"
            say(console, f"\n{one.dataset} {one.title}{count}")
            for difference in one.differences:
                say(console, f"  {difference.what}")
                say(console, f"    to do: {difference.mend}")


def _outcome(report: DatasetReport) -> str:
    """The outcome, with what an earlier run had left."""
    kept = f" ({report.kept_pages} pages were there)" if report.kept_pages else ""
    return f"{report.outcome}{kept}"


def _say_by_reason(stopped: Sequence[tuple[str, str, str, str]], console: Console) -> None:
    """Reasons, each once, with the datasets they hold for: a silent hub stops all of them."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for dataset, title, reason, mend in stopped:
        by_reason.setdefault((reason, mend), []).append(f"{dataset} {title}")
    for (reason, mend), names in by_reason.items():
        say(console, f"  {reason}")
        say(console, f"    to do: {mend}")
        for name in names:
            say(console, f"      {name}")
