"""How far the writing of a whole example state is, on standard error: a line after each part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from ssos_analysis.sources.example.state_scale.generating import Written


def writing_progress() -> Callable[[Written], None]:
    """A function to be told after each part: districts, records, megabytes, seconds, and about how many remain."""
    console = Console(stderr=True)

    def tell(step: Written) -> None:
        remaining = step.seconds / step.districts * (step.of - step.districts)
        console.print(
            f"{step.districts} of {step.of} districts, {step.records:,} records, {step.bytes / 1e6:,.0f} MB, "
            f"{step.seconds:.0f} s elapsed, {remaining:.0f} s remaining",
            soft_wrap=True,
            highlight=False,
        )

    return tell
