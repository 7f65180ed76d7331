"""Peer districts: who is alike in context, what they reach in a measure, and who does better where the district is weakest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm

from ssos_analysis.analyses.priorities import OLDEST_YEARS
from ssos_analysis.choices import PeerRules, peer_rules
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.multiplicity import benjamini_hochberg
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.statewide_reads import boiled_down
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

CORE = 0.8
"""Share of draws from which on a peer is a firm one."""
LEVEL = 0.10
_SD_OF_INTERVAL = 2 * 1.959963984540054
_DERIVED = ("shrunk", "shrunk_low", "shrunk_high", "stands", "p_value")

NO_PEERS = "no close peers: no district is alike enough in context"
NEWER = "not shown: what peers reach is known of a later year than this brief shows"
NO_FIGURE = "not shown: no figure of the district with a count"
TOO_OLD = "not shown: the newest figure with a count is more than five school years old"


def peers(statewide: Statewide, *, district_code: str, district_name: str) -> Finding:
    """Who the peers are and why: chosen on context alone, before any outcome is looked at.

    Returns
    -------
    Finding
        kind `peers`; one row per peer, nearest first: peer_code, org_name, distance, stability, is_core (stability of CORE or
        more), `is_chosen_by_hand`, why, and each characteristic with the district's own (`own_…`). No row where no district is
        within the caliper; `choices["why_not"]` then says so. `choices` also give the characteristics and their labels (in one
        order), the rules, and `overrides`: what people changed for this district. Enrollment is shown as published.
    """
    rules = peer_rules()
    table = _peers_of(statewide, district_code)
    table["is_core"] = table["stability"] >= CORE
    table["is_chosen_by_hand"] = table["rank"] == 0
    held = _characteristics(statewide)
    labels = {one.id: one.label for one in rules.variables if one.id in held}
    choices = {
        "district_code": district_code, "district_name": district_name, "peers_n": str(len(table)),
        "core_n": str(int(table["is_core"].sum())), "variables": "; ".join(labels), "labels": "; ".join(labels.values()),
        "wanted_n": str(rules.peers_n), "caliper": f"{rules.caliper_percentile:g}", "draws_n": str(rules.stability_draws),
        "core_share": f"{CORE:g}", "overrides": _overrides(rules, statewide, district_code),
        "why_not": "" if len(table) else NO_PEERS, "fingerprint": statewide.fingerprint,
    }  # fmt: skip
    return Finding("peers", "enrollment", None, table, choices, (), ("students_n",))


@boiled_down(places=2)
def _peers_of(statewide: Statewide, district_code: str) -> pd.DataFrame:
    return statewide.peers_of(district_code).reset_index(drop=True)


@boiled_down(places=0)
def _characteristics(statewide: Statewide) -> list[str]:
    return [str(name) for name in statewide.context.columns]


@boiled_down(places=0)
def _name_of(statewide: Statewide, code: str) -> str:
    return str(statewide.context.set_index("org_code")["org_name"].get(code, code))


def _overrides(rules: PeerRules, statewide: Statewide, district_code: str) -> str:
    """What people changed of a district's peers, in words; empty where nobody did."""
    told = []
    for change in rules.overrides:
        if change.district == district_code:
            moves = [f"{verb} {_name_of(statewide, code)}"
                     for verb, codes in (("added", change.add), ("removed", change.remove)) for code in codes]  # fmt: skip
            told.append(f"{', '.join(moves)} ({change.who}, {change.date.isoformat()}: {change.why})")
    return "; ".join(told)


def peer_figures(measure: MeasureTable, statewide: Statewide, *, group: str = ALL_STUDENTS) -> Finding:
    """What the peers reach in one measure, each drawn towards all districts of the state; the district among them.

    A peer's figure of another year than the district's is shown with its year and compared with nothing; a figure of more than
    OLDEST_YEARS before the brief's last year is not shown, whether the district's or a peer's.

    Returns
    -------
    Finding
        kind `peer_figures`; the district's row (`is_own`), then the peers, nearest first: estimate, decimals, n, school_year as
        published; shrunk, shrunk_low, shrunk_high; distance, stability. No rank: among ten, its interval covers nearly all.
    """
    table, why_not = _beside_peers(statewide, measure.measure.id, group, measure.district_code, measure.through)
    return _finding("peer_figures", measure, group, table, why_not)


