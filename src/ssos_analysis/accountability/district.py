"""What one district's page on accountability stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ssos_analysis.accountability.caseload import Caseload, caseload, counted
from ssos_analysis.accountability.near_lines import near_lines
from ssos_analysis.accountability.rebuilt import AccountabilityRows, Rebuilt, rebuild
from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.accountability.standing import Row, Standing
from ssos_analysis.accountability.targets import GAIN_COLUMNS, Gains, gains
from ssos_analysis.errors import StoreError
from ssos_analysis.vocabulary.organizations import district_of

STATE_COLUMNS = ("org_level", "school_year", "gradespan", "indicator", "student_group", "change")
"""Columns of `accountability_indicators` that are read of the whole state."""


@dataclass(frozen=True, repr=False)
class DistrictAccountability:
    """One district and its schools in the newest year with a determination.

    Attributes
    ----------
    district_code, district_name : whose.
    year : spring year of the determination; None where none is at hand.
    rebuilt : every year of the district, its schools and the state.
    caseload : of the year, this district alone; None where there is no year.
    near : its organizations near a line (`near_lines`).
    gains : one-year gains of every organization of the state (`targets.gains`), to hold a required one against.
    """

    district_code: str
    district_name: str
    year: int | None
    rebuilt: Rebuilt
    caseload: Caseload | None
    near: pd.DataFrame
    gains: Gains

    def __repr__(self) -> str:
        whose = f"Accountability of {self.district_name} ({self.district_code})"
        if self.year is None or self.caseload is None:
            return f"{whose}: no determination is in the store"
        flagged = "flagged itself" if self.caseload.flagged_n else "not flagged itself"
        schools = counted(len(self.caseload.schools), "flagged school")
        standings = sum(year == self.year for _, year in self.rebuilt.standings)
        return f"{whose}, {self.year}: {flagged}, {schools}; {len(self.near)} figures near a line; built from points: {standings}"

    @property
    def book(self) -> RuleBook:
        """The rules of the year.

        Raises
        ------
        StoreError
            There is no determination, and so no year.
        """
        if self.year is None:
            raise StoreError(f"no determination of {self.district_name} is in the store", where="accountability")
        return self.rebuilt.books[self.year]

    def standing(self, code: str) -> Standing | None:
        """What the points of an organization add up to; None where the workbooks are not at hand."""
        return None if self.year is None else self.rebuilt.standings.get((code, self.year))

    def indicators(self, code: str) -> list[Row]:
        """The indicator rows of an organization in the year."""
        return _of(self.rebuilt.rows.indicators, code, self.year)

    def targets(self, code: str) -> list[Row]:
        """The target rows of an organization in the year."""
        return _of(self.rebuilt.rows.targets, code, self.year)


def district_accountability(
    rows: AccountabilityRows, state_indicators: pd.DataFrame, *, district_code: str, district_name: str, through: int
) -> DistrictAccountability:
    """Everything the page asks for.

    Parameters
    ----------
    rows : of the district, its schools and the state.
    state_indicators : rows of `accountability_indicators` of every organization (STATE_COLUMNS), for the distribution of gains.
    through : the last year to look at.
    """
    rebuilt = rebuild(rows, through=through)
    own = rebuilt.published[rebuilt.published["district_code"] == district_code]
    if own.empty:
        return DistrictAccountability(
            district_code, district_name, None, rebuilt, None, pd.DataFrame(), Gains(pd.DataFrame(columns=list(GAIN_COLUMNS)), 0)
        )
    year = int(own["school_year"].max())
    book = rebuilt.books[year]
    near = near_lines(rebuilt.published, book, rows.graduation, rows.participation)
    return DistrictAccountability(
        district_code,
        district_name,
        year,
        rebuilt,
        caseload(own, book, rows.graduation, rows.participation, rows.names),
        near[[district_of(code) == district_code for code in near["org_code"]]].reset_index(drop=True),
        gains(state_indicators, year),
    )


def _of(frame: pd.DataFrame, code: str, year: int | None) -> list[Row]:
    return frame[(frame["org_code"] == code) & (frame["school_year"] == year)].to_dict("records")
