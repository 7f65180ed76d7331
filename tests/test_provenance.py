"""The run record: complete, repeatable, and the same after a trip through JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis import __version__, provenance
from ssos_analysis.provenance import Hidden, RunRecord, SourceUse

words = st.text(max_size=20)
codes = st.from_regex(r"[0-9]{8}", fullmatch=True)
sources = st.builds(
    SourceUse,
    **dict.fromkeys(
        ("source_id", "sha256", "file", "sheet", "publication", "publication_title", "title", "vintage", "vintage_source"), words
    ),
    answers=st.dictionaries(words, words, max_size=3),
)
plain_values = st.none() | st.booleans() | st.integers(-9999, 9999) | words
records = st.builds(
    RunRecord,
    notebook=words,
    district_code=codes,
    district_name=words,
    parameters=st.dictionaries(words, plain_values, max_size=4),
    invented=st.booleans(),
    sources=st.lists(sources, max_size=3),
    policies=st.lists(st.dictionaries(words, plain_values, max_size=3), max_size=2),
    hidden=st.lists(st.builds(Hidden, display=words, rows=st.integers(0, 99), reason=words), max_size=3),
    republished_cells=st.integers(0, 10_000),
    republished_hidden=st.integers(0, 10_000),
    versions=st.dictionaries(words, words, max_size=3),
)


@given(records)
def test_a_record_survives_json(record):
    assert RunRecord.from_json(record.to_json()) == record


@given(records)
def test_a_record_is_written_the_same_way_each_time(record):
    assert RunRecord.from_json(record.to_json()).to_json() == record.to_json()


@given(st.lists(sources, max_size=5), st.randoms())
def test_neither_order_nor_repetition_of_files_changes_the_record(uses, random):
    uses = list({use.source_id: use for use in uses}.values())
    shuffled = random.sample(uses, len(uses))
    one, other = blank_record(), blank_record()
    one.use(uses)
    for use in shuffled:
        other.use([use])
        other.use([use])
    assert one.sources == other.sources
    assert sorted(use.source_id for use in one.sources) == sorted(use.source_id for use in uses)


def blank_record() -> RunRecord:
    return RunRecord("graduation_and_completion", "99010000", "Marlow", {}, True, versions={})


def test_json_keeps_names_as_they_are_written():
    record = blank_record()
    record.district_name = "Peñasco – Ünal"
    assert "Peñasco – Ünal" in record.to_json()


def test_the_share_of_published_cells_hidden():
    record = blank_record()
    assert record.republished_hidden_pct == 0
    record.republished_cells, record.republished_hidden = 40, 1
    assert record.republished_hidden_pct == pytest.approx(2.5)


def test_versions_name_the_code_python_and_the_libraries_that_decide_numbers():
    versions = provenance.code_versions()
    assert set(versions) == {"ssos_analysis", "python", "pandas", "numpy", "scipy", "matplotlib"}
    assert versions["ssos_analysis"].startswith(__version__)


def test_a_code_version_handed_down_is_believed(monkeypatch):
    monkeypatch.setenv("SSOS_CODE_VERSION", "0.1.0 (commit abcdef0123)")
    provenance.code_version.cache_clear()
    assert provenance.code_version() == "0.1.0 (commit abcdef0123)"
    provenance.code_version.cache_clear()


def test_without_git_the_version_stands_alone(monkeypatch):
    monkeypatch.delenv("SSOS_CODE_VERSION", raising=False)
    monkeypatch.setenv("PATH", "")
    provenance.code_version.cache_clear()
    assert provenance.code_version() == __version__
    provenance.code_version.cache_clear()


def test_a_default_record_holds_no_clock_time_and_no_folder():
    text = RunRecord("n", "99010000", "Marlow", {}, True).to_json()
    assert set(json.loads(text)) == {
        "notebook", "district_code", "district_name", "parameters", "invented", "sources", "policies", "hidden",
        "republished_cells", "republished_hidden", "versions",
    }  # fmt: skip
    assert "/" not in text
