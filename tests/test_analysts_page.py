"""The examples of docs/analysts.md, run as they stand on the page; frames and what objects say of themselves."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import ssos_analysis
from ssos_analysis import analyses, open_brief
from ssos_analysis.brief import Brief
from ssos_analysis.disclosure.frames import COLUMNS
from ssos_analysis.disclosure.release import REASONS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "analysts.md"


@pytest.fixture(scope="module")
def small(example_store: Path) -> Brief:
    """A district of which much is hidden."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSOS_EXAMPLE", str(example_store))
        return open_brief("99060000")


def test_the_examples_of_the_page_are_true(example_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSOS_EXAMPLE", str(example_store))
    examples = doctest.DocTestParser().get_doctest(PAGE.read_text("utf-8"), {}, PAGE.name, str(PAGE), 0)
    assert len(examples.examples) > 12
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=told.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)


def test_a_frame_holds_the_released_figures_and_hides_what_the_page_hides(small: Brief) -> None:
    finding = analyses.equity_gaps(small.measure("four_year_graduation_pct"))
    released = small.release(finding)
    frame = released.frame()
    assert tuple(frame.columns) == COLUMNS
    gaps = frame[frame["figure"] == "difference"].reset_index(drop=True)
    pd.testing.assert_series_equal(gaps["value"], released.table["difference"].astype(float), check_names=False)
    pd.testing.assert_series_equal(gaps["low"], released.table["low"].astype(float), check_names=False)
    hidden = released.table["hidden_reason"] != ""
    assert hidden.any()
    assert set(gaps.loc[hidden, "status"]) <= {f"hidden: {words}" for words in REASONS.values()}
    assert gaps.loc[hidden, ["value", "n", "low", "high"]].isna().all(axis=None)
    estimates = frame[frame["figure"] == "estimate"]
    assert estimates[["low", "high"]].isna().all(axis=None), "the interval of a gap is not that of the rate"
    assert (estimates.loc[estimates["value"].notna(), "source"] != "").all()
    others = frame[(frame["figure"] == "reference_estimate") & frame["value"].notna()]
    assert set(others["status"]) <= {"derived"}, "all other students are a complement of ours"


def test_what_objects_say_of_themselves_holds_no_hidden_number(small: Brief) -> None:
    finding = analyses.equity_gaps(small.measure("four_year_graduation_pct"))
    released = small.release(finding)
    secret = finding.table.loc[(released.table["hidden_reason"] != "").to_numpy(), "difference"].dropna()
    assert len(secret)
    for said in (repr(finding), repr(released), repr(small)):
        assert not [value for value in secret if f"{value:,.1f}" in said.split()]
    assert "not released" in repr(finding)
    assert f"{int((released.table['hidden_reason'] != '').sum())} with hidden figures" in repr(released)


def test_an_interval_that_a_floor_could_hide_is_not_in_the_words_of_a_table(example_store: Path, small: Brief) -> None:
    tables = [small.measure(name) for name in ("four_year_graduation_pct", "dropout_pct", "ela_3_8_meeting_pct")]
    for table in tables:
        newest = table.rows(org_code=small.district_code, group=table.measure.whole)
        row = newest[newest["school_year"] == table.newest_year(table.measure.whole)].iloc[0]
        least = min(row["denominator"], row["numerator"], row["denominator"] - row["numerator"])
        assert ("95% interval" in repr(table)) is bool(least >= 30)


def test_the_package_opens_a_brief_and_loads_no_table_library_before() -> None:
    code = "import sys, ssos_analysis; assert 'pandas' not in sys.modules; assert callable(ssos_analysis.open_brief)"
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'opne_brief'"):
        getattr(ssos_analysis, "opne_brief")  # noqa: B009 -- mypy would not let it stand
