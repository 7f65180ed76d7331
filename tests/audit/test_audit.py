"""Planted leaks of each kind are found with their files and cells, whole folders pass, and what cannot be read does not."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ssos_analysis import cli
from ssos_analysis.audit import audit_folder, audit_site
from ssos_analysis.audit.deduction import deduced, equations_of
from ssos_analysis.audit.facts import ALL, COUNT, Fact, Place, Quantity
from ssos_analysis.errors import PressError
from ssos_analysis.presentation.markup import Cell, DataTable, csv_text, download_html, table_html

CODE, MEASURE, GROUP = "99010000", "four_year_graduation_pct", "students_with_disabilities"
GAPS = [
    "measure", "org_code", "school_year", "student_group", "published_figure", "students_n", "reference_group",
    "reference_figure_derived", "reference_students_n_derived", "gap_percentage_points_derived", "interval_low", "interval_high",
    "why_hidden", "status",
]  # fmt: skip
FIGURES = ["measure", "org_code", "school_year", "student_group", "published_figure", "students_n", "students_with_outcome_n",
           "status"]  # fmt: skip
OTHERS = ["measure", "org_code", "school_year", "student_group", "students_n", "other_students_n_derived",
          "students_with_outcome_n_derived", "rate_derived", "others_rate_derived", "why_hidden"]  # fmt: skip
CHANGES = ["measure", "org_code", "student_group", "reference_group", "first_year", "school_year", "first_gap_points_derived",
           "gap_percentage_points_derived", "change_percentage_points_derived", "why_hidden"]  # fmt: skip
HIDDEN = "too_few_with_outcome"


def gap(group: str = GROUP, year: int = 2024, *, org: str = CODE, n: object = "", figure: object = "", others_n: object = "",
        difference: object = "", low: object = "", why: str = "", status: str = "reported") -> list[object]:  # fmt: skip
    return [MEASURE, org, year, group, figure, n, "all_other_students", "", others_n, difference, low, low, why, status]


def everyone(n: int = 120, figure: float = 90.0, *, org: str = CODE, year: int = 2024) -> list[object]:
    return [MEASURE, org, year, "all_students", figure, n, round(n * figure / 100), "reported"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A district in which one gap is hidden, and nothing gives it back."""
    table(
        tmp_path, "gaps", GAPS, [gap(n=9, figure=77.8, why=HIDDEN), gap("low_income", n=60, others_n=60, difference=-4.0, low=-9)]
    )
    table(tmp_path, "trend", FIGURES, [everyone()])
    return tmp_path


def table(folder: Path, name: str, columns: list[str], rows: list[list[object]]) -> None:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / f"{name}.csv").write_bytes(csv_text(columns, rows).encode("utf-8-sig"))


def page(
    folder: Path, *, alt: str = "Dots and lines of two groups", drawn: str = "", cell: str = "too few to show", words: str = ""
) -> None:
    """A page whose one chart hands out the table of gaps."""
    shown = DataTable("t", "Gaps", ["Group", "Gap"], [[Cell("Students with disabilities"), Cell(cell)]])
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>Students with disabilities</text><text>{drawn}</text></svg>'
    picture = base64.b64encode(svg.encode()).decode()
    numbers = (folder / "data" / "gaps.csv").read_bytes().decode("utf-8-sig")
    (folder / "graduation.html").write_text(
        f'<h2>Gaps</h2><figure class="chart" id="f"><img alt="{alt}" src="data:image/svg+xml;base64,{picture}">'
        f"{table_html(shown)}{download_html('gaps.csv', numbers)}</figure><h2>Then</h2><p>{words}</p>",
        "utf-8",
    )


def leaks(folder: Path) -> str:
    return "\n".join(map(str, audit_folder(folder)))


def test_a_folder_that_gives_nothing_back_passes(folder):
    page(folder, words="Students with disabilities: 77.8 percent of 9 students graduated, beside 90.0 percent of 120.")
    assert audit_folder(folder) == []


def test_what_the_states_own_figures_give_back_is_no_leak_of_ours(folder):
    # 9 of 120 are published, so everyone can count the 111 others: hiding their number protects no one
    table(folder, "more", FIGURES, [[MEASURE, CODE, 2024, GROUP, 77.8, 9, 7, "reported"]])
    assert audit_folder(folder) == []


def test_the_same_figure_shown_elsewhere(folder):
    table(folder, "others", OTHERS, [[MEASURE, CODE, 2024, GROUP, 9, 111, "", "", "", ""]])
    found = leaks(folder)
    assert "data/gaps.csv, row 2, reference_students_n_derived (too_few_with_outcome)" in found
    assert "the same figure, shown elsewhere: data/others.csv, row 2, other_students_n_derived" in found


