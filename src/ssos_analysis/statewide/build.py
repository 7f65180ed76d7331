"""All state-wide quantities of a store: read table by table, computed measure by measure, kept under the data's hash."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ssos_analysis.choices import peer_rules
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.measures.statewide_tables import BY_MEASURE, Statewide, empty_frame
from ssos_analysis.measures.table import statewide_rows
from ssos_analysis.parameters import SeriesBreaks, series_breaks
from ssos_analysis.schemas.columns import PROVENANCE_COLUMNS
from ssos_analysis.schemas.tables import TABLES
from ssos_analysis.schemas.tidy_table import ORGANIZATION
from ssos_analysis.sources.statewide_key import statewide_key
from ssos_analysis.sources.statewide_store import Frames, build_once, is_built, read_frame
from ssos_analysis.sources.store import Store
from ssos_analysis.statewide.changes import changes
from ssos_analysis.statewide.context import context
from ssos_analysis.statewide.expectations import composition, expectations, is_expected
from ssos_analysis.statewide.peer_sets import peer_sets
from ssos_analysis.statewide.priors import figures, priors
from ssos_analysis.statewide.usable_rows import usable_rows


def build_statewide(store: Store) -> bool:
    """Compute the state-wide quantities of a store, unless they are there; returns whether they were computed now.

    Raises
    ------
    StoreError
        The store's folder cannot be written, or another process is at it for too long.
    """
    return build_once(store.path, statewide_key(store), lambda: quantities(store, MEASURES.values()))


def is_current(store: Store) -> bool:
    """Whether the quantities of the data that the store holds now are computed."""
    return is_built(store.path, statewide_key(store))


def ensure_statewide(store: Store) -> None:
    """The same, for whoever is about to read them."""
    if not is_current(store):
        build_statewide(store)


def load_statewide(store: Store, measure_ids: Iterable[str], *, district_code: str | None = None) -> Statewide:
    """The quantities of some measures; computed first where they are not there yet. With a district's code the expectations of
    schools are those of its own schools: of the whole state they are many, and a brief needs no other."""
    ensure_statewide(store)
    key, ids = statewide_key(store), list(dict.fromkeys(measure_ids))
    whose = {"expectations": district_code}
    held = {
        name: read_frame(
            store.path, key, name, empty_frame(name), ids, district=whose.get(name), by_category=name == "changes"
        )
        for name in BY_MEASURE
    }  # fmt: skip
    peers, places = (read_frame(store.path, key, name, empty_frame(name)) for name in ("peers", "context"))
    return Statewide(**held, peers=peers, context=places, fingerprint=key)


def quantities(store: Store, measures: Iterable[Measure]) -> Frames:
    """Every frame, computed from the store: one table at a time, so that memory holds one."""
    rules, breaks = peer_rules(), series_breaks()
    grades, groups, mobility = (store.table(name) for name in ("enrollment_by_grade", "enrollment_by_group", "mobility"))
    who = composition(groups)
    grades, groups, mobility = (frame[frame["org_level"] == "district"] for frame in (grades, groups, mobility))
    years = [context(grades, groups, mobility, rules, back=back) for back in range(rules.stability_years)]
    found: dict[str, dict[str, pd.DataFrame]] = {name: {} for name in BY_MEASURE}
    usable = [one for one in measures if one.has_counts]
    for table in dict.fromkeys(one.table for one in usable):
        mine = [one for one in usable if one.table == table]
        rows = store.table(table, columns=_columns(mine), levels=["district", "school"])
        for measure in mine:
            for name, frame in of_measure(measure, rows, who, breaks).items():
                if len(frame):
                    found[name][measure.id] = frame
    return {**found, "peers": peer_sets(years, rules), "context": years[0]}


def of_measure(measure: Measure, rows: pd.DataFrame, who: pd.DataFrame, breaks: SeriesBreaks) -> dict[str, pd.DataFrame]:
    """The frames of one measure from its tidy table's rows of districts and schools, and the schools' composition."""
    for key, value in measure.where.items():
        rows = rows[rows[key] == value]
    schools = rows["org_level"] == "school"
    districts = usable_rows(measure, statewide_rows(measure, rows[~schools], breaks), breaks)
    made: dict[str, pd.DataFrame] = {}
    if len(districts):
        fitted = priors(measure, districts)
        made = {"changes": changes(measure, districts), "priors": fitted, "figures": figures(measure, districts, fitted)}
    if is_expected(measure):
        of_schools = usable_rows(measure, statewide_rows(measure, rows[schools], breaks), breaks)
        made["expectations"] = expectations(measure, of_schools, who)
    return made


def _columns(measures: list[Measure]) -> list[str]:
    """The columns of one table that some measures of it need."""
    about = TABLES[measures[0].table]
    wanted = [*ORGANIZATION, *about.keys, *PROVENANCE_COLUMNS]
    for one in measures:
        wanted += [one.value, f"{one.value}__status", f"{one.value}__decimals", *filter(None, (one.numerator, one.denominator))]
    return list(dict.fromkeys(wanted))