def better_where_weakest(measures: Sequence[MeasureTable], statewide: Statewide, *, group: str = ALL_STUDENTS) -> Finding:
    """Similar context, better on the weakest indicator: the peers beside the district in the measure where it lies lowest.

    The weakest is the measure whose figure, drawn towards the state's districts, lies furthest on the worse side of their mean,
    in standard deviations of the districts. Whether a peer is better is judged on the difference of two drawn figures, adjusted
    for the number of peers (Benjamini and Hochberg, 10 percent).

    Returns
    -------
    Finding
        kind `better_where_weakest`; the rows of :func:`peer_figures` with `p_value` (adjusted) and `stands`: `better`,
        `not_clear`, `other_year`. `choices["weakest"]` names the measure, `choices["looked_at"]` all that were considered.
    """
    places = [(place, one) for one in measures if (place := _place_of(statewide, one, group)) is not None]
    looked_at = "; ".join(one.measure.short_label for _, one in places)
    if not places:
        measure = measures[0]
        return _finding("better_where_weakest", measure, group, _no_rows(), NO_FIGURE, looked_at=looked_at, weakest="")
    place, measure = min(places, key=lambda pair: (pair[0], pair[1].measure.id))
    better = measure.measure.better
    table, why_not = _compared(statewide, measure.measure.id, group, measure.district_code, measure.through, better)
    more = {"looked_at": looked_at, "weakest": measure.measure.id, "place_sd": f"{place:.2f}"}
    return _finding("better_where_weakest", measure, group, table, why_not, **more)


@boiled_down(places=1)
def _compared(
    statewide: Statewide, measure_id: str, group: str, district_code: str, through: int, better: str
) -> tuple[pd.DataFrame, str]:
    """The district and its peers, and which of them are clearly better."""
    table, why_not = _beside_peers(statewide, measure_id, group, district_code, through)
    if len(table):
        table["p_value"] = np.nan
        own, others = table.iloc[0], table.index[1:]
        is_same = (table["school_year"] == own["school_year"]) & table["shrunk"].notna()
        same = [row for row in others if is_same[row]]
        sign = 1.0 if better == "higher" else -1.0
        spread = (table["shrunk_high"] - table["shrunk_low"]) / _SD_OF_INTERVAL
        apart = sign * (table.loc[same, "shrunk"] - own["shrunk"])
        adjusted = benjamini_hochberg(norm.sf(apart / np.hypot(spread[same], spread.iloc[0])), level=LEVEL)
        table["stands"] = "other_year"
        table.loc[same, "p_value"] = adjusted.p_value
        table.loc[same, "stands"] = np.where(adjusted.is_found, "better", "not_clear")
        table.loc[table.index[0], "stands"] = ""
    return table, why_not


def _place_of(statewide: Statewide, measure: MeasureTable, group: str) -> float | None:
    about = measure.measure
    return _place(statewide, about.id, group, measure.district_code, measure.through, about.better)


@boiled_down(places=2)
def _place(statewide: Statewide, measure_id: str, group: str, district_code: str, through: int, better: str) -> float | None:
    """Standard deviations of districts by which the district's drawn figure is better than their mean."""
    rows = statewide.figures_of(measure_id, group)
    own = rows[(rows["org_code"] == district_code) & rows["shrunk"].notna()]
    own = own[own["school_year"].between(through - OLDEST_YEARS, through)]
    if own.empty or better == "context":
        return None
    prior = statewide.prior_of(measure_id, group, int(own["school_year"].iloc[0]))
    if prior is None or not prior.between_sd > 0:
        return None
    off = (float(own["shrunk"].iloc[0]) - prior.mean) / prior.between_sd
    return off if better == "higher" else -off


@boiled_down(places=1)
def _beside_peers(
    statewide: Statewide, measure_id: str, group: str, district_code: str, through: int
) -> tuple[pd.DataFrame, str]:
    """The district's newest figure and those of its peers, and why there are none."""
    rows = statewide.figures_of(measure_id, group)
    own = rows[rows["org_code"] == district_code]
    if own.empty:
        return _no_rows(), NO_FIGURE
    if int(own["school_year"].iloc[0]) > through:
        return _no_rows(), NEWER
    if int(own["school_year"].iloc[0]) < through - OLDEST_YEARS:
        return _no_rows(), TOO_OLD
    sets = statewide.peers[statewide.peers["org_code"] == district_code].sort_values("rank", kind="stable")
    if sets.empty:
        return _no_rows(), NO_PEERS
    links = sets[["peer_code", "distance", "stability"]].rename(columns={"peer_code": "org_code"})
    others = links.merge(rows[rows["school_year"].between(through - OLDEST_YEARS, through)], on="org_code", how="inner")
    table = pd.concat([own.assign(is_own=True), others.assign(is_own=False)], ignore_index=True)
    return table.assign(stands="", p_value=np.nan), ""


def _no_rows() -> pd.DataFrame:
    columns = ["org_code", "org_name", "school_year", "estimate", "n", "numerator", "is_own", "distance", "stability", *_DERIVED]
    return pd.DataFrame(columns=columns)


def _finding(kind: str, measure: MeasureTable, group: str, table: pd.DataFrame, why_not: str, **more: str) -> Finding:
    about: Measure = measure.measure
    floors = (Floor("n", "numerator" if about.kind == "share" else None, _DERIVED),)
    year = str(table["school_year"].iloc[0]) if len(table) else ""
    choices = {
        "group": group, "year": year, "district_code": measure.district_code, "district_name": measure.district_name,
        "why_not": why_not, **more,
    }  # fmt: skip
    return Finding(kind, about.family, about, table, choices, floors)
