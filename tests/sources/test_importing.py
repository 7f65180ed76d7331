"""Importing: every file gets its answer, a faulty one changes nothing, overlaps are settled, and the order never matters."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from ssos_analysis.cli.data import data_app
from ssos_analysis.errors import ParameterError, SourceError, StoreError
from ssos_analysis.sources import reading_aside
from ssos_analysis.sources.import_report import Outcome, print_report
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.reader import Declared
from ssos_analysis.sources.store import Store

BOSTON, ABINGTON, STATE = "00350000", "00010000", "00000000"
PLACES = {BOSTON: "Boston", ABINGTON: "Abington", STATE: "State Totals", "02810000": "Springfield", "99010000": "Alderbrook"}
HEADINGS = {"chronic": "Chronically Absent (10% or more)", "ten": "Absent 10 or more days"}


def attendance(path: Path, chronic: dict[str, str], *, year: str = "2018-19", group: str = "All Students", ten: str = "") -> Path:
    """An attendance export as CSV: the percent chronically absent by code; with `ten`, one more column that holds it."""
    headings = ["District Name", "District Code", "Attendance Rate", HEADINGS["chronic"], *([HEADINGS["ten"]] if ten else [])]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"{year} Attendance (District)  - {group}"])
        writer.writerow(headings)
        for code, value in chronic.items():
            writer.writerow([PLACES[code], code, "  90.0", f"  {value}", *([ten] if ten else [])])
    return path


def held(store: Path, code: str = BOSTON) -> dict[int, float]:
    """Chronic absenteeism of one place by year, as the store has it."""
    rows = Store.open(store).table("attendance")
    rows = rows[rows["org_code"] == code]
    return dict(zip(rows["school_year"], rows["chronically_absent_pct"], strict=True))


def outcomes(report) -> dict[str, Outcome]:
    return {file.file: file.outcome for file in report.files}


def printed(report, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_report(report, console)
    return console.file.getvalue()


# Which files.


def test_folders_are_walked_and_every_file_is_answered(tmp_path):
    folder = tmp_path / "saved"
    attendance(folder / "b" / "deep" / "one.csv", {BOSTON: "25.3"})
    attendance(folder / "a.csv", {BOSTON: "24.1"}, year="2017-18")
    (folder / "a copy.csv").write_bytes((folder / "a.csv").read_bytes())
    (folder / "notes.csv").write_text("what,ever\n1,2\n")
    for hidden in (".DS_Store", "~$a.xlsx", ".git/config"):
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text("x")
    report = import_paths(tmp_path / "store", [folder])
    assert outcomes(report) == {
        "a copy.csv": Outcome.READ,
        "a.csv": Outcome.ALREADY,
        "b/deep/one.csv": Outcome.READ,
        "notes.csv": Outcome.REFUSED,
    }
    assert report.exit_code == 1
    assert held(tmp_path / "store") == {2018: 24.1, 2019: 25.3}
    again = import_paths(tmp_path / "store", [folder])
    assert {file.outcome for file in again.files if file.file != "notes.csv"} == {Outcome.ALREADY}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_out_of_the_folder_is_refused_and_one_inside_gives_nothing_twice(tmp_path):
    outside = attendance(tmp_path / "outside" / "secret.csv", {BOSTON: "25.3"})
    folder = tmp_path / "saved"
    attendance(folder / "years" / "a.csv", {BOSTON: "24.1"}, year="2017-18")
    (folder / "link.csv").symlink_to(outside)
    (folder / "far").symlink_to(outside.parent)
    (folder / "inside").symlink_to(folder / "years")
    (folder / "gone.csv").symlink_to(folder / "nothing.csv")
    report = import_paths(tmp_path / "store", [folder])
    assert outcomes(report) == {
        "years/a.csv": Outcome.READ,
        "far": Outcome.REFUSED,
        "link.csv": Outcome.REFUSED,
        "gone.csv": Outcome.REFUSED,
    }
    assert held(tmp_path / "store") == {2018: 24.1}
    assert import_paths(tmp_path / "store", [folder / "link.csv"]).exit_code == 0  # given by its own name


def test_nothing_to_import_is_a_usage_fault(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ParameterError, match="no file to import"):
        import_paths(tmp_path / "store", [tmp_path / "empty"])
    with pytest.raises(ParameterError, match="'nowhere' does not exist"):
        import_paths(tmp_path / "store", [tmp_path / "nowhere"])
    assert not (tmp_path / "store").exists()


def test_two_folders_with_the_same_file_names_are_told_apart(tmp_path):
    attendance(tmp_path / "spring" / "a.csv", {BOSTON: "24.1"}, year="2017-18")
    attendance(tmp_path / "fall" / "a.csv", {BOSTON: "25.3"})
    report = import_paths(tmp_path / "store", [tmp_path / "spring", tmp_path / "fall"])
    assert [file.file for file in report.files] == ["fall/a.csv", "spring/a.csv"]


# A faulty file.


def test_a_faulty_file_changes_nothing_and_the_good_ones_are_stored(tmp_path):
    store = tmp_path / "store"
    good = attendance(tmp_path / "good.csv", {BOSTON: "25.3"})
    bad = attendance(tmp_path / "bad.csv", {BOSTON: "24.1", ABINGTON: "250.0"}, year="2017-18")
    report = import_paths(store, [bad, good])
    assert outcomes(report) == {"good.csv": Outcome.READ, "bad.csv": Outcome.REFUSED}
    assert held(store) == {2019: 25.3}
    before = Store.open(store).fingerprint()
    assert report.exit_code == 1
    assert import_paths(store, [bad]).exit_code == 2
    assert Store.open(store).fingerprint() == before
    assert [use.file for use in Store.open(store).sources()] == ["good.csv"]


def test_where_every_file_is_faulty_no_store_comes_to_be(tmp_path):
    bad = attendance(tmp_path / "bad.csv", {BOSTON: "250.0"})
    assert import_paths(tmp_path / "store", [bad]).exit_code == 2
    assert not (tmp_path / "store").exists()
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(tmp_path / "store")


def test_a_fault_nobody_foresaw_is_the_files_own(tmp_path, monkeypatch):
    good, odd = attendance(tmp_path / "good.csv", {BOSTON: "25.3"}), attendance(tmp_path / "odd.csv", {ABINGTON: "1.0"})
    read = reading_aside.read_file

    def surprise(path, *arguments, **named):
        if path.name == "odd.csv":
            raise ZeroDivisionError("a cell of the file")
        return read(path, *arguments, **named)

    monkeypatch.setattr(reading_aside, "read_file", surprise)
    report = import_paths(tmp_path / "store", [good, odd])
    assert report.of(Outcome.REFUSED)[0].reason == "reading it ended in an unforeseen fault (ZeroDivisionError)"
    assert held(tmp_path / "store") == {2019: 25.3}


def test_enrollment_is_known_before_the_files_that_need_it(tmp_path, csv_file, mcas_rows):
    mcas = csv_file(mcas_rows(["3", "4", "5", "6", "7", "8"]), "a first by name.csv")
    alone = import_paths(tmp_path / "store", [mcas])
    assert "--grades" in alone.files[0].mend
    enrollment = csv_file(enrollment_rows(), "b second by name.csv")
    report = import_paths(tmp_path / "store", [mcas, enrollment])
    assert outcomes(report) == {mcas.name: Outcome.READ, enrollment.name: Outcome.READ}
    store = Store.open(tmp_path / "store")
    assert set(store.table("mcas")["grades"]) == {"03-08"}
    assert dict(next(f for f in report.files if f.file == mcas.name).answers)["grades"] == "03-08 (inferred)"


def enrollment_rows() -> list[list]:
    """Enrollment by grade of the districts of the MCAS export of conftest.py: each grade has a size of its own."""
    grades = ["PK", "K", *[str(grade) for grade in range(1, 13)], "SP"]
    rows = [["2022-23 Enrollment By Grade (District)"], ["District Name", "District Code", *grades, "Total"]]
    for district in range(1, 13):
        sizes = [100 + 23 * place + 7 * district for place in range(len(grades))]
        rows.append([f"District {district}", f"{district:04d}0000", *map(str, sizes), str(sum(sizes))])
    return rows


# Overlaps and vintages.


def test_the_same_figures_twice_are_kept_once_and_the_fuller_row_stays(tmp_path):
    store = tmp_path / "store"
    short = attendance(tmp_path / "short.csv", {BOSTON: "25.3", ABINGTON: "11.0"})
    full = attendance(tmp_path / "full.csv", {BOSTON: "25.3", STATE: "12.9"}, ten="50.0")
    import_paths(store, [short])
    report = import_paths(store, [full])
    assert report.exit_code == 0
    (overlap,) = report.files[0].overlaps
    assert (overlap.file, overlap.repeated_rows, overlap.restated_rows) == ("short.csv", 1, 0)
    assert "full.csv: repeats 1 rows of short.csv, kept once" in printed(report)
    rows = Store.open(store).table("attendance").set_index("org_code")
    assert len(rows) == 3
    assert rows.loc[BOSTON, "absent_10_days_pct"] == 50.0
    assert {use.file for use in Store.open(store).sources()} == {"short.csv", "full.csv"}


def test_different_figures_without_a_vintage_are_refused_with_what_to_do(tmp_path):
    store = tmp_path / "store"
    first = attendance(tmp_path / "first.csv", {BOSTON: "25.3", ABINGTON: "11.0"})
    second = attendance(tmp_path / "second.csv", {BOSTON: "26.0", ABINGTON: "11.0", STATE: "12.9"})
    import_paths(store, [first])
    before = Store.open(store).fingerprint()
    for vintage in (None, "2019-11-01"):  # one of the two dates is not enough
        (file,) = import_paths(store, [second], Declared(vintage=vintage)).files
        assert file.outcome == Outcome.REFUSED
        assert "1 cells in 1 rows differ from first.csv" in file.reason
        assert "chronically_absent_pct of 00350000, 2019, all_students, end_of_year: 26.0 here, 25.3 there" in file.reason
        assert "--vintage YYYY-MM-DD" in file.mend
        assert Store.open(store).fingerprint() == before


def test_of_two_vintages_the_newer_wins_wherever_they_overlap_in_either_order(tmp_path):
    older = attendance(tmp_path / "older.csv", {BOSTON: "25.3", ABINGTON: "11.0"})
    newer = attendance(tmp_path / "newer.csv", {BOSTON: "26.0", STATE: "12.9"})
    said = {older: "2019-11-01", newer: "2020-02-01"}
    prints = set()
    for number, order in enumerate(([older, newer], [newer, older])):
        store = tmp_path / f"store{number}"
        reports = [import_paths(store, [path], Declared(vintage=said[path])) for path in order]
        assert [report.exit_code for report in reports] == [0, 0]
        assert (held(store), held(store, ABINGTON), held(store, STATE)) == ({2019: 26.0}, {2019: 11.0}, {2019: 12.9})
        (overlap,) = reports[1].files[0].overlaps
        assert (overlap.restated_rows, overlap.restated_cells, overlap.is_newer) == (1, 1, order[1] == newer)
        prints.add(Store.open(store).fingerprint())
    assert len(prints) == 1
    words = printed(reports[1])
    assert "is older than newer.csv: 1 cells in 1 rows differ; the values already there are kept" in words


def test_two_files_of_one_day_cannot_both_be_right(tmp_path):
    one = attendance(tmp_path / "one.csv", {BOSTON: "25.3"})
    two = attendance(tmp_path / "two.csv", {BOSTON: "26.0"})
    report = import_paths(tmp_path / "store", [one, two], Declared(vintage="2020-02-01"))
    assert sorted(file.outcome for file in report.files) == [Outcome.READ, Outcome.REFUSED]


def test_a_value_against_a_blank_is_a_restatement_and_a_column_against_none_is_not(tmp_path):
    value = attendance(tmp_path / "value.csv", {BOSTON: "25.3"})
    blank = attendance(tmp_path / "blank.csv", {BOSTON: ""}, ten="50.0")
    assert import_paths(tmp_path / "store", [value]).exit_code == 0
    assert import_paths(tmp_path / "store", [blank]).exit_code == 2
    fuller = attendance(tmp_path / "fuller.csv", {BOSTON: "25.3"}, ten="50.0")
    assert import_paths(tmp_path / "store", [fuller]).exit_code == 0


def test_a_held_file_can_be_given_its_vintage_later(tmp_path):
    store = tmp_path / "store"
    first = attendance(tmp_path / "first.csv", {BOSTON: "25.3", ABINGTON: "11.0"})
    second = attendance(tmp_path / "second.csv", {BOSTON: "26.0"})
    import_paths(store, [first])
    assert import_paths(store, [first], Declared(vintage="2019-11-01")).of(Outcome.READ)
    assert [use.vintage for use in Store.open(store).sources()] == ["2019-11-01"]
    assert import_paths(store, [first], Declared(vintage="2019-11-01")).of(Outcome.ALREADY)
    assert import_paths(store, [second], Declared(vintage="2020-02-01")).exit_code == 0
    assert held(store) == {2019: 26.0}
    assert held(store, ABINGTON) == {2019: 11.0}


def test_again_reads_what_is_held_and_changes_nothing_when_nothing_changed(tmp_path):
    store = tmp_path / "store"
    first = attendance(tmp_path / "first.csv", {BOSTON: "25.3"})
    import_paths(store, [first])
    before = Store.open(store).fingerprint()
    assert import_paths(store, [first], again=True).of(Outcome.READ)
    assert Store.open(store).fingerprint() == before


small_files = st.lists(
    st.tuples(
        st.sampled_from(["2017-18", "2018-19"]),
        st.lists(st.sampled_from([BOSTON, ABINGTON, STATE]), min_size=1, max_size=3, unique=True),
        st.sampled_from(["", "50.0"]),
        st.sampled_from([None, "2020-01-01", "2021-01-01"]),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda file: (file[0], tuple(file[1]), file[2]),
)


@settings(max_examples=5)  # each imports a dozen times; tests/sources/test_vintages.py draws many more, in memory
@given(files=small_files, data=st.data())
def test_the_order_of_files_and_of_imports_never_matters(files, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("order")
    said = {}
    for number, (year, codes, ten, vintage) in enumerate(files):
        # a file of each vintage has values of its own, so that the vintages restate each other
        value = {None: "20.0", "2020-01-01": "21.0", "2021-01-01": "22.0"}[vintage]
        stated = [other[3] for other in files]
        value = value if None not in stated else "20.0"  # without a vintage, different values would be refused
        said[attendance(folder / f"{number}.csv", dict.fromkeys(codes, value), year=year, ten=ten)] = vintage
    order = data.draw(st.permutations(list(said)))
    for path in said:
        import_paths(folder / "one", [path], Declared(vintage=said[path]))
    for path in order:
        import_paths(folder / "other", [path], Declared(vintage=said[path]))
    one, other = Store.open(folder / "one"), Store.open(folder / "other")
    assert one.fingerprint() == other.fingerprint()
    undated = [path for path in order if said[path] is None]
    if undated:
        import_paths(folder / "together", undated)
        import_paths(folder / "apart", undated[:1])
        import_paths(folder / "apart", undated[::-1])
        assert Store.open(folder / "together").fingerprint() == Store.open(folder / "apart").fingerprint()
    shutil.rmtree(folder)


# The real and the invented.


def test_invented_files_are_refused_in_a_real_store_and_all_files_in_an_invented_one(tmp_path):
    real = attendance(tmp_path / "real.csv", {BOSTON: "25.3"})
    made_up = attendance(tmp_path / "made_up.csv", {"99010000": "25.3", STATE: "12.0"})
    report = import_paths(tmp_path / "store", [real, made_up])
    assert outcomes(report) == {"real.csv": Outcome.READ, "made_up.csv": Outcome.REFUSED}
    assert "99010000" in report.of(Outcome.REFUSED)[0].reason
    example = tmp_path / "example"
    assert import_paths(example, [made_up], invented=True).exit_code == 0
    with pytest.raises(StoreError, match="nothing real may enter"):
        import_paths(example, [real])
    assert import_paths(example, [real], invented=True).exit_code == 2
    assert set(Store.open(example).table("attendance")["org_code"]) == {"99010000", STATE}


# The report.


def test_the_report_keeps_names_whole_at_any_width_and_names_no_folder_of_the_machine(tmp_path):
    folder = tmp_path / "saved"
    long = "a very long name " * 8 + "[bold red]brackets[/].csv"
    attendance(folder / long, {BOSTON: "250.0"})
    attendance(folder / "fine.csv", {BOSTON: "25.3"})
    (folder / "bell\a.csv").write_text("x,y\n")
    report = import_paths(tmp_path / "store", [folder])
    for width in (40, 80, 200):
        words = printed(report, width)
        assert long in words
        assert "…" not in words
        assert "\a" not in words
        assert "2019" in words
    assert str(tmp_path) not in printed(report) + report.to_json()


def test_progress_is_told_after_each_file(tmp_path):
    good, bad = attendance(tmp_path / "a.csv", {BOSTON: "25.3"}), attendance(tmp_path / "b.csv", {BOSTON: "250.0"})
    steps = []
    import_paths(tmp_path / "store", [good, bad], progress=steps.append)
    assert [(step.done, step.total, step.refused, step.file) for step in steps] == [(1, 2, 0, "a.csv"), (2, 2, 1, "b.csv")]


def test_the_command_exits_0_1_and_2(tmp_path):
    run, store = CliRunner(), str(tmp_path / "store")
    good, bad = attendance(tmp_path / "a.csv", {BOSTON: "25.3"}), attendance(tmp_path / "b.csv", {BOSTON: "250.0"})
    done = run.invoke(data_app, ["import", str(good), "--store", store, "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["counts"] == {"read": 1, "already": 0, "later": 0, "refused": 0}
    assert told["files"][0]["contents"][0]["years"] == [2019]
    done = run.invoke(data_app, ["import", str(good), str(bad), "--store", store])
    assert done.exit_code == 1
    assert "b.csv" in done.stdout
    assert run.invoke(data_app, ["import", "--store", store]).exit_code == 2
    assert run.invoke(data_app, ["import", str(good), "--store", store, "--vintage", "last week"]).exit_code == 2
    done = run.invoke(data_app, ["sql", "select org_code, chronically_absent_pct as pct from attendance", "--store", store])
    assert done.stdout == "org_code,pct\n00350000,25.3\n"


def test_declared_answers_reach_the_reader(tmp_path):
    path = tmp_path / "no title.csv"
    path.write_text(f"District Name,District Code,Attendance Rate,{HEADINGS['chronic']}\nBoston,{BOSTON},90.0,25.3\n")
    run, store = CliRunner(), str(tmp_path / "store")
    refused = run.invoke(data_app, ["import", str(path), "--store", store])
    assert refused.exit_code == 2
    assert "--year" in refused.stdout
    said = ["--year", "2019", "--group", "high needs", "--period", "end_of_year"]
    assert run.invoke(data_app, ["import", str(path), "--store", store, *said]).exit_code == 0
    rows = Store.open(Path(store)).table("attendance")
    assert rows[["school_year", "student_group"]].to_numpy().tolist() == [[2019, "high_needs"]]


# A killed import.

KILLED = """
    import os, signal, sys
    from pathlib import Path
    from ssos_analysis.sources import generations
    from ssos_analysis.sources.importing import import_paths

    write = generations.write_bucket
    def die(folder, bucket, rows):
        write(folder, bucket, rows)
        os.kill(os.getpid(), signal.SIGKILL)
    generations.write_bucket = die
    import_paths(Path(sys.argv[1]), [Path(sys.argv[2])])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not of Windows")
