"""Records come back as they went; messages lose the folders of this machine; a file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import PressError
from ssos_analysis.press.records import (
    DONE,
    EARLIER,
    FAILED,
    MISSING,
    Ask,
    DistrictWork,
    Failure,
    JobRecord,
    Product,
    first_line,
    write_whole,
)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("no file /home/mary/data/store/x.parquet", "no file x.parquet"),
        ("[Errno 2] No such file: '/home/Mary Smith/d e/x.csv'", "[Errno 2] No such file: 'x.csv'"),
        (r"cannot open C:\Users\mary\x.csv today", "cannot open x.csv today"),
        ("see file:///home/mary/b.html, then stop", "see b.html, then stop"),
        ("grades K/1/2 and 3/4, and/or 5", "grades K/1/2 and 3/4, and/or 5"),
        ("https://www.doe.mass.edu/info/x", "https://www.doe.mass.edu/info/x"),
        ("\n\n  first \n second", "first"),
        ("3 faults:\n  1. a table says nothing\n  2. b", "3 faults: 1. a table says nothing"),
        ("", ""),
    ],
)
def test_the_first_line_of_a_message_without_folders(message: str, line: str) -> None:
    assert first_line(message) == line


@given(st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True), min_size=2, max_size=6))
def test_no_folder_of_an_absolute_path_is_ever_kept(parts: list[str]) -> None:
    assert first_line("cannot read /" + "/".join(parts)) == f"cannot read {parts[-1]}"


def test_a_message_is_short() -> None:
    assert len(first_line("x" * 10_000)) == 300


failures = st.none() | st.builds(Failure, st.none() | st.integers(1, 99), st.text(max_size=9), st.text(max_size=40))


@given(st.builds(JobRecord, st.text(max_size=9), st.text(max_size=9), failures, st.text(max_size=9), st.floats(0, 999)))
def test_a_record_comes_back_as_it_went(record: JobRecord) -> None:
    assert JobRecord.from_json(record.to_json()) == record


def test_the_state_of_a_brief() -> None:
    bad = Failure(3, "ValueError", "no")
    asked = {brief: Ask("second", {}) for brief in ("done", "failed", "missing", "earlier", "failed_before")}
    found = {
        "done": JobRecord("done", "second"),
        "failed": JobRecord("failed", "second", bad),
        "earlier": JobRecord("earlier", "first"),
        "failed_before": JobRecord("failed_before", "first", bad),
    }
    work = DistrictWork("99010000", "Port Hollis", asked, found)
    assert [work.state(brief) for brief in asked] == [DONE, FAILED, MISSING, EARLIER, MISSING]


def test_what_is_asked_is_kept_beside_what_was_asked_before(tmp_path: Path) -> None:
    product = Product.of(tmp_path, invented=False)
    assert product.read("00350000") is None
    assert product.districts() == []
    product.ask("00350000", "Boston", {"a": Ask("1", {"school_year": 2024}), "b": Ask("1", {})})
    product.ask("00350000", "Boston", {"b": Ask("2", {})})
    [work] = product.districts()
    assert work.asked == {"a": Ask("1", {"school_year": 2024}), "b": Ask("2", {})}


def test_real_and_invented_never_share_a_product(tmp_path: Path) -> None:
    real, invented = Product.of(tmp_path, invented=False), Product.of(tmp_path, invented=True)
    assert real.root != invented.root
    assert (real.is_invented, invented.is_invented) == (False, True)


@pytest.mark.parametrize("text", ["", "{}", '{"code": 1}', '{"code": "1", "name": "x", "asked": {"a": {"x": 1}}}', "[1]"])
def test_a_spoilt_record_is_told_with_the_way_out(tmp_path: Path, text: str) -> None:
    product = Product.of(tmp_path, invented=False)
    write_whole(product.work("00350000") / "asked.json", text)
    with pytest.raises(PressError) as error:
        product.read("00350000")
    assert "build the district again" in str(error.value)
    assert str(tmp_path) not in str(error.value)


def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "page.html"
    write_whole(path, "old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["page.html"]  # noqa: PTH208 -- hidden files count too
