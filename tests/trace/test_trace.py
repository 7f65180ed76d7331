"""A number goes back to the very cell of the very file, and comes out again by the arithmetic that is told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import orjson
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from ssos_analysis import analyses, cli
from ssos_analysis.brief import open_brief
from ssos_analysis.errors import ParameterError
from ssos_analysis.presentation.display import csv_of
from ssos_analysis.presentation.download_columns import FIGURE_COLUMNS, GAP_COLUMNS, STUDENT_COLUMNS
from ssos_analysis.presentation.markup import csv_text
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.trace import Question, question_of_csv, trace
from ssos_analysis.trace.published import PublishedCell
from ssos_analysis.vocabulary.organizations import STATE

DISTRICT = "99010000"
RATE = "four_year_graduation_pct"


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


@pytest.mark.parametrize("name", ["trend", "gaps", "students"])
def test_every_number_of_a_download_comes_out_again(downloads: dict[str, Path], name: str) -> None:
    rows = list(csv.reader(io.StringIO(downloads[name].read_text("utf-8-sig"))))
    asked = 0
    for number in range(2, len(rows) + 1):
        found = trace(question_of_csv(downloads[name], number))
        assert all(one.agrees for one in found.compared), [one for one in found.compared if not one.agrees]
        asked += len(found.compared)
    assert asked > len(rows)


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
        question_of_csv(path, row)
    assert words in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_the_command_tells_file_row_heading_and_text(downloads: dict[str, Path]) -> None:
    answer = CliRunner().invoke(cli.app, ["trace", str(downloads["gaps"]), "--row", "3"])
    assert answer.exit_code == 0, answer.output
    for word in ("file  ", "sha256", "row ", "heading ", "cell ", "arithmetic", "come out again"):
        assert word in answer.output


def test_the_command_asks_for_one_question() -> None:
    assert CliRunner().invoke(cli.app, ["trace"]).exit_code == 2
    assert CliRunner().invoke(cli.app, ["trace", "--district", "99010000"]).exit_code == 2