def test_a_killed_import_leaves_the_old_store_and_can_simply_be_run_again(tmp_path):
    store = tmp_path / "store"
    import_paths(store, [attendance(tmp_path / "a.csv", {BOSTON: "24.1"}, year="2017-18")])
    before = Store.open(store).fingerprint()
    more = attendance(tmp_path / "b.csv", {BOSTON: "25.3"})
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(store), str(more)]
    assert subprocess.run(command, timeout=120, check=False).returncode == -signal.SIGKILL
    assert list((store / "tables").glob("*/.writing-*"))  # it died in the middle of writing
    assert list(store.glob(".reading-*/*.arrow"))  # and what it had read is still there
    assert Store.open(store).fingerprint() == before
    assert held(store) == {2018: 24.1}
    assert import_paths(store, [more]).exit_code == 0
    assert held(store) == {2018: 24.1, 2019: 25.3}
    assert not list((store / "tables").glob("*/.writing-*"))
    assert not list(store.glob(".reading-*"))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    good = attendance(tmp_path / "a.csv", {BOSTON: "25.3"})
    locked = attendance(tmp_path / "b.csv", {ABINGTON: "1.0"})
    opened = os.open

    def refuse(path, *arguments, **named):
        if str(path).endswith("b.csv"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    report = import_paths(tmp_path / "store", [good, locked])
    assert report.of(Outcome.REFUSED)[0].reason == "the file cannot be opened (Permission denied)"
    assert len(report.of(Outcome.READ)) == 1


def test_source_errors_keep_where_and_what_to_do(tmp_path, monkeypatch):
    def refuse(path, *arguments, **named):
        raise SourceError("3 rows are odd", where="column X, rows 1, 2, 3", mend="correct the export")

    monkeypatch.setattr(reading_aside, "read_file", refuse)
    report = import_paths(tmp_path / "store", [attendance(tmp_path / "a.csv", {BOSTON: "1.0"})])
    words = printed(report)
    assert "3 rows are odd" in words
    assert "column X, rows 1, 2, 3" in words
    assert "to do: correct the export" in words
