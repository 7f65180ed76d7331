"""State-wide rows and frames of invented districts, drawn with a fixed seed, as the store and the build hand them out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ssos_analysis import parameters
from ssos_analysis.choices import PeerRules, peer_rules
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.measures.statewide_tables import Statewide, empty_frame
from ssos_analysis.statewide import of_measure
from ssos_analysis.statewide.peer_sets import peer_sets
from tests.builders.small_tables import DISTRICT, cohort, tidy

GRADUATION = measure_of("four_year_graduation_pct")


def codes(districts: int) -> list[str]:
    """District codes of the invented state; the first is that of tests/builders/small_tables.py."""
    return [f"{9901 + place:04d}0000" for place in range(districts)]


def graduation_rows(
    districts: int = 40, years: Sequence[int] = tuple(range(2014, 2025)), *, students: int = 200, seed: int = 1, **given: str
) -> pd.DataFrame:
    """Cohorts of every district and year: its own true rate, which drifts, and chance by the number of students."""
    source = np.random.default_rng(seed)
    rows = []
    for code in codes(districts):
        truth = source.uniform(0.7, 0.95)
        for year in years:
            truth = float(np.clip(truth + source.normal(0, 0.015), 0.5, 0.99))
            n = int(source.integers(students // 2, students * 2))
            rows.append(cohort(code, year, f"{100 * source.binomial(n, truth) / n:.1f}", n, **given))
    return tidy("graduation", rows)


def contexts(districts: int = 60, *, seed: int = 3) -> pd.DataFrame:
    """The context of a state: sizes and shares that hang together, in two strata."""
    source = np.random.default_rng(seed)
    need = source.uniform(0, 1, districts)
    return pd.DataFrame(
        {
            "org_code": codes(districts),
            "org_name": [f"District {place}" for place in range(districts)],
            "school_year": 2024,
            "stratum": np.where(np.arange(districts) % 4 == 0, "elementary", "all_grades"),
            "students_n": np.round(np.exp(source.normal(7.5, 1, districts))),
            "source_id": "c" * 12,
        }
    ).assign(
        ln_students=lambda table: np.log(table["students_n"]),
        low_income_pct=80 * need,
        english_learners_pct=np.clip(25 * need + source.normal(0, 3, districts), 0, None),
        disabilities_pct=source.normal(19, 3, districts),
        high_school_pct=source.normal(30, 2, districts),
        churn_pct=5 + 10 * need + source.normal(0, 1, districts),
    )


def rules(**changed: object) -> PeerRules:
    """The rules of params/peers.yml with few draws, and what a test changes."""
    return peer_rules().model_copy(update={"stability_draws": 8, **changed})


def statewide(rows: pd.DataFrame | None = None, *, context: pd.DataFrame | None = None) -> Statewide:
    """State-wide quantities of graduation, and the peers of the same districts."""
    rows = graduation_rows() if rows is None else rows
    context = contexts(40) if context is None else context
    made = of_measure(GRADUATION, rows, empty_composition(), parameters.series_breaks())
    frames = {name: made.get(name, empty_frame(name)) for name in ("changes", "priors", "figures", "expectations")}
    return Statewide(**frames, peers=peer_sets([context], rules()), context=context, fingerprint="f" * 16)


def empty_composition() -> pd.DataFrame:
    """No school's composition."""
    columns = ["org_code", "school_year", "low_income", "english_learners", "students_with_disabilities"]
    return pd.DataFrame(columns=columns).astype({"school_year": "int64"})


__all__ = ["DISTRICT", "GRADUATION", "codes", "contexts", "empty_composition", "graduation_rows", "rules", "statewide"]
