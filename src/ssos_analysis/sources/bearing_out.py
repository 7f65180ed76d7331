"""Shares by race held against another publication of the same year: a copy whose headings were mixed up is found by its figures.

A scrape once kept its old headings while the state reordered the columns. Its numbers are sound and its labels are not: each
share stands, under another name, in every other publication of the year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ssos_analysis.sources.cells import Array
from ssos_analysis.vocabulary.organizations import district_of
from ssos_analysis.vocabulary.student_groups import RACE_ETHNICITY, group_label

ALL_STAFF = "all_staff"
_PLACE = ("org_code", "school_year")
_NAMED = (*_PLACE, "org_name", "publication")


@dataclass(frozen=True)
class Compared:
    """A table with shares by race: the key whose values are groups, the share, and the columns that comparing needs."""

    key: str
    share: str
    columns: tuple[str, ...]


COMPARED = {
    "enrollment_by_group": Compared("student_group", "students_pct", (*_NAMED, "student_group", "students_pct")),
    "staff_by_race": Compared("staff_group", "staff_pct", (*_NAMED, "staff_group", "staff_pct")),
}
LEAST_ORGANIZATIONS = 20
FAR_APART = 20  # percentage points: between two publications of one year shares differ by rounding, and by days of counting
LEAST_GROUPS = 4  # groups of an organization that both publications print


@dataclass(frozen=True)
class Comparison:
    """What came of comparing: organizations compared, how many are far apart, the plainest in words, and against what."""

    compared: int
    apart: int
    example: str
    against: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether the headings cannot be those of the other publication: most organizations are far apart."""
        return self.compared >= LEAST_ORGANIZATIONS and self.apart * 2 > self.compared

    @property
    def bears_out(self) -> bool:
        """Whether enough was compared, and agrees."""
        return self.compared >= LEAST_ORGANIZATIONS and not self.contradicts


def compare_shares(table: str, rows: pd.DataFrame, held: pd.DataFrame) -> Comparison:
    """Shares by race of new rows against those of other publications, organization by organization, year by year.

    Parameters
    ----------
    table : a name of COMPARED.
    rows, held : rows of that table: the new ones, and those of other publications. Schools are summed to their district, by the
        staff of each, where only districts are held.
    """
    key = COMPARED[table].key
    new, old = _wide(rows, COMPARED[table]), _wide(held, COMPARED[table])
    if table == "staff_by_race" and not new.index.intersection(old.index).size:
        new = _by_district(rows, key)
    places = new.index.intersection(old.index)
    groups = [group for group in RACE_ETHNICITY if group in new.columns and group in old.columns]
    if not len(places) or len(groups) < LEAST_GROUPS:
        return Comparison(0, 0, "")
    new, old = new.loc[places, groups], old.loc[places, groups]
    difference = (new - old).abs()
    is_compared = difference.notna().sum(axis=1) >= LEAST_GROUPS
    difference = difference[is_compared]
    if difference.empty:
        return Comparison(0, 0, "")
    widest = difference.max(axis=1).to_numpy()
    at = _plainest(widest, difference.index.get_level_values("school_year").to_numpy())
    code, year = str(difference.index[at][0]), int(difference.index[at][1])
    group = groups[int(np.nanargmax(difference.to_numpy()[at]))]
    here, there = (float(shares.loc[difference.index, group].iloc[at]) for shares in (new, old))
    names = pd.concat([part.loc[part["org_code"] == code, "org_name"] for part in (rows, held)])
    of_place = held[(held["org_code"] == code) & (held["school_year"] == year)]
    against = ", ".join(sorted(of_place["publication"].unique()))
    example = f"{names.iloc[0]} ({code}) in {year}: {group_label(group)} {here:.1f} here, {there:.1f} there"
    return Comparison(len(difference), int((widest > FAR_APART).sum()), example, against)


def _wide(rows: pd.DataFrame, what: Compared) -> pd.DataFrame:
    """One row for each organization and year, one column for each group; the first publication that has the share."""
    of_race = rows[rows[what.key].isin(RACE_ETHNICITY) & rows[what.share].notna()]
    return of_race.groupby([*_PLACE, what.key], observed=True)[what.share].first().unstack()


def _by_district(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Shares of all staff of a district's schools, each school weighing by its staff."""
    total = rows[rows[key] == ALL_STAFF].set_index(list(_PLACE))["staff_fte"]
    of_race = rows[rows[key].isin(RACE_ETHNICITY) & rows["staff_pct"].notna()]
    weight = total.reindex(pd.MultiIndex.from_frame(of_race[list(_PLACE)])).to_numpy()
    sums = pd.DataFrame(
        {
            "org_code": of_race["org_code"].map(district_of).to_numpy(),
            "school_year": of_race["school_year"].to_numpy(),
            "group": of_race[key].to_numpy(),
            "staff": of_race["staff_pct"].to_numpy() * weight,
            "weight": np.where(of_race["staff_pct"].isna(), np.nan, weight),
        }
    )
    added = sums.groupby(["org_code", "school_year", "group"])[["staff", "weight"]].sum()
    return (added["staff"] / added["weight"].where(added["weight"] > 0)).unstack()


def _plainest(widest: Array, years: Array) -> int:
    """The place of the organization to name: of the newest year compared, the one furthest apart."""
    return int(np.argmax(np.where(years == years.max(), widest, -1.0)))
