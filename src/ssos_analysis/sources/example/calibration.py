"""Solving for published levels and gaps: effects of student groups such that each group's expected rate meets its target.

The procedure is iterative proportional fitting on a link scale: the state's level is met by the intercept, then each group's
effect is moved by the distance between its target and its present rate, round after round, since groups overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Link = Literal["logit", "probit"]

ROUNDS = 25
CLOSE_ENOUGH = 0.002
STEP = 0.9
LEAST_STUDENTS = 5
LARGEST_EFFECT = 6.0


def rate(linear: Floats, link: Link) -> Floats:
    """Expected rate, 0-1, of each student."""
    found: Floats = expit(linear) if link == "logit" else ndtr(linear)
    return found


def _link(share: float, link: Link) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return float(logit(share) if link == "logit" else ndtri(share))


@dataclass(frozen=True)
class Fitted:
    """Effects of student groups on the link scale, and the intercept that meets the state's level."""

    intercept: float
    effects: dict[str, float]

    def linear(self, offset: Floats, members: dict[str, Flags]) -> Floats:
        """Intercept, offset and group effects of each student, shape (n,)."""
        total = offset + self.intercept
        for group, effect in self.effects.items():
            total = total + effect * members[group]
        return total


def fit_group_rates(offset: Floats, members: dict[str, Flags], overall: float, by_group: dict[str, float], link: Link) -> Fitted:
    """Effects such that the mean expected rate of all students is `overall`, and of each group its target.

    Parameters
    ----------
    offset : what is known of each student beforehand (district, grade, own disposition), on the link scale, shape (n,).
    members : which students belong to each group, shape (n,) each.
    overall, by_group : target rates, 0-1. A group with fewer than 5 students keeps the effect 0.
    """
    inside = {group: np.flatnonzero(members[group]) for group in by_group}
    effects = dict.fromkeys(by_group, 0.0)
    intercept = _link(overall, link) - float(offset.mean())
    linear = offset + intercept
    for _ in range(ROUNDS):
        largest = 0.0
        for group, target in by_group.items():
            if len(inside[group]) < LEAST_STUDENTS:
                continue
            present = float(rate(linear[inside[group]], link).mean())
            effect = effects[group] + STEP * (_link(target, link) - _link(present, link))
            move = float(np.clip(effect, -LARGEST_EFFECT, LARGEST_EFFECT)) - effects[group]
            effects[group] += move
            linear[inside[group]] += move
            largest = max(largest, abs(move))
        move = _link(overall, link) - _link(float(rate(linear, link).mean()), link)
        intercept += move
        linear += move
        if max(largest, abs(move)) < CLOSE_ENOUGH:
            break
    return Fitted(intercept, effects)


def standardized(values: Floats) -> Floats:
    """Values with mean 0 and standard deviation 1."""
    spread = values.std()
    found: Floats = (values - values.mean()) / (spread if spread > 0 else 1.0)
    return found


def highest(values: Floats, among: Flags, count: int) -> Flags:
    """The `count` students with the highest values among those eligible: a share met exactly, not on average."""
    chosen = np.zeros(len(values), dtype=bool)
    eligible = np.flatnonzero(among)
    if count > 0 and len(eligible):
        order = np.argsort(-values[eligible], kind="stable")
        chosen[eligible[order[:count]]] = True
    return chosen
