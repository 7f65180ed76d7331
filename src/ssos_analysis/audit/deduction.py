"""What follows from the facts by one subtraction at a time: a complement, a sum of schools or of a partition, a percent of a
known number, a change from a known year."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ssos_analysis.audit.facts import ALL, CHANGE, COUNT, EVENTS, GAP, RATE, RISK, Fact, Place, Quantity, outside
from ssos_analysis.vocabulary.organizations import district_of, level_of
from ssos_analysis.vocabulary.student_groups import GROUPS

COMPLEMENT, SCHOOLS, PERCENT, YEARS = "a single complement", "the sum of schools", "a percent of a known number", "two years"
DIFFERENCE = "a gap and one of its two figures"
_MOST_ROUNDS = 12


@dataclass(frozen=True)
class Equation:
    """`whole` is the sum of `parts`; a part or the whole follows when all others are known."""

    whole: Quantity
    parts: tuple[Quantity, ...]
    how: str


def deduced(facts: Mapping[Quantity, Fact], equations: Sequence[Equation]) -> dict[Quantity, Fact]:
    """The facts, and all that follows from them; what was read stands before what was worked out."""
    known = dict(facts)
    by_quantity: dict[Quantity, list[int]] = defaultdict(list)
    for at, equation in enumerate(equations):
        for quantity in (equation.whole, *equation.parts):
            by_quantity[quantity].append(at)
    waiting: Iterable[int] = range(len(equations))
    first = True
    for _ in range(_MOST_ROUNDS):
        new: list[Quantity] = []
        for at in waiting:
            equation = equations[at]
            unknown = [quantity for quantity in (equation.whole, *equation.parts) if quantity not in known]
            if len(unknown) == 1:
                known[unknown[0]] = _solved(equation, unknown[0], known)
                new.append(unknown[0])
        new += _by_percent(known, list(known) if first else new)
        first = False
        if not new:
            break
        waiting = sorted({at for quantity in new for at in by_quantity[quantity]})
    return known


def _solved(equation: Equation, unknown: Quantity, known: Mapping[Quantity, Fact]) -> Fact:
    others = [known[one] for one in (equation.whole, *equation.parts) if one != unknown]
    parts = sum(known[one].value for one in equation.parts if one != unknown)
    value = parts if unknown == equation.whole else known[equation.whole].value - parts
    return _from(value, others, equation.how)


def _by_percent(known: dict[Quantity, Fact], new: Iterable[Quantity]) -> list[Quantity]:
    """Students with the outcome, where a rate of a known number fits one whole number only; and the rate of two known numbers.

    Only what hangs on the quantities that are new is looked at.
    """
    rates: dict[Quantity, None] = {}
    for one in new:
        if one.kind in (COUNT, EVENTS, RATE):
            rates[one.but(kind=RATE)] = None
            if one.kind == COUNT:
                rates[one.but(kind=RATE, measure=one.measure + RISK)] = None
    found = []
    for of in rates:
        events, count, rate = of.but(kind=EVENTS), known.get(_count(of)), known.get(of)
        if count is None or not 0 < count.value < 1e6:
            continue
        if rate is None and events in known:
            known[of] = _from(100 * known[events].value / count.value, [count, known[events]], PERCENT)
            found.append(of)
        elif rate is not None and events not in known and 0 <= rate.value <= 100:
            off = 0.5 * 10.0 ** -_decimals(rate.value) / 100 * count.value
            exact = count.value * rate.value / 100
            if (least := math.ceil(exact - off)) == math.floor(exact + off):
                known[events] = _from(float(least), [count, rate], PERCENT)
                found.append(events)
    return found


def _count(quantity: Quantity) -> Quantity:
    """The students that a rate is of: those of the measure, also where the rate is of the other outcome."""
    return quantity.but(kind=COUNT, measure=quantity.measure.removesuffix(RISK))


def _decimals(value: float) -> int:
    """Decimals with which a rate was printed: one at least; a rate that was never rounded has many."""
    return max(1, len(repr(value).partition(".")[2]))


def _from(value: float, facts: Sequence[Fact], how: str) -> Fact:
    places = tuple(dict.fromkeys(place for fact in facts for place in fact.places))
    steps = [fact.how for fact in facts if fact.how != "shown"]
    return Fact(value, any(fact.derived for fact in facts), places, " and ".join(dict.fromkeys([*steps, how])))


def equations_of(quantities: Iterable[Quantity]) -> list[Equation]:
    """The sums that hold among the quantities that stand in some table, shown or hidden."""
    held = set(quantities)
    made: dict[Equation, None] = {}
    listed: dict[Quantity, set[str]] = defaultdict(set)
    schools: dict[Quantity, set[Quantity]] = defaultdict(set)
    for one in sorted(held):
        if one.kind in (COUNT, EVENTS):
            whole = one.but(group=ALL)
            if one.group != ALL:
                listed[whole].add(one.group)
                inside = one.but(group=_in(one.group))
                for kind in (COUNT, EVENTS):  # those with the outcome may follow from rates, though no table counts them
                    parts = (inside.but(kind=kind), inside.but(group=outside(inside.group), kind=kind))
                    made[Equation(whole.but(kind=kind), parts, COMPLEMENT)] = None
            if level_of(one.org) == "school":
                schools[one.but(org=district_of(one.org))].add(one)
        elif one.kind == GAP:
            rates = (one.but(kind=RATE, beside=""), one.but(kind=RATE, beside="", group=one.beside))
            made[Equation(rates[0], (one, rates[1]), DIFFERENCE)] = None
        elif one.kind == CHANGE:
            for gap in [gap for gap in sorted(held) if gap.kind == GAP and gap[:5] == one[:5]]:
                made[Equation(gap, (one, gap.but(year=one.beside)), YEARS)] = None
    for whole, groups in listed.items():
        for members in _partitions(groups):
            made[Equation(whole, tuple(whole.but(group=group) for group in members), COMPLEMENT)] = None
    for whole, of_schools in schools.items():
        if len(of_schools) > 1 and whole in held:
            made[Equation(whole, tuple(sorted(of_schools)), SCHOOLS)] = None
    return list(made)


def _in(group: str) -> str:
    return group.removeprefix("not:")


def _partitions(groups: set[str]) -> list[tuple[str, ...]]:
    """Sets of groups that share no student and, as far as a table lists them, make up everyone."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for group in sorted(groups):
        if group in GROUPS and (name := GROUPS[group].partition):
            by_name[name].append(group)
    pairs = [
        tuple(sorted((group, other))) for group in groups if group in GROUPS and (other := GROUPS[group].complement) in groups
    ]
    return [tuple(members) for members in by_name.values() if len(members) > 1] + sorted(set(pairs))


def told(places: Sequence[Place], most: int = 4) -> str:
    """The cells a number follows from, in words."""
    words = [str(place) for place in places[:most]]
    more = f" and {len(places) - most} more" if len(places) > most else ""
    return "; ".join(words) + more
