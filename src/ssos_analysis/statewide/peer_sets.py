"""Which districts are alike in context: the nearest within a caliper, how firmly each was chosen, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ssos_analysis.choices import ContextVariable, PeerRules
from ssos_analysis.estimation.counts import FloatArray
from ssos_analysis.estimation.distances import mahalanobis, robust_scale, shrunk_covariance
from ssos_analysis.measures.statewide_tables import PEERS, empty_frame

SEED = 20261126
LEAST_DISTRICTS = 3


def peer_sets(years: Sequence[pd.DataFrame], rules: PeerRules) -> pd.DataFrame:
    """The peers of every district.

    Parameters
    ----------
    years : context of the newest year first (`context`), then of earlier ones: the draws of stability take them in turn.
    rules : params/peers.yml.

    Returns
    -------
    DataFrame
        Columns of PEERS. A district that lacks a characteristic in use has no peers, and is nobody's.
    """
    now = years[0]
    used = used_variables(now, rules)
    known = now[now[[variable.id for variable in used]].notna().all(axis=1)] if used else now.iloc[:0]
    if len(known) < LEAST_DISTRICTS:
        return empty_frame("peers")
    known = known.reset_index(drop=True)
    weights = np.array([variable.weight for variable in used])
    apart = distances(known, used, weights)
    near = _nearest(apart, known["stratum"].to_numpy(), rules)
    firm = _stability([known, *years[1:]], known["org_code"].tolist(), used, weights, rules)
    scaled = robust_scale(known[[variable.id for variable in used]].to_numpy(float))
    rows = []
    for place, peers in enumerate(near):
        for rank, other in enumerate(peers, start=1):
            why = _why(np.abs(scaled[place] - scaled[other]), used)
            rows.append((known["org_code"][place], known["org_code"][other], rank, apart[place, other], firm[place, other], why))
    found = pd.DataFrame(rows, columns=list(PEERS))
    return _overridden(found, known, apart, firm, rules)


def used_variables(now: pd.DataFrame, rules: PeerRules) -> list[ContextVariable]:
    """The variables with a weight that enough districts have and that are not the same in all of them."""
    return [
        one
        for one in rules.variables
        if one.weight > 0 and now[one.id].notna().mean() >= rules.least_known_share and now[one.id].nunique() > 1
    ]


def distances(known: pd.DataFrame, used: Sequence[ContextVariable], weights: FloatArray) -> FloatArray:
    """The distance of each pair, shape (k, k), symmetric: Mahalanobis on robust scales with a shrunk covariance, each
    characteristic (freed of what it shares with the others) multiplied by its weight. With all weights 1 it is Mahalanobis'."""
    scaled = robust_scale(known[[one.id for one in used]].to_numpy(float))
    values, vectors = np.linalg.eigh(shrunk_covariance(scaled))
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    metric = root @ np.diag(weights) @ root
    return mahalanobis(scaled[:, None, :], scaled[None, :, :], (metric + metric.T) / 2)


def _nearest(apart: FloatArray, strata: np.ndarray, rules: PeerRules) -> list[list[int]]:
    """The nearest of each one's stratum, at most peers_n, none beyond the caliper."""
    allowed = np.where(strata[:, None] == strata[None, :], apart, np.inf)
    np.fill_diagonal(allowed, np.inf)
    order = np.argsort(allowed, axis=1, kind="stable")[:, : rules.peers_n]
    near = np.take_along_axis(allowed, order, axis=1)
    reached = near[np.isfinite(near)]
    caliper = np.percentile(reached, rules.caliper_percentile) if len(reached) else 0.0
    return [
        [int(other) for other, far in zip(row, fars, strict=True) if far <= caliper]
        for row, fars in zip(order, near, strict=True)
    ]


def _stability(
    years: Sequence[pd.DataFrame], codes: list[str], used: Sequence[ContextVariable], weights: FloatArray, rules: PeerRules
) -> FloatArray:
    """Share of draws in which one district is a peer of another, shape (k, k); weights from a Dirichlet distribution around their
    own, context of the years in turn. NaN without draws. The seed is fixed: the same data give the same shares."""
    chosen, drawn = np.zeros((len(codes),) * 2), np.zeros((len(codes),) * 2)
    at = {code: place for place, code in enumerate(codes)}
    source = np.random.default_rng(SEED)
    ids = [one.id for one in used]
    for draw in range(rules.stability_draws):
        held = years[draw % len(years)]
        held = held[held[ids].notna().all(axis=1) & held["org_code"].isin(at)].reset_index(drop=True)
        if len(held) < LEAST_DISTRICTS:
            continue
        shaken = source.dirichlet(4 * weights) * weights.sum()
        places = np.array([at[code] for code in held["org_code"]])
        near = _nearest(distances(held, used, shaken), held["stratum"].to_numpy(), rules)
        drawn[np.ix_(places, places)] += 1
        for place, peers in enumerate(near):
            chosen[places[place], places[peers]] += 1
    with np.errstate(invalid="ignore"):
        return np.asarray(chosen / np.where(drawn == 0, np.nan, drawn))


def _why(apart: FloatArray, used: Sequence[ContextVariable]) -> str:
    """`alike in size and low income; differs most in English learners`."""
    order = np.argsort(apart, kind="stable")
    alike = " and ".join(used[place].label for place in order[:2])
    return f"alike in {alike}" + (f"; differs most in {used[order[-1]].label}" if len(order) > 2 else "")


def _overridden(found: pd.DataFrame, known: pd.DataFrame, apart: FloatArray, firm: FloatArray, rules: PeerRules) -> pd.DataFrame:
    """The peers as people changed them: removed ones are gone, added ones stand first with rank 0."""
    at = {code: place for place, code in enumerate(known["org_code"])}
    for change in rules.overrides:
        mine = found["org_code"] == change.district
        found = found[~(mine & found["peer_code"].isin([*change.remove, *change.add]))]
        added = [
            (
                change.district, code, 0,
                apart[at[change.district], at[code]] if change.district in at and code in at else np.nan,
                firm[at[change.district], at[code]] if change.district in at and code in at else np.nan,
                f"chosen by {change.who}: {change.why}",
            )
            for code in change.add
            if code != change.district
        ]  # fmt: skip
        if added:
            found = pd.concat([found, pd.DataFrame(added, columns=list(PEERS))], ignore_index=True)
    return found.sort_values(["org_code", "rank", "peer_code"], kind="stable", ignore_index=True)
