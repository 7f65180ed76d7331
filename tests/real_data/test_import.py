"""The folder of real exports: imported whole, with the state's own figures in the store."""

from __future__ import annotations

import io
import statistics
import time

import pytest
from rich.console import Console

from ssos_analysis.sources.import_report import Outcome, print_report
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.status import store_status
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.organizations import is_example

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

PLACES = {"Boston": "00350000", "Springfield": "02810000", "Lawrence": "01490000", "State": "00000000"}


@pytest.fixture(scope="module")
def imported(real_import):
    """The report of importing everything, and the store it went to."""
    report, place = real_import
    return report, Store.open(place)


def test_every_file_is_answered(imported, real_data):
    report, _ = imported
    files = [path for path in real_data.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))]
    assert len(report.files) == len(files)
    assert len(report.of(Outcome.READ)) >= 400
    assert all(file.reason for file in report.of(Outcome.LATER))
    assert all(file.reason and file.mend for file in report.of(Outcome.REFUSED))
    assert report.exit_code == 1  # three scrapes under wrong headings are among them, and are refused
    refused = {file.file for file in report.of(Outcome.REFUSED)}
    assert {name for name in refused if "known_bad_headers" in name and "sqm" in name}


def test_no_export_of_the_state_is_taken_for_records_of_students(imported):
    """Every file that is read passed that look; of those that are not, none was refused for it."""
    report, _ = imported
    assert [file.file for file in report.files if "records of single students" in file.reason] == []


def test_the_report_is_readable_and_names_no_folder_of_the_machine(imported, real_data):
    report, _ = imported
    console = Console(file=io.StringIO(), width=100)
    print_report(report, console)
    words = console.file.getvalue()
    assert len(words.splitlines()) < 300  # 444 files
    assert str(real_data) not in words + report.to_json()
    assert "\u2026" not in words


def test_what_the_state_publishes_is_in_the_store(imported):
    """School and District Profiles, Next Generation MCAS Achievement Results 2023, grades 3-8, ELA, M+E %."""
    _, store = imported
    mcas = store.table("mcas", years=[2023])
    ela = mcas[(mcas["grades"] == "03-08") & (mcas["subject"] == "ELA") & (mcas["student_group"] == "all_students")]
    published = ela.set_index("org_code")["meeting_or_exceeding_pct"]
    assert {name: published[code] for name, code in PLACES.items()} == {
        "Boston": 29.0,
        "Springfield": 22.0,
        "Lawrence": 18.0,
        "State": 42.0,
    }


def test_graduation_by_group_is_in_the_store(imported):
    """Boston, four-year graduation rate 2024: percent and cohort of all students, high needs, students with disabilities."""
    _, store = imported
    rows = store.slice("graduation", PLACES["Boston"])
    rows = rows[(rows["org_code"] == PLACES["Boston"]) & (rows["school_year"] == 2024) & (rows["rate_kind"] == "4-year")]
    found = rows.set_index("student_group")[["graduated_pct", "cohort_n"]]
    assert found.loc["all_students"].tolist() == [79.7, 3711]
    assert found.loc["high_needs"].tolist() == [77.1, 3186]
    assert found.loc["students_with_disabilities"].tolist() == [63.8, 756]


def test_grade_spans_are_never_lined_up(imported):
    """Two files are titled 2021; 64,305 students were tested in grade 10 and 395,744 in grades 3-8."""
    _, store = imported
    rows = store.table("mcas", years=[2021], levels=["state"])
    ela = rows[rows["subject"] == "ELA"].set_index("grades")["tested_n"]
    assert {"03-08": 395744.0, "10": 64305.0}.items() <= ela.to_dict().items()


def test_a_second_import_finds_everything_there(imported, real_data):
    _, store = imported
    again = import_paths(store.path, [real_data / "attendance", real_data / "discipline"])
    assert not again.of(Outcome.READ)
    assert again.of(Outcome.ALREADY)
    assert Store.open(store.path).fingerprint() == store.fingerprint()


def test_files_in_another_order_give_the_same_store(imported, real_data, tmp_path):
    folders = ["attendance", "discipline", "accountability"]
    for number, order in enumerate((folders, folders[::-1])):
        for folder in order:
            import_paths(tmp_path / str(number), [real_data / folder])
    assert Store.open(tmp_path / "0").fingerprint() == Store.open(tmp_path / "1").fingerprint()


def test_organizations_and_years(imported):
    _, store = imported
    listed = store.organizations().set_index("org_code")
    assert listed.loc[PLACES["Boston"], "org_name"] == "Boston"
    assert listed.loc[PLACES["Boston"], "students_n"] > 40000
    assert not any(map(is_example, listed.index))
    assert store.newest_year() == 2026
    mcas = [one for one in store_status(store).holdings if one.table == "mcas" and one.series == "grades 03-08"]
    assert any(one.years[-3:] == (2021, 2022, 2023) for one in mcas)


def test_a_slice_comes_at_once(imported):
    """The measurement is benchmarks/store_slice.py; here a fault of an order of magnitude is caught, on any machine."""
    _, store = imported
    taken = []
    for code in PLACES.values():
        begun = time.perf_counter()
        store.slice("mcas", code)
        taken.append(time.perf_counter() - begun)
    assert statistics.median(taken) < 0.3
