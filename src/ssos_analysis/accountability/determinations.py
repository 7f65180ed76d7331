"""Every determination at hand, one row for an organization and a year, from whichever publication has most to say of it."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.vocabulary.organizations import district_of

REQUIRING = "Requiring assistance or intervention"
NO_DATA = "Insufficient data"
EXTRACT = "e2c_extract_sy2025"
PUBLICATIONS = ("workbook_accountability_data", "accountability", "e2c_accountability", EXTRACT)
"""In the order of what they tell: the workbook prints reasons and groups; the others class, reason and a percent."""
EXTRACT_FIELDS = ("is_school_needs_assistance", "sch_accountability_pctile")
PRINTED_REASONS = ("reason_overall", "reason_student_groups", "reason_graduation", "reason_participation")
_WORDS = (
    "classification", "classification_reason", *PRINTED_REASONS, "low_performing_groups", "low_participation_groups",
    "federal_designation", "school_type",
)  # fmt: skip
_NUMBERS = ("targets_pct", "accountability_percentile", "annual_pct", "prior_annual_pct")
_ORIGIN = ("publication", "source_id", "source_row")
COLUMNS = (
    "org_code", "org_name", "org_level", "district_code", "school_year", "is_flagged", *_WORDS, *_NUMBERS, "prints_reasons",
    *_ORIGIN, "disagrees",
)  # fmt: skip


def determinations(published: pd.DataFrame, extract: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The determinations of a store.

    Parameters
    ----------
    published : rows of the table `accountability`.
    extract : rows of `district_extract` with a field of EXTRACT_FIELDS (or none).
    names : org_code -> name, for rows that print no name.

    Returns
    -------
    DataFrame
        COLUMNS. `is_flagged`: the state classifies it as requiring assistance or intervention. `disagrees`: publications that
        classify it otherwise, and how; empty where they agree. Blank words are "", absent numbers NaN.
    """
    rows = pd.concat([_of_table(published), _of_extract(extract)], ignore_index=True)
    if rows.empty:  # joining empty texts fails in Arrow
        return rows.reindex(columns=list(COLUMNS))
    order = {name: rank for rank, name in enumerate(PUBLICATIONS)}
    rows["_rank"] = rows["publication"].map(order).fillna(len(order))
    rows = rows.sort_values(["org_code", "school_year", "_rank", "publication"], kind="stable", ignore_index=True)
    key = ["org_code", "school_year"]
    first = rows.drop_duplicates(key).set_index(key)
    others = rows[rows.duplicated(key)].join(first["is_flagged"].rename("of_first"), on=key)
    clash = others[others["is_flagged"] != others["of_first"]]
    said = clash.assign(said=clash["publication"] + ": " + clash["classification"]).groupby(key)["said"].agg("; ".join)
    first["disagrees"] = said.reindex(first.index).fillna("") if len(clash) else ""
    found = first.reset_index()
    is_code = found["org_name"] == found["org_code"]
    found["org_name"] = found["org_name"].mask(is_code | (found["org_name"] == ""), found["org_code"].map(names)).fillna("")
    found["district_code"] = [district_of(code) for code in found["org_code"]]
    return found[list(COLUMNS)].sort_values(["school_year", "org_code"], ignore_index=True)


def _of_table(published: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table, blanks made empty words."""
    frame = pd.DataFrame(
        {
            "org_code": published["org_code"].astype(str),
            "org_name": published["org_name"].astype(str),
            "org_level": published["org_level"].astype(str),
            "school_year": published["school_year"].astype(int),
            **{name: published[name].astype(object).where(published[name].notna(), "").astype(str) for name in _WORDS},
            **{name: published[name].astype(float) for name in _NUMBERS},
            **{name: published[name] for name in _ORIGIN},
        }
    )
    frame = frame[frame["classification"] != ""].reset_index(drop=True)
    frame["is_flagged"] = frame["classification"].str.startswith("Requiring")
    frame["prints_reasons"] = frame["publication"] == PUBLICATIONS[0]
    return frame


def _of_extract(extract: pd.DataFrame) -> pd.DataFrame:
    """Schools of the third party's extract: a flag, which is there or is not, and a percentile."""
    fields = extract[extract["field"].isin(EXTRACT_FIELDS) & (extract["org_level"] == "school")]
    flags = fields[(fields["field"] == EXTRACT_FIELDS[0]) & (fields["field_words"].astype(str).str.upper() == "TRUE")]
    percentiles = fields[fields["field"] == EXTRACT_FIELDS[1]]
    key = ["org_code", "school_year"]
    rows = fields.drop_duplicates(key)[["org_code", "org_name", "org_level", "school_year", *_ORIGIN]].reset_index(drop=True)
    found = pd.MultiIndex.from_frame(rows[key])
    flagged = found.isin(pd.MultiIndex.from_frame(flags[key]))
    rows["is_flagged"] = flagged
    rows["accountability_percentile"] = percentiles.set_index(key)["field_value"].reindex(found).to_numpy(dtype=float)
    for name in _WORDS:
        rows[name] = ""
    rows["classification"] = pd.Series(flagged).map({True: REQUIRING, False: "Not flagged"})
    for name in ("targets_pct", "annual_pct", "prior_annual_pct"):
        rows[name] = float("nan")
    rows["school_year"] = rows["school_year"].astype(int)
    return rows.assign(prints_reasons=False, org_code=rows["org_code"].astype(str))
