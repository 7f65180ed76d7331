"""No difference is taken across a break or from an unusual year, whoever asks."""

from __future__ import annotations

import pandas as pd
import pytest

from ssos_analysis.errors import ComparisonError
from ssos_analysis.measures.series import require_comparable


def rows(*series: str, unusual: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "school_year": range(2020, 2020 + len(series)),
            "series": series,
            "series_reason": ["why it moved" if name != series[0] else "" for name in series],
            "unusual": [""] * (len(series) - 1) + [unusual],
        }
    )


def test_years_of_one_series_compare():
    require_comparable(rows("a", "a", "a"))


def test_two_series_do_not_and_the_reason_is_told():
    with pytest.raises(ComparisonError) as told:
        require_comparable(rows("a", "a", "b"))
    assert "2020 and 2022" in str(told.value)
    assert "why it moved" in str(told.value)


def test_an_unusual_year_does_not():
    with pytest.raises(ComparisonError, match="2021 is shown, but not compared"):
        require_comparable(rows("a", "a", unusual="half a year"))
