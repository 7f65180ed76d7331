"""How a batch is told while it runs, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ssos_analysis.errors import SsosError
from ssos_analysis.press.plan import Job
from ssos_analysis.press.records import Failure

if TYPE_CHECKING:  # what runs notebooks takes a second to import
    from ssos_analysis.press.engine import Outcome


class Watcher(Protocol):
    """Who is told how the batch goes."""

    def ended(self, job: Job, outcome: Outcome) -> None:
        """A job ended: `outcome.failure` says why there is no page of it, `outcome.seconds` how long it took."""

    def tick(self) -> None:
        """A moment passed."""


@dataclass
class Result:
    """How a batch ended: jobs that gave a page, jobs that failed with the reason, pages of recipes that could not be made
    (district, page, reason), whether it was stopped, and why there is no new index."""

    done: list[Job] = field(default_factory=list)
    failed: list[tuple[Job, Failure]] = field(default_factory=list)
    not_composed: list[tuple[str, str, Failure]] = field(default_factory=list)
    exit_code_if_stopped: int | None = None
    index_fault: SsosError | None = None

    @property
    def exit_code(self) -> int:
        """0 all good, 1 some failed or the index could not be made, 130 or 143 stopped by Ctrl-C or SIGTERM."""
        if self.exit_code_if_stopped is not None:
            return self.exit_code_if_stopped
        return 1 if self.failed or self.not_composed or self.index_fault else 0
