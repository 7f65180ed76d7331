"""The digest of a district's slice: its own rows alone, every value of them; kept beside the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import STATE, absence, achievement, source, tidy

from ssos_analysis.errors import StoreError
from ssos_analysis.sources import slice_digests as digests
from ssos_analysis.sources.slice_digests import FOLDER, slice_digests
from ssos_analysis.sources.store import Store

ALDER, BIRCH, SCHOOL = "99010000", "99020000", "99010005"


def rows(alder: int = 60, *, comment: str = "29.0") -> dict[str, object]:
    return {
        "mcas": tidy("mcas", [
            achievement(STATE, 2023, 400, 1000), achievement(ALDER, 2023, alder, 200), achievement(SCHOOL, 2023, 20, 70),
            achievement(BIRCH, 2023, 50, 70),
        ]),
        "attendance": tidy("attendance", [absence(ALDER, 2024, comment), absence(BIRCH, 2024, "12.0")]),
    }  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.create(tmp_path / "store", invented=True)
    made.replace(rows(), [source()])
    return made


def changed(store: Store, **given: object) -> set[tuple[str, str]]:
    """Table and district of every digest that is not as before, after other rows were put in."""
    before = slice_digests(store)
    store.replace(rows(**given), [source()])
    after = slice_digests(store)
    return {(table, code) for table in after for code in after[table] if before[table].get(code) != after[table][code]}


def test_only_the_district_whose_row_changed_has_another_digest(store: Store) -> None:
    assert changed(store, alder=61) == {("mcas", "9901")}


@pytest.mark.parametrize("text", ["29", "29.00", "", "*"])
def test_decimals_blanks_and_marks_count(store: Store, text: str) -> None:
    assert changed(store, comment=text) == {("attendance", "9901")}


def test_the_same_rows_have_the_same_digests_wherever_they_stand(store: Store, tmp_path: Path) -> None:
    alone = Store.create(tmp_path / "alone", invented=True)
    few = {name: frame[frame["org_code"].isin([STATE, ALDER, SCHOOL])] for name, frame in rows().items()}
    alone.replace(few, [source()])
    ours, theirs = slice_digests(store), slice_digests(alone)
    for table in ("mcas", "attendance"):
        assert {code: ours[table][code] for code in theirs[table]} == theirs[table]


def test_digests_are_computed_once_per_generation(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    slice_digests(store)
    asked: list[int] = []
    computed = digests.digests_of
    monkeypatch.setattr(digests, "digests_of", lambda held: (asked.append(held.num_rows), computed(held))[1])
    slice_digests(store)
    assert asked == []
    store.replace({"attendance": rows(comment="31.0")["attendance"]}, [source()])
    slice_digests(store)
    assert asked == [2]  # the other table is not read again


def test_a_kept_file_that_is_cut_short_is_made_again_and_old_ones_go(store: Store) -> None:
    before = slice_digests(store)
    for path in (store.path / FOLDER).iterdir():
        path.write_text('{"format": 1, "dig')
    assert slice_digests(store) == before
    for alder in (62, 63, 64):
        store.replace(rows(alder), [source()])
        slice_digests(store)
    assert len(list((store.path / FOLDER).glob("mcas-*.json"))) <= 2


def test_a_damaged_file_of_the_store_is_told(store: Store) -> None:
    for path in store.current_files("mcas"):
        path.write_bytes(b"PAR1 not")
    with pytest.raises(StoreError, match="gone or damaged"):
        slice_digests(store)
