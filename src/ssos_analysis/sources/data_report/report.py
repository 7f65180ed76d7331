"""The data report of a store, as frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ssos_analysis import parameters
from ssos_analysis.sources.data_report.beside import against_enrollment, publications
from ssos_analysis.sources.data_report.checks import Check
from ssos_analysis.sources.data_report.coverage import coverage, files
from ssos_analysis.sources.data_report.organization_changes import organization_changes
from ssos_analysis.sources.data_report.sums import achievement_levels, partitions, schools_and_districts
from ssos_analysis.sources.data_report.unusual import outliers, repeats
from ssos_analysis.sources.regions import counts, register_of
from ssos_analysis.sources.status import StoreStatus, store_status
from ssos_analysis.sources.store import Store

CHECKS: tuple[Callable[[Store], Check], ...] = (
    schools_and_districts, partitions, achievement_levels, against_enrollment, publications, outliers, repeats,
)  # fmt: skip


@dataclass(frozen=True)
class DataReport:
    """A store looked through.

    Attributes
    ----------
    status : what the store is: rows, files, organizations.
    coverage : one row a publication, series, student group, level and year: rows held, and how many of them report a figure.
    files : one row a file: read or not, rows, publication, title, vintage, what it was taken to be about, why it was refused.
    checks : the cross-checks, each with what it found.
    restated : every value that a newer file changed: where, before, after, and both files.
    changes : districts and schools that opened, closed or may have taken in others.
    regions : districts of each region of the office's register, and those it does not hold.
    """

    status: StoreStatus
    coverage: pd.DataFrame
    files: pd.DataFrame
    checks: tuple[Check, ...]
    restated: pd.DataFrame
    changes: pd.DataFrame
    regions: dict[str, int]

    @property
    def summary(self) -> pd.DataFrame:
        """One row a check: check, title, compared, agreeing, differing."""
        rows = [(one.id, one.title, one.compared, one.agreeing, one.differing) for one in self.checks]
        return pd.DataFrame(rows, columns=["check", "title", "compared", "agreeing", "differing"])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the report by the name of its CSV."""
        found = {one.id: one.found for one in self.checks}
        return {
            "coverage": self.coverage, "files": self.files, "checks": self.summary, **found, "restated": self.restated,
            "organization_changes": self.changes,
        }  # fmt: skip

    def __repr__(self) -> str:
        """What stands out, for a notebook's last line."""
        differing = ", ".join(f"{one.id} {one.differing:,} of {one.compared:,}" for one in self.checks if one.differing)
        refused = int((self.files["outcome"] == "refused").sum())
        return (
            f"DataReport of {self.status.rows:,} rows of {self.status.files:,} files ({refused:,} refused); differing: "
            f"{differing or 'nothing'}; {len(self.restated):,} values restated. Frames: .coverage .files .summary .checks "
            ".restated .changes"
        )


def data_report(store: Store | Path | None = None, *, tell: Callable[[str], None] | None = None) -> DataReport:
    """Look through a store.

    Parameters
    ----------
    store : an open store, the folder of one, or None for the one in use (SSOS_STORE, else data/store of the clone).
    tell : told the title of each check as it begins.

    Raises
    ------
    StoreError
        There is no store.
    """
    opened = store if isinstance(store, Store) else Store.open(store)
    checks = []
    for check in CHECKS:
        if tell:
            tell(str(check.__doc__).splitlines()[0])
        checks.append(check(opened))
    held = opened.organizations()
    districts = list(held[held["org_level"] == "district"]["org_code"])
    return DataReport(
        status=store_status(opened),
        coverage=coverage(opened),
        files=files(opened),
        checks=tuple(checks),
        restated=opened.restated(),
        changes=organization_changes(opened, parameters.series_breaks()),
        regions=counts(register_of(invented=opened.is_invented), districts),
    )
