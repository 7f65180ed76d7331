"""A number goes back to the very cell of the very file, and comes out again by the arithmetic that is told."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from ssos_analysis import analyses, cli
from ssos_analysis.brief import open_brief
from ssos_analysis.errors import ParameterError, StoreError
from ssos_analysis.presentation.display import csv_of
from ssos_analysis.presentation.download_columns import (
    CHANGE_COLUMNS,
    FIGURE_COLUMNS,
    GAP_CHANGE_COLUMNS,
    GAP_COLUMNS,
    LATEST_COLUMNS,
    OTHERS_COLUMNS,
    RECOVERY_COLUMNS,
    STUDENT_COLUMNS,
)
from ssos_analysis.presentation.markup import csv_text
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.sources.store import Store
from ssos_analysis.trace import Question, question_of_csv, trace
from ssos_analysis.trace.published import PublishedCell
from ssos_analysis.vocabulary.organizations import STATE
from tests.builders import small_tables

DISTRICT = "99010000"
RATE = "four_year_graduation_pct"
GROUPS = ("all_students", "high_needs", "low_income", "english_learners")


@pytest.fixture(scope="module")
def brief(example_store: Path):
    return open_brief(DISTRICT, as_of="2026-01-01")


@pytest.fixture(scope="module")
def downloads(brief, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """CSV files as the pages of a brief offer them."""
    folder = tmp_path_factory.mktemp("data")
    measure = brief.measure(RATE)
    shown = {
        "trend": (brief.release(analyses.trend(measure)), FIGURE_COLUMNS),
        "gaps": (brief.release(analyses.equity_gaps(measure)), GAP_COLUMNS),
        "students": (brief.release(analyses.who_are_our_students(brief.students())), STUDENT_COLUMNS),
        "change": (brief.release(analyses.group_changes(brief.measure("ela_3_8_meeting_pct"), groups=GROUPS)), CHANGE_COLUMNS),
        "gap-change": (brief.release(analyses.gap_change(measure)), GAP_CHANGE_COLUMNS),
        "since-2019": (brief.release(analyses.recovery(measure, groups=GROUPS)), RECOVERY_COLUMNS),
        "others": (brief.release(analyses.disproportionality(measure, groups=GROUPS[1:])), OTHERS_COLUMNS),
        "newest": (brief.release(analyses.latest([measure], group=GROUPS[1])), LATEST_COLUMNS),
    }
    files = {}
    for name, (released, columns) in shown.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_text(csv_text(*csv_of(released.table, columns, released.measure)), "utf-8-sig", newline="")
    return files


def raw_text(raw: Path, cell: PublishedCell) -> str:
    """The cell in the file itself, by sheet, row and heading, read by other means than the project's reader."""
    path = next(path for path in raw.rglob(cell.source.file) if _digest(path) == cell.source.sha256)
    if path.suffix == ".json":
        return str(orjson.loads(path.read_bytes())[cell.row - 1].get(cell.heading, ""))
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(cell.source.sheet).to_python(skip_empty_area=False)
    headings = next(row for row in rows if header_key(cell.heading) in map(header_key, row))
    at = [header_key(one) for one in headings].index(header_key(cell.heading))
    return cell_text(rows[cell.row - 1][at])


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("measure", [RATE, "ela_3_8_meeting_pct", "chronically_absent_pct", "out_of_school_suspension_pct"])
def test_the_cell_stands_in_the_file_where_the_trace_says(example_store: Path, measure: str) -> None:
    found = trace(Question(DISTRICT, measure))
    assert found.cells
    for cell in found.cells:
        if cell.text:
            assert raw_text(example_store / "raw", cell) == cell.text


@pytest.mark.parametrize("name", ["trend", "gaps", "students", "change", "gap-change", "since-2019", "others", "newest"])
def test_every_number_of_a_download_comes_out_again(downloads: dict[str, Path], name: str) -> None:
    rows = list(csv.reader(io.StringIO(downloads[name].read_text("utf-8-sig"))))
    asked = 0
    for number in range(2, len(rows) + 1):
        found = trace(question_of_csv(downloads[name], number))
        assert all(one.agrees for one in found.compared), [one for one in found.compared if not one.agrees]
        asked += len(found.compared)
    assert asked > len(rows)


def test_a_report_that_knows_no_student_groups_is_traced(tmp_path: Path) -> None:
    code = "01110000"
    rows = {
        "enrollment_by_grade": [small_tables.row("enrollment_by_grade", code, 2024, students_n="400", org_name="Alder")],
        "class_size": [
            small_tables.row("class_size", code, 2024, class_subject="all_subjects", class_size_mean="21.4", org_name="Alder")
        ],
    }
    Store.create(tmp_path / "store", invented=False).replace(
        {name: small_tables.tidy(name, table) for name, table in rows.items()}, [small_tables.source()]
    )
    found = trace(Question(code, "class_size_mean"), store=tmp_path / "store")
    assert [(cell.value, cell.text) for cell in found.cells] == [(21.4, "21.4")]


