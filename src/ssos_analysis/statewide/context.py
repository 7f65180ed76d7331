"""The context of each district: who its students are and which grades it serves. No outcome is among it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.choices import ContextVariable, PeerRules
from ssos_analysis.measures.statewide_tables import CONTEXT
from ssos_analysis.schemas.columns import COPIES, REPORTED

ELEMENTARY = tuple(f"0{grade}" for grade in range(1, 6))
SECONDARY = ("09", "10", "11", "12")
STALE_YEARS = 3
"""Years by which a characteristic may be older than the enrollment it stands beside."""


def context(
    grades: pd.DataFrame, groups: pd.DataFrame, mobility: pd.DataFrame, rules: PeerRules, *, back: int = 0
) -> pd.DataFrame:
    """The context of every district in the newest year of enrollment, or `back` years before it.

    Parameters
    ----------
    grades, groups, mobility : districts' rows of enrollment_by_grade, enrollment_by_group and mobility.
    rules : params/peers.yml.
    back : years before the newest.

    Returns
    -------
    DataFrame
        Columns of CONTEXT, then one for each variable of the rules (NaN where not published in the last STALE_YEARS).
    """
    grades = _once(grades[grades["students_n__status"] == REPORTED], ["org_code", "school_year", "grade"])
    year = int(grades["school_year"].max()) - back if len(grades) else 0
    held = grades[grades["school_year"] == year]
    wide = held.pivot_table(index="org_code", columns="grade", values="students_n", aggfunc="first")
    everyone = held[held["grade"] == "ALL"].set_index("org_code")
    everyone = everyone[everyone["students_n"] > 0]
    table = pd.DataFrame({"org_code": everyone.index, "school_year": year})
    table["org_name"] = everyone["org_name"].str.removesuffix(" (District)").str.strip().to_numpy()
    table["students_n"] = everyone["students_n"].to_numpy(float)
    table["source_id"] = everyone["source_id"].to_numpy()
    wide = wide.reindex(everyone.index).reindex(columns=[*ELEMENTARY, *SECONDARY])
    table["stratum"] = [_stratum(rules, *row) for row in zip(
        table["org_code"], table["org_name"], (wide[list(ELEMENTARY)] > 0).any(axis=1), (wide[list(SECONDARY)] > 0).any(axis=1),
        strict=True,
    )]  # fmt: skip
    for variable in rules.variables:
        table[variable.id] = _variable(variable, table, held, groups, mobility, year)
    columns = [*CONTEXT, *(variable.id for variable in rules.variables)]
    return table.sort_values("org_code", ignore_index=True)[columns]


def _stratum(rules: PeerRules, code: str, name: str, has_elementary: bool, has_secondary: bool) -> str:
    for one in rules.strata:
        if code.startswith(tuple(one.code_prefixes)) or any(word in name for word in one.name_words):
            return one.id
    if has_elementary and has_secondary:
        return "all_grades"
    return "elementary" if has_elementary else "secondary" if has_secondary else "other"


def _variable(
    variable: ContextVariable, table: pd.DataFrame, held: pd.DataFrame, groups: pd.DataFrame, mobility: pd.DataFrame, year: int
) -> pd.Series:
    if variable.kind == "ln_enrollment":
        return pd.Series(np.log(table["students_n"].to_numpy(float)), index=table.index)
    if variable.kind == "grade_share":
        some = held[held["grade"].isin(variable.grades)].groupby("org_code")["students_n"].sum()
        return 100 * table["org_code"].map(some).astype(float).fillna(0.0) / table["students_n"]
    if variable.kind == "mobility":
        rows, value = mobility[mobility["student_group"] == "all_students"], "churn_pct"
    else:
        rows, value = groups[groups["student_group"].isin(variable.groups)], "students_pct"
    rows = rows[(rows[f"{value}__status"] == REPORTED) & rows["school_year"].between(year - STALE_YEARS, year)]
    rows = _once(rows, ["org_code", "school_year", "student_group"]).sort_values("school_year", kind="stable")
    newest = rows.drop_duplicates("org_code", keep="last").set_index("org_code")[value]
    return table["org_code"].map(newest).astype(float)


def _once(rows: pd.DataFrame, cell: list[str]) -> pd.DataFrame:
    """One row a cell: the state's own publication before a copy of it."""
    ranked = rows.assign(_copy=rows["publication"].str.startswith(COPIES)).sort_values(["_copy", "publication"], kind="stable")
    return ranked.drop_duplicates(cell).drop(columns="_copy")
