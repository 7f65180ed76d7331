"""One family of errors. Each says what is wrong, where, and what to do next.

Faults are collected (`Faults`) so that a file is mended once, not once per fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class SsosError(Exception):
    """Something a person can act on: `what` is wrong, `where` it is, and how to `mend` it."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.mend:
            lines.append(f"  to do: {self.mend}")
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter prints: the three lines a person can act on, in place of a stack of calls."""
        return [f"{type(self).__name__}: {self}"]


class SourceError(SsosError):
    """An export, or a record of it, that cannot be read as it stands."""


class HubError(SsosError):
    """The state's hub cannot be reached, does not answer as it should, or holds a dataset otherwise than we know it."""


class StoreError(SsosError):
    """The store is missing, is of the wrong kind, or does not hold what was asked for."""


class ParameterError(SsosError):
    """A parameter of a notebook, a command or a file in params/ that cannot be used."""


class CountError(SsosError):
    """A count that cannot be: negative, or larger than its denominator."""


class ComparisonError(SsosError):
    """Figures that do not compare: another definition, another test, an unusual year, another district."""


class DisclosureError(SsosError):
    """Something tried to reach a page without passing the release."""


class PressError(SsosError):
    """A brief could not be planned, run, or published."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one input."""

    what: str
    where: str = ""
    mend: str = ""


@dataclass
class Faults:
    """Faults of one input, gathered before stopping."""

    found: list[Fault] = field(default_factory=list)

    def add(self, what: str, *, where: str = "", mend: str = "") -> None:
        """One more fault; the same one twice is one (two tables of a file ask for the same key)."""
        if (fault := Fault(what, where, mend)) not in self.found:
            self.found.append(fault)

    def __bool__(self) -> bool:
        return bool(self.found)

    def as_error(self, kind: type[SsosError]) -> SsosError:
        """All faults as one error; a single fault reads as itself."""
        if len(self.found) == 1:
            fault = self.found[0]
            return kind(fault.what, where=fault.where, mend=fault.mend)
        lines = []
        for number, fault in enumerate(self.found, start=1):
            lines.append(f"{number}. {fault.what}" + (f" ({fault.where})" if fault.where else ""))
        mends = list(dict.fromkeys(fault.mend for fault in self.found if fault.mend))
        return kind(f"{len(self.found)} faults:\n  " + "\n  ".join(lines), mend="; ".join(mends))

    def raise_if_any(self, kind: type[SsosError]) -> None:
        if self.found:
            raise self.as_error(kind)
