"""The rows of a store that accountability is about, whole or of one district, in the shape the package of that name takes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ssos_analysis.accountability.determinations import EXTRACT_FIELDS
from ssos_analysis.accountability.rebuilt import AccountabilityRows
from ssos_analysis.schemas.columns import COPIES
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

_FOUR_YEARS = "4-year"
_EXTRACT = (
    "org_code", "org_name", "org_level", "school_year", "field", "field_value", "field_words", "publication", "source_id",
    "source_row",
)  # fmt: skip
_GRADUATION = (
    "org_code", "org_name", "org_level", "school_year", "student_group", "rate_kind", "graduated_pct", "cohort_n", "publication",
    "source_id",
)  # fmt: skip
_PARTICIPATION = (
    "org_code", "org_name", "org_level", "school_year", "student_group", "subject", "grades", "participation_pct", "tested_n",
    "publication", "source_id",
)  # fmt: skip
WORKBOOK_TABLES = ("accountability_indicators", "accountability_criterion", "accountability_targets")


def accountability_rows(store: Store, district_code: str | None = None) -> AccountabilityRows:
    """The rows of the whole store, or of a district, its schools and the state."""

    def read(table: str, columns: tuple[str, ...] | None = None) -> pd.DataFrame:
        if district_code is None:
            return store.table(table, columns=columns)
        return store.slice(table, district_code, columns=columns)

    held = store.organizations()
    return AccountabilityRows(
        published=read("accountability"),
        extract=_extract(read),
        graduation=_graduation(read),
        participation=_participation(read),
        **dict(zip(("indicators", "criterion", "targets"), map(read, WORKBOOK_TABLES), strict=True)),
        names=held.set_index("org_code")["org_name"].str.removesuffix("(District)").str.strip(),
    )


Read = Callable[..., pd.DataFrame]


def _extract(read: Read) -> pd.DataFrame:
    rows = read("district_extract", _EXTRACT)
    return rows[rows["field"].isin(EXTRACT_FIELDS)].reset_index(drop=True)


def _graduation(read: Read) -> pd.DataFrame:
    """The state's own figure over a copy of it, one for each organization and class."""
    rows = read("graduation", _GRADUATION)
    rows = rows[(rows["student_group"] == ALL_STUDENTS) & (rows["rate_kind"] == _FOUR_YEARS) & rows["graduated_pct"].notna()]
    ranked = rows.assign(is_copy=rows["publication"].str.startswith(COPIES)).sort_values(
        ["is_copy", "publication"], kind="stable"
    )
    return ranked.drop_duplicates(["org_code", "school_year"]).drop(columns="is_copy").reset_index(drop=True)


def _participation(read: Read) -> pd.DataFrame:
    rows = read("mcas", _PARTICIPATION)
    return rows[(rows["student_group"] == ALL_STUDENTS) & rows["participation_pct"].notna()].reset_index(drop=True)
