"""The store keeps what it is given, gives a district its slice, and is whole whatever happens while it is written."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssos_analysis.errors import StoreError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources import generations
from ssos_analysis.sources import manifest as manifests
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.organizations import level_of


def source_use(name: str, *, vintage: str = "", publication: str = "attendance") -> SourceUse:
    """A file as a store lists it; its hash is that of its name."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return SourceUse(sha256[:12], sha256, name, "Sheet1", publication, f"Report of {publication}", "A title", vintage, "declared")


def tidy_rows(table: str, records: list[dict[str, Any]], *, source: SourceUse) -> pd.DataFrame:
    """Rows of a tidy table. A record names its keys and the values it reports; a value it does not name is a column the file
    does not have (no text), and a value of None is a blank cell."""
    made = []
    for number, record in enumerate(records, start=3):
        row: dict[str, Any] = {"org_name": f"Place {record['org_code']}", "org_level": level_of(record["org_code"])}
        row |= dict.fromkeys(TABLES[table].keys, "all_students")
        row |= {key: record[key] for key in ("org_name", *TABLES[table].keys) if key in record}
        for column in TABLES[table].values:
            value = record.get(column.name)
            row[column.name] = np.nan if value is None and column.kind != "text" else value
            row[f"{column.name}__status"] = "not_reported" if value is None else "reported"
            row[f"{column.name}__decimals"] = 1
            row[f"{column.name}__text"] = None if column.name not in record else "" if value is None else str(value)
        made.append({**row, "source_row": number})
    names = list(TABLES[table].names)
    frame = pd.DataFrame(made, columns=names).assign(publication=source.publication, source_id=source.source_id)
    types = {"school_year": "int16", "source_row": "int32"}
    types |= {column.name: "float64" for column in TABLES[table].values if column.kind != "text"}
    types |= {name: "int8" for name in names if name.endswith("__decimals")}
    return frame.astype({name: types.get(name, "str") for name in names})[names]


BOSTON, LATIN, ABINGTON, STATE = "00350000", "00350560", "00010000", "00000000"
CODES = (STATE, ABINGTON, "00010505", "00020000", BOSTON, LATIN, "00360000", "04450000", "39010000")


@pytest.fixture
def filled(tmp_path):
    """A store of one attendance file: three places, two years."""
    use = source_use("attendance.csv")
    records = [
        {"org_code": code, "school_year": year, "chronically_absent_pct": value}
        for code, year, value in ((STATE, 2018, 13.2), (STATE, 2019, 12.9), (BOSTON, 2019, 25.3), (LATIN, 2019, None))
    ]
    rows = tidy_rows("attendance", records, source=use)
    store = Store.create(tmp_path / "store", invented=False)
    store.replace({"attendance": rows}, [use])
    return store, rows, use


