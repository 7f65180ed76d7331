"""How much districts differ in a measure, beyond chance; and each district's newest figure drawn towards that."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.means import PERCENTILE_SD
from ssos_analysis.estimation.pooling import pool
from ssos_analysis.estimation.shrinkage import BetaPrior, beta_posterior, fit_beta_prior
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.statewide_tables import FIGURES, PRIORS, empty_frame

LEAST_DISTRICTS = 10
"""Districts to fit a prior to; a choice of ours: with fewer the spread is hardly known."""
CONFIDENCE_Z = 1.959963984540054


def priors(measure: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The prior of each student group and year of one measure; columns of PRIORS.

    A share has a beta prior (beta-binomial maximum likelihood); a mean growth percentile a normal one (DerSimonian and Laird).
    Each group is fitted to the same group elsewhere, never to all students.
    """
    found = []
    for (group, year), cell in rows.groupby(["student_group", "school_year"], sort=True):
        if len(cell) < LEAST_DISTRICTS:
            continue
        one = _beta(cell) if measure.kind == "share" else _normal(cell)
        if one is not None:
            head = {"measure_id": measure.id, "student_group": group, "school_year": year, "org_level": "district"}
            found.append(head | one | {"districts_n": len(cell)})
    return pd.DataFrame(found, columns=list(PRIORS)) if found else empty_frame("priors")


def _beta(cell: pd.DataFrame) -> dict[str, object] | None:
    try:
        prior = fit_beta_prior(cell["numerator"].to_numpy(float), cell["denominator"].to_numpy(float))
    except CountError:
        return None
    spread = 100 * float(np.sqrt(prior.mean * (1 - prior.mean) / (prior.size + 1)))
    return {"kind": "beta", "alpha": prior.alpha, "beta": prior.beta, "mean": 100 * prior.mean, "between_sd": spread}


def _normal(cell: pd.DataFrame) -> dict[str, object] | None:
    pooled = pool(cell["estimate"].to_numpy(float), PERCENTILE_SD**2 / cell["denominator"].to_numpy(float), random=True)
    spread = float(np.sqrt(pooled.between_variance))
    return {"kind": "normal", "alpha": np.nan, "beta": np.nan, "mean": float(pooled.value), "between_sd": spread}


def figures(measure: Measure, rows: pd.DataFrame, fitted: pd.DataFrame) -> pd.DataFrame:
    """Each district's newest usable figure of each group, drawn towards the prior of its own group and year; columns of FIGURES.

    Where there is no prior, `shrunk` and its interval are NaN.
    """
    newest = rows.sort_values("school_year", kind="stable").drop_duplicates(["org_code", "student_group"], keep="last")
    if newest.empty:
        return empty_frame("figures")
    table = newest.merge(
        fitted[["student_group", "school_year", "alpha", "beta", "mean", "between_sd"]], on=["student_group", "school_year"],
        how="left",
    ).rename(columns={"denominator": "n"})  # fmt: skip
    for column in ("shrunk", "shrunk_low", "shrunk_high"):
        table[column] = np.nan
    for _, cell in table[table["mean"].notna()].groupby(["student_group", "school_year"]):
        first = cell.iloc[0]
        if measure.kind == "share":
            drawn = beta_posterior(cell["numerator"], cell["n"], BetaPrior(first["alpha"], first["beta"], ""))
            value, low, high = 100 * drawn.value, 100 * drawn.low, 100 * drawn.high
        else:
            between, chance = first["between_sd"] ** 2, PERCENTILE_SD**2 / cell["n"].to_numpy(float)
            weight = between / (between + chance)
            value = weight * cell["estimate"].to_numpy(float) + (1 - weight) * first["mean"]
            reach = CONFIDENCE_Z * np.sqrt(weight * chance)
            low, high = value - reach, value + reach
        table.loc[cell.index, ["shrunk", "shrunk_low", "shrunk_high"]] = np.column_stack([value, low, high])
    table["measure_id"] = measure.id
    table["org_name"] = table["org_name"].str.removesuffix(" (District)").str.strip()
    return table.sort_values(["student_group", "org_code"], ignore_index=True)[list(FIGURES)]
