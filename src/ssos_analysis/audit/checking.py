"""Leaks of one district's finished files: hidden figures that are given back, with the files and cells that give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ssos_analysis.audit.deduction import deduced, equations_of, told
from ssos_analysis.audit.facts import (
    ALL,
    COUNT,
    EVENTS,
    GAP,
    HIDDEN,
    RISK,
    Fact,
    Quantity,
    Question,
    facts_and_questions,
    hides,
    number_of,
)
from ssos_analysis.audit.finished import Finished, read_finished
from ssos_analysis.audit.spoken import spoken

FEW = 20
"""The largest floor of params/disclosure.yml: students of whom less is shown than of others."""
# an interval stands or falls with the figure it is of: its middle is about that figure
_INTERVALS = (
    (("gap_percentage_points_derived", "difference_percentage_points_derived", "change_percentage_points_derived",
      "since_2019_percentage_points_derived", "difference_derived"), ("interval_low", "interval_high")),
    (("ratio_derived",), ("ratio_low", "ratio_high")),
    (("risk_ratio_derived",), ("risk_ratio_low", "risk_ratio_high")),
    (("excess_students_derived",), ("excess_low", "excess_high")),
    (("gap_standard_deviations_derived", "change_standard_deviations_derived"),
     ("standard_deviations_low", "standard_deviations_high")),
    (("share_of_fall_made_good_derived",), ("share_low", "share_high")),
)  # fmt: skip


@dataclass(frozen=True)
class Leak:
    """One hidden figure that is given back: the cell that hides it, by what, and the cells or words that give it."""

    hidden: str
    by: str
    given: str

    def __str__(self) -> str:
        return f"{self.hidden} is given back by {self.by}: {self.given}"


def audit_folder(folder: Path) -> list[Leak]:
    """The leaks of one district's folder; an empty list lets it be published.

    Parameters
    ----------
    folder : pages, `data/` and workbooks of one district, as they would be published.

    Raises
    ------
    PressError
        A file cannot be read, or there is none: what was not looked at does not pass.
    """
    finished = read_finished(folder)
    leaks = [*_own_intervals(finished), *_given_back(finished)]
    return list(dict.fromkeys(leaks))


def audit_site(folder: Path) -> dict[str, list[Leak]]:
    """The leaks of a district's folder or of one file, or of each district of a site, by the folder's name.

    Raises
    ------
    PressError
        As `audit_folder`.
    """
    inside = folder.iterdir() if folder.is_dir() else ()
    districts = sorted(path for path in inside if path.is_dir() and path.name[:8].isdigit())
    return {one.name: audit_folder(one) for one in districts or [folder]}


def _own_intervals(finished: Finished) -> Iterator[Leak]:
    """A figure that was hidden while its interval stands."""
    for table in finished.tables:
        for number, row in enumerate(table.rows, start=2):
            if not row.get(HIDDEN):
                continue
            for figures, bounds in _INTERVALS:
                held = [name for name in figures if name in row]
                shown = [name for name in bounds if number_of(row.get(name, "")) == number_of(row.get(name, ""))]
                if held and shown and not any(row[name] for name in held):
                    cells = ", ".join(f"{table.file}, row {number}, {name}" for name in shown)
                    yield Leak(f"{table.file}, row {number}, {held[0]} ({row[HIDDEN]})", "its own interval", cells)


def _given_back(finished: Finished) -> Iterator[Leak]:
    facts: dict[Quantity, list[Fact]] = defaultdict(list)
    questions: dict[Quantity, list[Question]] = defaultdict(list)
    asked_in: dict[str, list[Question]] = defaultdict(list)
    about = {
        (row.get("measure", ""), row.get("org_code", "")[:4]) for table in finished.tables for row in table.rows if hides(row)
    }
    for table in finished.tables:
        for quantity, one in facts_and_questions(table, about):
            if isinstance(one, Fact):
                facts[quantity].append(one)
            else:
                questions[quantity].append(one)
                asked_in[table.file].append(one)
    if not questions:
        return
    equations = equations_of([*facts, *questions])
    of_all = deduced({quantity: _first(held) or held[0] for quantity, held in facts.items()}, equations)
    # those outside a group are had only from the state's own figures of everyone, so what these come to is the state's, though no
    # table of the folder may show it
    everyone = {quantity: replace(fact, derived=False) for quantity, fact in of_all.items() if quantity.group == ALL}
    of_state = deduced(
        everyone | {quantity: found for quantity, held in facts.items() if (found := _first(held, derived=False))}, equations
    )
    for quantity, asked in questions.items():
        shown = _first(facts.get(quantity, []), derived=True)
        if shown and asked[0].why != "suppressed by the state":
            yield Leak(_hidden(asked[0]), "the same figure, shown elsewhere", told(shown.places))
        elif (
            quantity in of_all
            and quantity not in of_state
            and of_all[quantity].derived
            and _tells_few(quantity, of_all, of_state)
        ):
            yield Leak(_hidden(asked[0]), of_all[quantity].how, told(of_all[quantity].places))
    known = {**of_all, **of_state}
    for question, words in spoken(finished, questions, known):
        yield Leak(_hidden(question), f"words ({words.kind})", f"{words.file}: {words.text[:160]!r}")


def _tells_few(quantity: Quantity, of_all: Mapping[Quantity, Fact], of_state: Mapping[Quantity, Fact]) -> bool:
    """Whether a figure that follows tells of few students what the state's own figures do not.

    A figure is hidden for the few behind it, in its group or in those it is compared with. Where the state's own figures tell
    how many they are, or they are not few, nothing is told of them. Where no count is known, the figure itself is all that
    was hidden.
    """
    groups = [quantity.group, *([quantity.beside] if quantity.kind == GAP else [])]
    parents = [quantity.but(group=group, kind=kind, beside="") for group in groups for kind in (COUNT, EVENTS)]
    parents = [one.but(measure=one.measure.removesuffix(RISK)) if one.kind == COUNT else one for one in parents]
    counted = [one for one in parents if one in of_all]
    return not counted or any(one not in of_state and _is_few(one, of_all) for one in counted)


def _is_few(count: Quantity, known: Mapping[Quantity, Fact]) -> bool:
    """Whether a count, or that of the students without the outcome, is one that some floor would hide."""
    value = known[count].value
    whole = known.get(count.but(kind=COUNT, measure=count.measure.removesuffix(RISK))) if count.kind == EVENTS else None
    return value < FEW or (whole is not None and whole.value - value < FEW)


def _first(facts: Sequence[Fact], *, derived: bool | None = None) -> Fact | None:
    """The first fact of a kind; without a kind, the state's own before ours."""
    if derived is None:
        return _first(facts, derived=False) or (facts[0] if facts else None)
    return next((fact for fact in facts if fact.derived == derived), None)


def _hidden(question: Question) -> str:
    return f"{question.place} ({question.why})"
