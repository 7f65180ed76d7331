"""The register of regions that comes with the example. No file of the state holds a district's region: an office keeps one."""

from __future__ import annotations

import csv
from pathlib import Path

from ssos_analysis.sources.example.organizations import COASTAL, WEST_CENTRAL
from ssos_analysis.sources.example.places import Organizations

COLUMNS = ("code", "region", "lead", "source", "date")
_LEADS = {COASTAL: "Imogen Farrowby-Tansell", WEST_CENTRAL: "Alasdair Penmarrow"}
_SOURCE, _DATE = "invented", "2025-10-01"


def write_regions(path: Path, organizations: Organizations) -> None:
    """regions.csv: one line a district, by code. Regions, leads and the day are invented."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for district in sorted(organizations.districts, key=lambda district: district.code):
            lines.writerow([district.code, district.region, _LEADS[district.region], _SOURCE, _DATE])