@pytest.mark.parametrize("name", ["change", "gap-change", "since-2019", "others"])
def test_an_interval_is_held_against_the_statistic_that_the_file_names(downloads: dict[str, Path], name: str) -> None:
    rows = csv.DictReader(io.StringIO(downloads[name].read_text("utf-8-sig")))
    found = trace(question_of_csv(downloads[name], next(place for place, row in enumerate(rows, 2) if row["interval_low"])))
    held = {one.heading: one for one in found.compared}
    assert held["interval_low"].agrees
    assert math.isclose(found.values["interval_low"], float(held["interval_low"].printed))
    assert not found.not_rebuilt


def test_an_interval_that_is_not_rebuilt_is_said_to_be_none_and_no_mismatch(downloads: dict[str, Path], tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(downloads["trend"].read_text("utf-8-sig"))))
    drawn = tmp_path / "drawn.csv"
    drawn.write_text(csv_text([*rows[0], "drawn_figure_derived"], [[*row, "71.5"] for row in rows[1:]]), "utf-8-sig", newline="")
    found = trace(question_of_csv(drawn, 2))
    assert {"interval_low", "drawn_figure_derived"}.isdisjoint(one.heading for one in found.compared)
    assert found.not_rebuilt.startswith("interval_low, interval_high, drawn_figure_derived (interval of the figure drawn")
    answer = CliRunner().invoke(cli.app, ["trace", str(drawn)])
    assert (answer.exit_code, "not rebuilt by trace" in answer.output) == (0, True)