def test_a_single_complement(folder):
    hidden = gap(n="", figure="", why="", status="suppressed")  # the state hides how many they are
    table(folder, "gaps", GAPS, [hidden])
    assert audit_folder(folder) == []
    table(folder, "others", OTHERS, [[MEASURE, CODE, 2024, GROUP, "", 111, "", "", "", ""]])
    found = leaks(folder)
    assert "data/gaps.csv, row 2, students_n (suppressed by the state) is given back by a single complement" in found
    assert "data/trend.csv, row 2, students_n" in found
    assert "data/others.csv, row 2, other_students_n_derived" in found


def test_a_single_complement_within_a_partition(folder):
    columns = ["org_code", "student_group", "school_year", "published_students_n", "about_students_n_derived", "why_hidden"]
    rows = [
        [CODE, "all_students", 2024, 100, "", ""],
        [CODE, "female", 2024, "", 92, ""],
        [CODE, "male", 2024, "", "", "too_few_students"],
    ]
    table(folder, "students", columns, rows)
    assert "data/students.csv, row 4, about_students_n_derived (too_few_students) is given back by a single complement" in leaks(
        folder
    )
    rows[1][4], rows[1][5] = "", "protects_another"  # two hidden parts of a known whole protect each other
    table(folder, "students", columns, rows)
    assert audit_folder(folder) == []


def test_a_figure_that_tells_of_many_or_of_few_the_state_counts_itself_is_no_leak(folder):
    # 3.9 percent of 77 are 3, as anyone can tell; that 835 of 25,311 others were suspended tells nothing of the 3
    suspended = [[MEASURE, CODE, 2024, "all_students", "", 25388, "", "reported"]]
    table(folder, "trend", FIGURES, suspended)
    table(folder, "gaps", GAPS, [gap("asian", n=77, figure=3.9, why=HIDDEN)])
    shown = gap("foster_care", n=293, figure=5.1, others_n=25095)
    shown[GAPS.index("reference_figure_derived")] = 3.279537756525204
    table(folder, "told", GAPS, [shown])
    assert audit_folder(folder) == []


def test_everyones_figures_are_the_states_though_no_table_of_the_folder_shows_them(folder):
    # 38 of 729 follow from a group and the others of it, and leave 5 of 235; the state prints both 729 and 5.2 percent
    table(folder, "trend", FIGURES, [[MEASURE, CODE, 2023, "all_students", 5.0, 700, "", "reported"]])
    shown = gap("female", n=400, figure=4.5, others_n=329)
    shown[GAPS.index("reference_figure_derived")] = 100 * 20 / 329
    table(folder, "gaps", GAPS, [shown, gap("high_needs", n=494, figure=6.7, why=HIDDEN)])
    assert audit_folder(folder) == []


def test_the_sum_of_schools(folder):
    schools = [
        gap(org=org, others_n=n, why=why)
        for org, n, why in (("99010505", 40, ""), ("99010510", 50, ""), ("99010515", "", HIDDEN))
    ]
    table(folder, "schools", GAPS, schools)
    table(folder, "gaps", GAPS, [gap("low_income")])
    (folder / "data" / "trend.csv").unlink()
    assert audit_folder(folder) == []
    table(folder, "district", GAPS, [gap("low_income", 2020), gap(others_n=97)])
    found = leaks(folder)
    assert (
        "data/schools.csv, row 4, reference_students_n_derived (too_few_with_outcome) is given back by the sum of schools"
        in found
    )
    assert "data/district.csv, row 3" in found


def test_a_percent_of_a_known_number(folder):
    others = [MEASURE, CODE, 2024, GROUP, 9, "", "", "", "", HIDDEN]
    table(folder, "gaps", GAPS, [gap("low_income")])
    table(folder, "others", OTHERS, [others])
    assert audit_folder(folder) == []
    table(folder, "rates", [*OTHERS[:5], "rate_derived"], [[MEASURE, CODE, 2024, GROUP, 9, 22.2]])
    found = leaks(folder)
    assert "students_with_outcome_n_derived (too_few_with_outcome) is given back by a percent of a known number" in found
    assert "data/rates.csv, row 2, rate_derived" in found
    others[4] = ""
    table(folder, "others", OTHERS, [others])
    table(folder, "rates", [*OTHERS[:5], "rate_derived"], [[MEASURE, CODE, 2024, GROUP, 9_000, 22.2]])
    assert "a percent of a known number" not in leaks(folder)  # 22.2 percent of 9,000 may be any of nine numbers


def test_two_years(folder):
    table(folder, "gaps", GAPS, [gap(figure=77.8, why=HIDDEN)])  # the state counts no students here
    assert audit_folder(folder) == []
    change = [MEASURE, CODE, GROUP, "all_other_students", 2019, 2024, -8.0, "", 3.0, ""]
    table(folder, "changes", CHANGES, [change])
    found = leaks(folder)
    assert "data/gaps.csv, row 2, gap_percentage_points_derived (too_few_with_outcome) is given back by two years" in found
    assert "data/changes.csv, row 2, change_percentage_points_derived" in found
    change[6], change[8], change[9] = "", "", HIDDEN
    table(folder, "changes", CHANGES, [change])
    assert audit_folder(folder) == []


