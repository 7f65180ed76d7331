"""The caseload of the real files of 2024-25."""

import pytest

from ssos_analysis.caseload_data import caseload_of
from ssos_analysis.sources.store import Store

pytestmark = [pytest.mark.real_data, pytest.mark.slow]


def test_the_caseload_of_2025_is_96_districts_from_275_schools(real_store):
    found, near = caseload_of(Store.open(real_store))
    assert found.year == 2025
    assert (len(found.schools), found.schools["district_code"].nunique()) == (275, 94)
    assert (found.flagged_n, len(found.districts)) == (17, 96)
    assert (found.schools["percentile"] <= 10).sum() == 149  # each school of a percentile up to 10 is flagged, and named for it
    assert (found.schools["reason_lines"].str.contains("overall performance")).sum() == 149
    assert (found.schools["reason"] != "").all()
    assert not found.schools["org_name"].str.fullmatch(r"\d+").any()
    assert len(found.notes) == 4
    graduation = near[near["line"] == "graduation"]
    assert len(graduation) > 10
    assert ((graduation["low"] <= 66.7) & (graduation["high"] >= 66.7))[graduation["n"].notna()].all()