def without(path: Path, heading: str, folder: Path) -> Path:
    """The download without a column, as pages of an earlier version have it."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    at = rows[0].index(heading)
    kept = [row[:at] + row[at + 1 :] for row in rows]
    (folder / "older.csv").write_text(csv_text(kept[0], kept[1:]), "utf-8-sig", newline="")
    return folder / "older.csv"


def test_a_download_says_whose_newest_figures_it_has(downloads: dict[str, Path]) -> None:
    assert next(csv.DictReader(io.StringIO(downloads["newest"].read_text("utf-8-sig"))))["student_group"] == "high_needs"


def test_where_a_file_does_not_say_the_group_its_row_of_the_source_does(downloads: dict[str, Path], tmp_path: Path) -> None:
    found = trace(question_of_csv(without(downloads["newest"], "student_group", tmp_path), 2))
    assert "High needs" in found.title
    assert all(one.agrees for one in found.compared)


def test_a_group_that_nothing_tells_is_not_guessed(downloads: dict[str, Path], tmp_path: Path) -> None:
    older = without(without(downloads["newest"], "student_group", tmp_path), "source_row", tmp_path)
    with pytest.raises(ParameterError, match="does not say whose"):
        trace(question_of_csv(older, 2))


def test_years_are_written_whole_and_read_as_a_spreadsheet_may_leave_them(downloads: dict[str, Path], tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(downloads["since-2019"].read_text("utf-8-sig"))))
    assert all(text.isdecimal() for row in rows for name, text in row.items() if name.endswith("year") and text)
    older = tmp_path / "older.csv"
    floated = [[f"{text}.0" if name.endswith("year") and text else text for name, text in row.items()] for row in rows]
    older.write_text(csv_text(list(rows[0]), floated), "utf-8-sig", newline="")
    assert all(one.agrees for one in trace(question_of_csv(older, 2)).compared)


def test_a_number_that_was_changed_by_hand_is_found(downloads: dict[str, Path], tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(downloads["trend"].read_text("utf-8-sig"))))
    at = rows[0].index("published_figure")
    rows[1][at] = str(float(rows[1][at]) + 1)
    forged = tmp_path / "forged.csv"
    forged.write_text(csv_text(rows[0], rows[1:]), "utf-8-sig", newline="")
    wrong = [one.heading for one in trace(question_of_csv(forged, 2)).compared if not one.agrees]
    assert wrong == ["published_figure"]
    answer = CliRunner().invoke(cli.app, ["trace", str(forged), "--row", "2"])
    assert answer.exit_code == 1
    assert "published_figure" in answer.output.split("come out again")[1]


def test_the_state_s_row_of_a_district_s_download_is_traced(downloads: dict[str, Path]) -> None:
    rows = list(csv.DictReader(io.StringIO(downloads["trend"].read_text("utf-8-sig"))))
    number = next(place for place, row in enumerate(rows, start=2) if row["org_code"] == STATE)
    found = trace(question_of_csv(downloads["trend"], number))
    assert found.title.startswith("State")
    assert found.cells


def test_a_gap_tells_its_two_sides_and_their_difference(brief) -> None:
    gaps = brief.release(analyses.equity_gaps(brief.measure(RATE))).table
    shown = gaps[gaps["difference"].notna()].iloc[0]
    question = Question(DISTRICT, RATE, shown["student_group"], int(shown["school_year"]), reference="all_other_students")
    told = "\n".join(trace(question).steps)
    assert f"= {shown['difference']:.3f} percentage points" in told
    assert f"{shown['low']:.3f} to {shown['high']:.3f}" in told


def test_a_hidden_gap_stays_hidden(brief, example_store: Path) -> None:
    """What a page may not show, a trace of it does not tell either."""
    told = 0
    for code in ("99010000", "99070000", "99120000"):
        other = open_brief(code, as_of="2026-01-01")
        gaps = other.release(analyses.gaps_over_years(other.measure(RATE), groups=("hispanic_or_latino", "asian"))).table
        for row in gaps[gaps["hidden_reason"] != ""].to_dict("records"):
            question = Question(code, RATE, row["student_group"], int(row["school_year"]), reference="all_other_students")
            found = trace(question)
            assert not any("gap =" in step or "their rate" in step for step in found.steps)
            assert any("not shown" in remark for remark in found.remarks)
            told += 1
    assert told


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        ("", 2, "empty"),
        ("a,b\r\n1,2\r\n", 2, "no column"),
        ("measure,org_code,school_year,source_id\r\nx,350000,2024,a\r\n", 2, "dropped its zeros"),
        ("measure,org_code,school_year,source_id\r\nx,00350000,2024,a\r\n", 9, "no row 9"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told_in_words(tmp_path: Path, content: str, row: int, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(ParameterError) as told:
        trace(question_of_csv(path, row))
    assert words in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_the_command_tells_file_row_heading_and_text(downloads: dict[str, Path]) -> None:
    answer = CliRunner().invoke(cli.app, ["trace", str(downloads["gaps"]), "--row", "3"])
    assert answer.exit_code == 0, answer.output
    for word in ("file  ", "sha256", "row ", "heading ", "cell ", "arithmetic", "come out again"):
        assert word in answer.output


def test_a_table_of_no_one_measure_is_followed_to_the_files_of_its_page(brief, tmp_path: Path) -> None:
    use = brief.store.sources()[0]
    told = {"briefs": {"accountability": {"notebook": "Accountability", "sources": [use.source_id]}}, "sources": [asdict(use)]}
    (tmp_path / "run.json").write_text(json.dumps(told), "utf-8")
    (tmp_path / "data").mkdir()
    table = tmp_path / "data" / "accountability-levers.csv"
    table.write_text("gradespan,points\r\nhigh_school,3\r\n", "utf-8")
    answer = CliRunner().invoke(cli.app, ["trace", str(table)])
    assert answer.exit_code == 0, answer.output
    for words in (use.file, use.sha256, "computed from the files of its page", "Accountability"):
        assert words in " ".join(answer.output.split())


@pytest.mark.parametrize(
    "record", ["no JSON", "[1]", '{"briefs": {"levers": {}}, "sources": []}', '{"briefs": {}, "sources": [{"file": "x"}]}']
)
def test_a_run_record_that_was_tampered_with_is_as_good_as_none(tmp_path: Path, record: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "levers-points.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "run.json").write_text(record, "utf-8")
    with pytest.raises(ParameterError, match=r"no run\.json stands beside its folder"):
        trace(question_of_csv(tmp_path / "data" / "levers-points.csv", 2))


def test_rows_that_name_their_file_are_followed_to_it(brief, tmp_path: Path) -> None:
    use = brief.store.sources()[0]
    table = tmp_path / "staff.csv"
    table.write_text(f"org_code,group,source_id,source_row\r\n{DISTRICT},asian,{use.source_id},34\r\n", "utf-8")
    (named,) = trace(question_of_csv(table, 2)).files
    assert (named.source.file, named.row) == (use.file, "34")


def test_the_caseload_s_own_table_names_the_files_of_the_determinations(example_store: Path, tmp_path: Path) -> None:
    table = tmp_path / "caseload.csv"
    assert CliRunner().invoke(cli.app, ["caseload", "--example", "--csv", str(table)]).exit_code == 0
    found = trace(question_of_csv(table, 2))
    assert found.files
    assert "determinations" in found.remarks[0]


def test_the_store_to_read_is_an_option(downloads: dict[str, Path], example_store: Path, tmp_path: Path) -> None:
    typed = ["trace", "--district", DISTRICT, "--measure", RATE]
    assert CliRunner().invoke(cli.app, [*typed, "--example"]).exit_code == 0
    assert CliRunner().invoke(cli.app, ["trace", str(downloads["trend"]), "--example"]).exit_code == 0
    real = tmp_path / "real.csv"
    real.write_text(downloads["trend"].read_text("utf-8-sig").replace(DISTRICT, "00350000"), "utf-8")
    with pytest.raises(ParameterError, match="no district of the example state"):
        trace(question_of_csv(real, 2), example=True)
    with pytest.raises(StoreError, match="no store"):
        trace(question_of_csv(real, 2), store=tmp_path / "none")


def test_the_command_asks_for_one_question() -> None:
    assert CliRunner().invoke(cli.app, ["trace"]).exit_code == 2
    assert CliRunner().invoke(cli.app, ["trace", "--district", "99010000"]).exit_code == 2