def in_order(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as a store gives them back."""
    return rows.sort_values([*TABLES[table].keys], kind="stable").reset_index(drop=True)


# What goes in comes out.

numbers = st.one_of(st.none(), st.integers(0, 1000).map(lambda tenths: tenths / 10))
words = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
records_of_accountability = st.lists(
    st.fixed_dictionaries(
        {
            "org_code": st.sampled_from(CODES),
            "school_year": st.integers(2018, 2025),
            "classification": words,
            "targets_pct": numbers,
            "org_name": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
        }
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda record: (record["org_code"], record["school_year"]),
)


@settings(max_examples=40)  # each writes a store to disk
@given(records=records_of_accountability)
def test_read_write_read_agrees_and_a_slice_is_a_filter_of_the_table(records, tmp_path_factory):
    use = source_use("report.csv", publication="accountability")
    rows = tidy_rows("accountability", records, source=use)
    store = Store.create(tmp_path_factory.mktemp("store"), invented=False)
    store.replace({"accountability": rows}, [use])
    held = Store.open(store.path).table("accountability")
    pd.testing.assert_frame_equal(held, in_order("accountability", rows))
    for code in ("00010000", "00350000", "00350560", "04450000", "99990000", STATE):
        district = code[:4]
        wanted = held[(held["org_code"] == STATE) | (held["org_code"].str.startswith(district) & (district != "0000"))]
        pd.testing.assert_frame_equal(store.slice("accountability", code), wanted.reset_index(drop=True))


def test_many_rows_fall_into_finer_buckets_and_slices_stay_the_same(tmp_path, monkeypatch):
    use = source_use("attendance.csv")
    records = [
        {"org_code": code, "school_year": year, "chronically_absent_pct": 10.0} for code in CODES for year in range(2000, 2020)
    ]
    rows = tidy_rows("attendance", records, source=use)
    few, many = Store.create(tmp_path / "few", invented=False), Store.create(tmp_path / "many", invented=False)
    few.replace({"attendance": rows}, [use])
    monkeypatch.setattr(generations, "_FEW_ROWS", 10)
    monkeypatch.setattr(generations, "_CELLS_IN_GROUP", 7 * len(rows.columns))
    many.replace({"attendance": rows}, [use])
    assert len(many.current_files("attendance")) > len(few.current_files("attendance"))
    for code in CODES:
        pd.testing.assert_frame_equal(few.slice("attendance", code), many.slice("attendance", code))


def test_rows_in_another_order_are_the_same_data(tmp_path, filled):
    store, rows, use = filled
    other = Store.create(tmp_path / "other", invented=False)
    other.replace({"attendance": rows.sample(frac=1, random_state=7)}, [use])
    assert other.fingerprint() == store.fingerprint()
    changed = rows.assign(chronically_absent_pct=rows["chronically_absent_pct"] + 1)
    other.replace({"attendance": changed}, [use])
    assert other.fingerprint() != store.fingerprint()


def test_a_table_without_rows_has_its_columns_and_types(filled):
    store, _, _ = filled
    for table in TABLES:
        empty = store.slice(table, BOSTON) if table != "attendance" else store.table(table, years=[1999])
        assert list(empty.columns) == list(TABLES[table].names)
        assert empty.empty
    assert store.slice("dropout", BOSTON).dtypes["org_code"] == store.table("attendance").dtypes["org_code"]
    assert store.slice("dropout", BOSTON).dtypes["dropout_pct"] == np.float64
    assert store.slice("dropout", BOSTON).dtypes["dropout_pct__decimals"] == np.int8


def test_columns_levels_and_years_can_be_chosen(filled):
    store, _, _ = filled
    assert list(store.slice("attendance", BOSTON, columns=["chronically_absent_pct", "org_code"])) == [
        "chronically_absent_pct",
        "org_code",
    ]
    assert store.table("attendance", columns=["org_code"], levels=["school"])["org_code"].tolist() == [LATIN]
    assert store.table("attendance", columns=["org_code"], years=[2018])["org_code"].tolist() == [STATE]


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda store: store.slice("atendance", BOSTON), "tables: mcas, "),
        (lambda store: store.table("organizations"), "there is no table 'organizations'"),
        (lambda store: store.slice("attendance", BOSTON, columns=["chronic"]), "chronically_absent_pct"),
        (lambda store: store.slice("attendance", "350000"), "eight digits"),
        (lambda store: store.slice("attendance", "0035000a"), "eight digits"),
    ],
)
def test_a_question_it_cannot_answer_says_what_can_be_asked(filled, ask, says):
    with pytest.raises(StoreError) as told:
        ask(filled[0])
    assert says in str(told.value)


def test_no_store_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError) as told:
        Store.open(tmp_path / "nowhere")
    assert "ssos data import" in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_a_store_of_another_version_or_a_broken_list_is_named(filled):
    store, _, _ = filled
    listed = store.path / manifests.MANIFEST_NAME
    listed.write_text(listed.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(StoreError, match="format 99"):
        Store.open(store.path)
    for text in (
        '{"format": 1,',
        '{"format": 1}',
        "[]",
        '{"format": 1, "is_invented": false, "tables": [], "previous": {}, "sources": []}',
    ):
        listed.write_text(text)
        with pytest.raises(StoreError, match="cannot be read"):
            Store.open(store.path)


def test_organizations_have_their_newest_name_and_newest_enrolment(tmp_path):
    enrolled, absent = source_use("enrollment.csv", publication="enrollment_by_grade"), source_use("attendance.csv")
    enrollment = tidy_rows(
        "enrollment_by_grade",
        [
            {"org_code": BOSTON, "school_year": 2021, "grade": "ALL", "students_n": 48112, "org_name": "Boston Public"},
            {"org_code": BOSTON, "school_year": 2022, "grade": "ALL", "students_n": 46169, "org_name": "Boston"},
            {"org_code": BOSTON, "school_year": 2022, "grade": "03", "students_n": 3400, "org_name": "Boston"},
        ],
        source=enrolled,
    )
    attendance = tidy_rows(
        "attendance",
        [
            {"org_code": BOSTON, "school_year": 2022, "chronically_absent_pct": 40.0, "org_name": "BOSTON"},
            {"org_code": LATIN, "school_year": 2018, "chronically_absent_pct": 5.0, "org_name": "Boston Latin"},
        ],
        source=absent,
    )
    store = Store.create(tmp_path / "store", invented=False)
    store.replace({"enrollment_by_grade": enrollment, "attendance": attendance}, [enrolled, absent])
    listed = store.organizations().set_index("org_code")
    assert listed.loc[BOSTON].tolist() == ["Boston", "district", 2021, 2022, 46169.0, 2022.0]
    assert listed.loc[LATIN].tolist()[:4] == ["Boston Latin", "school", 2018, 2018]
    assert np.isnan(listed.loc[LATIN, "students_n"])
    assert store.newest_year() == 2022
    assert store.rows()["attendance"] == 2
    store.replace({"enrollment_by_grade": enrollment.iloc[:0]}, [absent])  # the list follows the rows
    assert store.organizations().set_index("org_code").loc[BOSTON, "org_name"] == "BOSTON"


def test_a_file_without_names_names_no_organization(tmp_path):
    used = source_use("attendance.csv")
    rows = [
        {"org_code": BOSTON, "school_year": 2022, "chronically_absent_pct": 40.0, "org_name": "Boston"},
        {"org_code": BOSTON, "school_year": 2025, "chronically_absent_pct": 38.0, "org_name": BOSTON},
        {"org_code": LATIN, "school_year": 2025, "chronically_absent_pct": 5.0, "org_name": LATIN},
    ]
    store = Store.create(tmp_path / "store", invented=False)
    store.replace({"attendance": tidy_rows("attendance", rows, source=used)}, [used])
    listed = store.organizations().set_index("org_code")
    assert listed.loc[BOSTON, ["org_name", "last_year"]].tolist() == ["Boston", 2025]
    assert listed.loc[LATIN, "org_name"] == LATIN


def test_an_empty_store_has_no_newest_year(tmp_path):
    store = Store.create(tmp_path / "store", invented=False)
    assert store.organizations().empty
    with pytest.raises(StoreError, match="no rows"):
        store.newest_year()


# What may not enter.


def test_real_and_invented_never_share_a_store(tmp_path, filled):
    store, rows, use = filled
    invented = Store.create(tmp_path / "example", invented=True)
    with pytest.raises(StoreError, match="nothing real may enter"):
        Store.create(invented.path, invented=False)
    with pytest.raises(StoreError, match="nothing invented may enter"):
        Store.create(store.path, invented=True)
    with pytest.raises(StoreError, match="real codes in an invented store: 00350000"):
        invented.replace({"attendance": rows}, [use])
    made_up = tidy_rows("attendance", [{"org_code": "99010000", "school_year": 2024}], source=use)
    with pytest.raises(StoreError, match="invented codes in a store of real data: 99010000"):
        store.replace({"attendance": made_up}, [use])
    invented.replace({"attendance": made_up}, [use])
    assert Store.open(invented.path).is_invented
    assert not Store.open(store.path).is_invented


def test_rows_must_be_the_tables_once_each_and_of_listed_files(filled):
    store, rows, use = filled
    before = store.fingerprint()
    with pytest.raises(StoreError, match="other columns"):
        store.replace({"attendance": rows.drop(columns="source_row")}, [use])
    with pytest.raises(StoreError, match="not listed"):
        store.replace({"attendance": rows}, [])
    with pytest.raises(StoreError, match="1 rows stand twice, such as 00000000, 2018"):
        store.replace({"attendance": pd.concat([rows, rows.iloc[:1]])}, [use])
    with pytest.raises(StoreError, match="there is no table"):
        store.replace({"atendance": rows}, [use])
    assert Store.open(store.path).fingerprint() == before


# Readers and writers at once, and writers that die.


def test_a_reader_keeps_what_it_opened_until_two_changes_later(filled):
    store, rows, use = filled
    reader, writer = Store.open(store.path), Store.open(store.path)
    writer.replace({"attendance": rows.assign(chronically_absent_pct=1.0)}, [use])
    pd.testing.assert_frame_equal(reader.slice("attendance", BOSTON), in_order("attendance", rows))
    writer.replace({"attendance": rows.assign(chronically_absent_pct=2.0)}, [use])
    with pytest.raises(StoreError, match="changed twice"):
        reader.slice("attendance", BOSTON)
    assert (writer.slice("attendance", BOSTON)["chronically_absent_pct"] == 2.0).all()
    assert len(list((store.path / "tables" / "attendance").iterdir())) == 2


def test_a_change_on_top_of_an_older_state_is_refused(filled):
    store, rows, use = filled
    late = Store.open(store.path)
    Store.open(store.path).replace({"attendance": rows.assign(chronically_absent_pct=1.0)}, [use])
    with pytest.raises(StoreError, match="changed since it was opened"):
        late.replace({"attendance": rows}, [use])


def fail_on(monkeypatch, owner, name, *, after):
    """Make a function raise `disk full` at its nth call."""
    original, calls = getattr(owner, name), []

    def full(*arguments, **named):
        calls.append(1)
        if len(calls) > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return original(*arguments, **named)

    monkeypatch.setattr(owner, name, full)


@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [
        (os, "replace", 0),
        (os, "replace", 1),
        (os, "fsync", 0),
        (os, "fsync", 3),
        (generations.pq, "ParquetWriter", 1),
    ],
)
def test_a_full_disk_leaves_the_old_store_whole_and_nothing_half_written(filled, monkeypatch, owner, name, after):
    store, rows, use = filled
    with monkeypatch.context() as patch:
        fail_on(patch, owner, name, after=after)
        with pytest.raises(StoreError, match="No space left") as told:
            store.replace({"attendance": rows.assign(chronically_absent_pct=1.0)}, [use])
    assert "as it was before" in str(told.value)
    assert str(store.path) not in str(told.value)
    again = Store.open(store.path)
    pd.testing.assert_frame_equal(again.table("attendance"), in_order("attendance", rows))
    assert [path.name for path in store.path.rglob("*") if path.name.startswith((".writing", ".store"))] == []
    again.replace({"attendance": rows.assign(chronically_absent_pct=1.0)}, [use])
    assert (Store.open(store.path).table("attendance")["chronically_absent_pct"] == 1.0).all()


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from ssos_analysis.sources import generations, manifest
    from ssos_analysis.sources.store import Store

    def die(*arguments, **named):
        os.kill(os.getpid(), signal.SIGKILL)

    store = Store.open(Path(sys.argv[1]))
    if sys.argv[2] == "while writing rows":
        write, calls = generations.pq.ParquetWriter, []
        def some(*arguments, **named):
            calls.append(1)
            return die() if len(calls) > 1 else write(*arguments, **named)
        generations.pq.ParquetWriter = some
    elif sys.argv[2] == "before the list is replaced":
        Path.replace = lambda self, to: die() if self.name.startswith(".store") else os.replace(self, to)
    else:
        generations.prune = die
    rows = store.table("attendance")
    store.replace({"attendance": rows.assign(chronically_absent_pct=1.0)}, store.sources())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not of Windows")
@pytest.mark.parametrize("moment", ["while writing rows", "before the list is replaced", "before old rows are cleared away"])
def test_a_killed_writer_leaves_a_whole_store_and_the_next_one_clears_up(filled, moment):
    store, rows, use = filled
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(store.path), moment], timeout=120, check=False)
    assert died.returncode == -signal.SIGKILL
    held = Store.open(store.path).table("attendance")
    if moment == "before old rows are cleared away":  # the list was replaced: the new rows are the store's
        assert (held["chronically_absent_pct"] == 1.0).all()
    else:
        pd.testing.assert_frame_equal(held, in_order("attendance", rows))
    Store.open(store.path).replace({"attendance": rows.assign(chronically_absent_pct=3.0)}, [use])
    named = {generation.name for generation in manifests.read_manifest(store.path).tables.values()}
    previous = set(manifests.read_manifest(store.path).previous.values())
    on_disk = {folder.name for folder in (store.path / "tables").glob("*/*")}
    assert on_disk == named | previous
    assert not [path for path in store.path.iterdir() if path.name.endswith(".tmp")]


HOLDING = """
    import sys, time
    from pathlib import Path
    from ssos_analysis.sources.store import Store
    with Store.writing(Path(sys.argv[1]), invented=False):
        print("held", flush=True)
        time.sleep(float(sys.argv[2]))
"""


def test_two_writers_at_once_wait_or_say_so(filled):
    store, rows, use = filled
    command = [sys.executable, "-c", textwrap.dedent(HOLDING), str(store.path), "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout.readline() == "held\n"
            begun = time.monotonic()
            with (
                pytest.raises(StoreError, match="another process is at an import") as told,
                Store.writing(store.path, invented=False, wait_seconds=0.3),
            ):
                pytest.fail("two writers at once")
            assert 0.3 <= time.monotonic() - begun < 30
            assert "run the command again" in str(told.value)
        finally:
            holder.kill()
    store.replace({"attendance": rows}, [use])  # the killed holder left no lock behind


def test_a_writer_waits_for_the_one_before(filled):
    store, rows, use = filled
    command = [sys.executable, "-c", textwrap.dedent(HOLDING), str(store.path), "0.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        store.replace({"attendance": rows.assign(chronically_absent_pct=1.0)}, [use])
        assert holder.wait(timeout=30) == 0
    assert (Store.open(store.path).table("attendance")["chronically_absent_pct"] == 1.0).all()


# Analysts' own SQL.


def test_sql_sees_every_table_and_changes_nothing(filled, tmp_path):
    store, rows, _ = filled
    answer = store.sql(
        "select o.org_name, a.chronically_absent_pct as pct from attendance a join organizations o using (org_code) "
        "where a.school_year = 2019 and a.org_level = 'district'"
    )
    assert answer.to_dict("records") == [{"org_name": "Place 00350000", "pct": 25.3}]
    for table in TABLES:
        assert store.sql(f"select count(*) as n from {table}")["n"].tolist() == [len(rows) if table == "attendance" else 0]
    assert store.sql("describe attendance")["column_name"].tolist() == list(TABLES["attendance"].names)
    for query in (
        "delete from attendance",
        f"copy attendance to '{tmp_path}/out.csv'",
        "select 1; select 2",
        "",
        "drop view attendance",
    ):
        with pytest.raises(StoreError):
            store.sql(query)
    assert not (tmp_path / "out.csv").exists()
    with pytest.raises(StoreError, match="DuckDB refuses the query"):
        store.sql("select nothing from attendance")


@pytest.mark.parametrize("left", [0, 100], ids=["empty", "cut short"])
def test_a_damaged_file_of_the_store_is_said_in_words(filled, left):
    store = filled[0]
    for part in store.path.rglob("*.parquet"):
        part.write_bytes(part.read_bytes()[:left])
    for read in (lambda: store.slice("attendance", BOSTON), lambda: store.table("attendance")):
        with pytest.raises(StoreError, match="is damaged"):
            read()
