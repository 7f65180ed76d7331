"""Accountability of a whole store: its caseload, and the state's determinations built again beside the published ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ssos_analysis.accountability.caseload import Caseload, caseload
from ssos_analysis.accountability.determinations import determinations
from ssos_analysis.accountability.near_lines import near_lines
from ssos_analysis.accountability.reconcile import coverage, reconcile
from ssos_analysis.accountability.rules import RuleBook, rule_book, rule_years
from ssos_analysis.accountability.standing import Standing, standings
from ssos_analysis.errors import StoreError
from ssos_analysis.sources.accountability_rows import AccountabilityRows, accountability_rows
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
    return caseload(found, book, rows.graduation, rows.names, only=only), near.reset_index(drop=True)


@dataclass(frozen=True)
class Rebuilt:
    """Determinations built again, of a whole store or of one district.

    Attributes
    ----------
    rows : what was read.
    published : `determinations`.
    standings : (organization, year) -> what its points add up to; empty where no workbook is at hand.
    compared : `reconcile`. coverage : `coverage`.
    books : year -> rules.
    """

    rows: AccountabilityRows
    published: pd.DataFrame
    standings: dict[tuple[str, int], Standing]
    compared: pd.DataFrame
    coverage: pd.DataFrame
    books: dict[int, RuleBook]


def rebuild(rows: AccountabilityRows, *, through: int | None = None) -> Rebuilt:
    """The determinations of these rows built again, as far as what they rest on is published.

    `through` : the last year to look at.
    """
    books = {year: rule_book(year) for year in rule_years() if through is None or year <= through}
    found = determinations(rows.published, rows.extract, rows.names)
    found = found[found["school_year"].isin(books)].reset_index(drop=True)
    own = standings(rows.indicators, rows.criterion, found, books)
    compared = reconcile(found, own, rows.indicators, rows.criterion, books)
    return Rebuilt(rows, found, own, compared, coverage(found, own, books), books)
