"""The determinations of a store, or of one district, built again and compared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ssos_analysis.accountability.determinations import determinations
from ssos_analysis.accountability.reconcile import coverage, reconcile
from ssos_analysis.accountability.rules import RuleBook, rule_book, rule_years
from ssos_analysis.accountability.standing import Standing, standings


@dataclass(frozen=True)
class AccountabilityRows:
    """Rows of a store.

    Attributes
    ----------
    published : `accountability`, every year and publication.
    extract : the third party's flags and percentiles of schools.
    graduation : four-year rates of all students (of the cohort, not adjusted), one row an organization and class.
    participation : tests of all students with a participation rate.
    indicators, criterion, targets : what the workbooks print; empty where none is in the store.
    names : org_code -> newest name.
    """

    published: pd.DataFrame
    extract: pd.DataFrame
    graduation: pd.DataFrame
    participation: pd.DataFrame
    indicators: pd.DataFrame
    criterion: pd.DataFrame
    targets: pd.DataFrame
    names: pd.Series


@dataclass(frozen=True)
class Rebuilt:
    """Determinations built again.

    Attributes
    ----------
    rows : what was read.
    published : `determinations`, of the years that have rules.
    standings : (organization, year) -> what its points add up to; empty where no workbook is at hand.
    compared, coverage : `reconcile` and `coverage`.
    books : year -> rules.
    without_rules : years of determinations that params/accountability/ has no rules for.
    """

    rows: AccountabilityRows
    published: pd.DataFrame
    standings: dict[tuple[str, int], Standing]
    compared: pd.DataFrame
    coverage: pd.DataFrame
    books: dict[int, RuleBook]
    without_rules: tuple[int, ...]


def rebuild(rows: AccountabilityRows, *, through: int | None = None) -> Rebuilt:
    """The determinations of these rows built again, as far as what they rest on is published.

    `through` : the last year to look at.
    """
    found = determinations(rows.published, rows.extract, rows.names)
    if through is not None:
        found = found[found["school_year"] <= through]
    books = {year: rule_book(year) for year in rule_years() if through is None or year <= through}
    without = sorted(set(found["school_year"].astype(int)) - set(books))
    found = found[found["school_year"].isin(books)].reset_index(drop=True)
    own = standings(rows.indicators, rows.criterion, found, books)
    compared = reconcile(found, own, rows.indicators, rows.criterion, books)
    return Rebuilt(rows, found, own, compared, coverage(found, own, books), books, tuple(without))
