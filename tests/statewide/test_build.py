"""State-wide quantities in a store: computed once, read back as computed, made anew with other data, gone halves never read."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from ssos_analysis.errors import StoreError
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.measures.statewide_tables import FRAMES
from ssos_analysis.sources import statewide_store
from ssos_analysis.sources.store import Store
from ssos_analysis.statewide import build, build_statewide, load_statewide
from tests.builders.small_tables import SOURCE, row, source, tidy
from tests.builders.statewide_frames import GRADUATION, graduation_rows

FEW = {name: MEASURES[name] for name in (GRADUATION.id, "dropout_pct")}


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of twelve invented districts, and a registry of two measures, so that a build takes a moment."""
    monkeypatch.setattr(build, "MEASURES", FEW)
    made = Store.create(tmp_path / "store", invented=True)
    enrolled = [
        row("enrollment_by_grade", f"{9901 + place:04d}0000", 2024, grade=grade, students_n=str(students + 40 * place))
        for place in range(12)
        for grade, students in (("ALL", 500), ("03", 250), ("10", 250))
    ]
    made.replace(
        {"graduation": graduation_rows(12), "enrollment_by_grade": tidy("enrollment_by_grade", enrolled)}, [source(SOURCE)]
    )
    return made


def test_quantities_are_computed_once_and_read_as_computed(store):
    assert build_statewide(store)
    assert not build_statewide(store)
    held = load_statewide(store, [GRADUATION.id])
    computed = build.quantities(store, FEW.values())
    for name in ("changes", "priors", "figures"):
        read, made = getattr(held, name), computed[name][GRADUATION.id]
        text = [column for column in read if isinstance(read[column].dtype, pd.CategoricalDtype)]
        assert bool(text) == (name == "changes")
        assert_frame_equal(read.astype(dict.fromkeys(text, str)), made, check_dtype=False)
        assert list(getattr(held, name).columns) == list(FRAMES[name])
    assert len(held.context) == 12
    assert load_statewide(store, ["dropout_pct"], district_code="99010000").changes.empty
    assert load_statewide(store, []).priors.empty


def test_other_data_make_other_quantities_and_old_ones_are_removed(store):
    first = load_statewide(store, [GRADUATION.id])
    for seed in (2, 3, 4):
        store.replace({"graduation": graduation_rows(12, seed=seed)}, [source(SOURCE)])
        last = load_statewide(store, [GRADUATION.id])
    assert last.fingerprint != first.fingerprint
    assert not last.changes.equals(first.changes)
    folders = [path.name for path in (store.path / statewide_store.FOLDER).iterdir() if path.is_dir()]
    assert len(folders) == statewide_store.KEPT
    assert last.fingerprint in folders


def test_a_build_that_fails_leaves_nothing_and_the_next_one_succeeds(store, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(statewide_store, "_write", fail)
        with pytest.raises(KeyboardInterrupt):
            build_statewide(store)
    assert not [path for path in (store.path / statewide_store.FOLDER).iterdir() if path.is_dir()]
    assert build_statewide(store)


def test_quantities_that_are_gone_are_asked_for_by_name(tmp_path):
    with pytest.raises(StoreError, match="gone") as caught:
        statewide_store.read_frame(tmp_path, "0" * 16, "changes", pd.DataFrame(), ["x"])
    assert "build-statewide" in caught.value.mend


def test_the_same_data_give_the_same_bytes(store):
    build_statewide(store)
    folder = store.path / statewide_store.FOLDER
    first = {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}
    (built,) = (path for path in folder.iterdir() if path.is_dir())
    built.rename(folder / "elsewhere")
    build_statewide(store)
    again = {path.name: path.read_bytes() for path in (folder / built.name).rglob("*.parquet")}
    assert first == again