def test_its_own_interval(folder):
    table(folder, "gaps", GAPS, [gap(n=9, figure=77.8, low=-31.2, why=HIDDEN)])
    assert "is given back by its own interval: data/gaps.csv, row 2, interval_low" in leaks(folder)


# 7 of 9 graduated and 108 of 120: 101 of 111 others, 91.0 percent; the gap is -13.2 points
@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        ({"alt": "Dot plot of gaps; students with disabilities lie 13.2 points below"}, "alternative text"),
        ({"drawn": "−13.2"}, "chart"),
        ({"cell": "−13.2 points"}, "table row"),
        ({"words": "Students with disabilities graduate at a rate 13.2 points lower."}, "sentence"),
        ({"words": "Of the 111 students outside the group of students with disabilities, most graduated."}, "sentence"),
    ],
)
def test_words(folder, plant, kind):
    page(folder, **plant)
    found = leaks(folder)
    assert f"is given back by words ({kind}): graduation.html" in found
    page(folder)
    assert audit_folder(folder) == []


def test_a_workbook_is_read_too(folder):
    with xlsxwriter.Workbook(folder / "data" / "all.xlsx") as book:
        sheet = book.add_worksheet("others")
        sheet.write_row(0, 0, OTHERS)
        sheet.write_row(1, 0, [MEASURE, CODE, 2024, GROUP, 9, 111])
    assert "shown elsewhere: data/all.xlsx (others), row 2, other_students_n_derived" in leaks(folder)


def test_a_table_that_only_a_page_holds_is_read_too(folder):
    others = csv_text(OTHERS, [[MEASURE, CODE, 2024, GROUP, 9, 111, "", "", "", ""]])
    (folder / "p.html").write_text(f'<figure class="chart">{download_html("others.csv", others)}</figure>', "utf-8")
    assert "shown elsewhere: p.html (others.csv), row 2" in leaks(folder)


@pytest.mark.parametrize("name", ["broken.xlsx", "broken.csv"])
def test_what_cannot_be_read_does_not_pass(folder, name):
    (folder / name).write_bytes(b"\xff\xfe\x00PK broken")
    with pytest.raises(PressError, match=r"cannot be read|has no sheet"):
        audit_folder(folder)


def test_the_command_ends_with_0_1_or_2(folder, tmp_path):
    def run(path: Path) -> tuple[int, str]:
        answer = CliRunner().invoke(cli.app, ["check", str(path)])
        return answer.exit_code, answer.output

    assert run(folder) == (0, "0 hidden figures are given back, in 0 of 1 places.\n")
    table(folder, "others", OTHERS, [[MEASURE, CODE, 2024, GROUP, 9, 111, "", "", "", ""]])
    code, said = run(folder)
    assert (code, "data/others.csv, row 2" in said) == (1, True)
    site = tmp_path / "site"
    (site / f"{CODE}-a-place").mkdir(parents=True)
    assert run(site)[0] == 2  # a district without any file is not one that passed
    assert run(tmp_path / "nowhere")[0] == 2


def test_a_page_that_is_handed_over_is_looked_through_alone(folder, tmp_path):
    def told(*tables: tuple[str, str]) -> list[str]:
        alone = tmp_path / "handed over.html"
        alone.write_text("".join(f'<figure class="chart">{download_html(name, text)}</figure>' for name, text in tables), "utf-8")
        return [str(leak) for leak in audit_site(alone)["handed over.html"]]

    held = [(f"{name}.csv", (folder / "data" / f"{name}.csv").read_text("utf-8-sig")) for name in ("gaps", "trend")]
    others = csv_text(OTHERS, [[MEASURE, CODE, 2024, GROUP, 9, 111, "", "", "", ""]])
    assert told(*held) == []
    assert any("handed over.html (others.csv), row 2" in leak for leak in told(*held, ("others.csv", others)))
    (tmp_path / "words.txt").write_text("no page")
    with pytest.raises(PressError, match="no page, table or workbook"):
        audit_site(tmp_path / "words.txt")


@given(st.lists(st.integers(0, 500), min_size=2, max_size=7), st.data())
def test_one_hidden_part_of_a_partition_is_always_had_back_and_two_never(counts, data):
    groups = ["asian", "black_or_african_american", "hispanic_or_latino", "multi_race", "white",
              "american_indian_or_alaska_native", "native_hawaiian_or_pacific_islander"][: len(counts)]  # fmt: skip
    whole = Quantity(MEASURE, CODE, "2024", "", ALL, COUNT)
    parts = {whole.but(group=group): count for group, count in zip(groups, counts, strict=True)}
    hidden = data.draw(st.sets(st.sampled_from(sorted(parts)), min_size=1, max_size=2))
    facts = {one: Fact(float(count), True, (Place("f", 2, "n"),)) for one, count in parts.items() if one not in hidden}
    facts[whole] = Fact(float(sum(counts)), False, (Place("f", 2, "all"),))
    found = deduced(facts, equations_of([*parts, whole]))
    if len(hidden) == 1:
        [one] = hidden
        assert found[one].value == parts[one]
    else:
        assert not hidden & set(found)
