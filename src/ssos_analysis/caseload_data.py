"""The caseload of a store: its newest year with a flagged school or district, or a year that is named."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ssos_analysis.accountability.caseload import Caseload, caseload
from ssos_analysis.accountability.determinations import determinations
from ssos_analysis.accountability.near_lines import near_lines
from ssos_analysis.accountability.rules import rule_book
from ssos_analysis.errors import StoreError
from ssos_analysis.sources.accountability_rows import accountability_rows
from ssos_analysis.sources.store import Store


def caseload_of(store: Store, year: int | None = None, *, only: Sequence[str] | None = None) -> tuple[Caseload, pd.DataFrame]:
    """The caseload, and who stands near a line (`near_lines`), of a store.

    Parameters
    ----------
    year : spring year of the determinations; None is the newest in which an organization is flagged.
    only : codes of districts; None for all.

    Raises
    ------
    StoreError
        The store holds no determination, or none of the year.
    """
    rows = accountability_rows(store)
    found = determinations(rows.published, rows.extract, rows.names)
    flagged = found.loc[found["is_flagged"], "school_year"]
    if year is None and flagged.empty:
        raise StoreError(
            "no organization of the store is classified as requiring assistance",
            where=store.path.name,
            mend="import an accountability report, the workbook accountability-data, or the hub's classifications",
        )
    book = rule_book(int(flagged.max()) if year is None else year)
    near = near_lines(found, book, rows.graduation, rows.participation)
    if only is not None:
        near = near[near["org_code"].str[:4].isin({code[:4] for code in only})]
    held = caseload(found, book, rows.graduation, rows.participation, rows.names, only=only)
    return held, near.reset_index(drop=True)
