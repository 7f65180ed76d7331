"""The example's accountability: what its workbooks print adds up to what it publishes, by a reckoning of its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.example import accountability_workbooks, ensure_example
from ssos_analysis.sources.example.accountability_words import GROUP_WORDS
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.accountability import CATEGORIES, INDICATORS
from ssos_analysis.vocabulary.student_groups import group_id

DATA, CRITERION, TARGETS = "workbook_accountability_data", "workbook_criterion_referenced", "workbook_accountability_targets"
KEYS = ["org_code", "school_year", "student_group", "gradespan"]


@pytest.fixture(scope="module")
def store() -> Store:
    return ensure_example()


@pytest.fixture(scope="module")
def raw(store: Store) -> Path:
    return store.path.parent / "raw"


def rounded(value: Decimal, places: str = "0.1") -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def decimal(number: float) -> Decimal:
    return Decimal(str(number))


def column_pct(points: pd.DataFrame, column: pd.Series) -> Decimal:
    """Points of one column under its printed weights: earned over possible, each step rounded half up to a tenth."""
    sums = []
    for value in ("points", "points_possible"):
        total = Decimal(0)
        for category in CATEGORIES:
            of = points.loc[points["indicator"].map(lambda name, of=category: INDICATORS[name].category == of), value]
            weight = column[f"{category}_weight_pct"]
            total += decimal(of.sum()) * (Decimal(0) if pd.isna(weight) else decimal(weight)) / 100
        sums.append(rounded(total))
    assert [float(one) for one in sums] == [column["weighted_points"], column["weighted_possible"]]
    return rounded(100 * sums[0] / sums[1])


@pytest.fixture(scope="module")
def annual(store: Store) -> dict[tuple[str, int], Decimal]:
    """The annual percentage of every organization, recomputed from the points of the workbooks."""
    indicators = store.table("accountability_indicators").dropna(subset=["points"])
    scored = dict(iter(indicators.groupby(KEYS)))
    columns: dict[tuple[str, int], dict[str, dict[str, Decimal]]] = {}
    weights: dict[tuple[str, int], dict[str, Decimal]] = {}
    for _, column in store.table("accountability_criterion").iterrows():
        key = tuple(column[KEYS])
        pct = column_pct(scored[key], column)
        assert float(pct) == column["criterion_pct"], key
        code, year, group, span = key
        if group in ("all_students", "lowest_performing"):
            columns.setdefault((code, year), {}).setdefault(span, {})[group] = pct
        if group == "all_students":
            weights.setdefault((code, year), {})[span] = decimal(column["span_weight_pct"])
    found = {}
    for place, spans in columns.items():
        total = Decimal(0)
        for span, both in spans.items():
            total += weights[place][span] * rounded(sum(both.values(), Decimal(0)) / len(both)) / 100
        assert sum(weights[place].values()) == 100
        found[place] = rounded(total)
    return found


def test_points_add_up_to_every_published_percentage(store: Store, annual: dict[tuple[str, int], Decimal]) -> None:
    rows = store.table("accountability")
    rows = rows[(rows["publication"] == DATA) & rows["annual_pct"].notna()]
    assert len(rows) > 100
    for _, row in rows.iterrows():
        assert rounded(annual[row["org_code"], row["school_year"]], "1") == row["annual_pct"]
        before = annual.get((row["org_code"], row["school_year"] - 1))
        if before is not None:
            now = annual[row["org_code"], row["school_year"]]
            assert rounded(Decimal("0.4") * before + Decimal("0.6") * now, "1") == row["targets_pct"]


def test_points_follow_from_the_printed_values_and_targets(store: Store) -> None:
    rows = store.table("accountability_indicators").dropna(subset=["points", "target"])
    assert len(rows) > 5_000
    sign = rows["indicator"].map(lambda name: -1 if INDICATORS[name].lower_is_better else 1)
    above = (sign * (rows["current_value"] - rows["target"])).round(1)
    improved = (sign * (rows["current_value"] - rows["prior_value"])).round(1) > 0
    achievement = rows["indicator"].str.endswith("_achievement")
    assert (above[achievement & (rows["points"] == 4)] > 0.5).all()
    assert (above[achievement & (rows["points"] == 3)].abs() <= 0.5).all()
    assert improved[rows["points"] == 2].all()
    assert not improved[rows["points"] < 2].any()
    assert (rows["change"] == (rows["current_value"] - rows["prior_value"]).round(1)).all()
    assert set(rows["points"]) == {0, 1, 2, 3, 4}


def test_small_groups_print_their_count_alone(store: Store) -> None:
    rows = store.table("accountability_indicators")
    small = rows[rows["included_n"] < 20]
    assert len(small) > 200
    assert small["points"].isna().all()
    assert small["current_value"].isna().all()
    assert set(small["points__status"]) == {"suppressed"}
    assert (rows.loc[rows["points"].notna(), "included_n"] >= 20).all()


def test_targets_of_the_two_workbooks_agree(store: Store) -> None:
    indicators = store.table("accountability_indicators").dropna(subset=["target"])
    indicators = indicators.assign(measured_year=indicators["current_year"].astype(int).astype(str))
    targets = store.table("accountability_targets").dropna(subset=["target"])
    both = indicators.merge(targets, on=[*KEYS, "indicator", "measured_year"], suffixes=("", "_of_targets"))
    assert len(both) == len(indicators)
    assert (both["target"] == both["target_of_targets"]).all()
    assert set(targets["indicator"]) == {name for name, one in INDICATORS.items() if one.category != "growth"}


def test_exports_hub_and_workbooks_say_the_same(store: Store) -> None:
    rows = store.table("accountability")
    of = {name: part.set_index(["org_code", "school_year"]) for name, part in rows.groupby("publication")}
    assert set(of) == {"accountability", "e2c_accountability", DATA}
    for column in ("classification", "classification_reason", "targets_pct", "accountability_percentile"):
        ours = of[DATA][column]
        export = of["accountability"][column].reindex(ours.index)
        assert ((ours == export) | (ours.isna() & export.isna())).all(), column


def test_percentiles_of_the_build_are_those_of_the_schools(store: Store) -> None:
    builds = store.table("accountability_percentiles")
    overall = builds[builds["indicator"] == "overall"].set_index(["org_code", "school_year"])["indicator_percentile"]
    rows = store.table("accountability")
    schools = rows[(rows["publication"] == DATA) & rows["accountability_percentile"].notna()].set_index(
        ["org_code", "school_year"]
    )
    assert (overall.sort_index() == schools["accountability_percentile"].sort_index()).all()
    groups = set(store.table("accountability_group_percentiles")["student_group"])
    assert {"high_needs", "low_income", "students_with_disabilities", "white"} <= groups  # no school has 20 of the smallest
    assert groups < set(GROUP_WORDS) - {"all_students", "lowest_performing"}
    flagged = schools["classification"] == "Requiring assistance or intervention"
    assert 0.05 < flagged.mean() < 0.4
    assert flagged[schools["accountability_percentile"] <= 10].all()


def test_every_reason_for_assistance_is_one_of_the_four(store: Store) -> None:
    rows = store.table("accountability")
    rows = rows[rows["publication"] == DATA]
    reasons = rows[["reason_overall", "reason_student_groups", "reason_graduation", "reason_participation"]].notna().any(axis=1)
    assert (reasons == (rows["classification"] == "Requiring assistance or intervention")).all()
    assert (rows["low_performing_groups"].notna() == rows["reason_student_groups"].notna()).all()


def _written(raw: Path) -> Iterator[tuple[str, str, int]]:
    """Workbook, sheet and rows of data, read without our reader."""
    from openpyxl import load_workbook

    for path in sorted((raw / "workbooks").glob("*.xlsx")):
        book = load_workbook(path, read_only=True)
        for sheet in book.worksheets:
            yield path.name, sheet.title, sum(1 for _ in sheet.iter_rows(min_row=3, max_col=1))


def test_every_row_that_was_written_is_read(store: Store, raw: Path) -> None:
    written: dict[str, int] = {}
    for name, sheet, rows in _written(raw):
        if sheet != "Notes":
            written[name] = written.get(name, 0) + rows
    assert len(written) == 5 * len(accountability_workbooks.WORKBOOK_YEARS)
    files = {use.source_id: use for use in store.sources() if use.publication.startswith("workbook_")}
    read: dict[str, set[tuple[str, ...]]] = {}
    for table in TABLES:
        rows = store.table(table)
        rows = rows[rows["source_id"].isin(files)]
        sheet = rows["school_type"] if "school_type" in rows and table != "accountability" else rows["org_level"]
        for source, level, number in zip(rows["source_id"], sheet.fillna(""), rows["source_row"].astype(str), strict=True):
            read.setdefault(files[source].file, set()).add((str(level), number))
    for name, rows in written.items():
        levels = {number for _, number in read[name]} if "targets" in name else read[name]
        assert len(levels) == rows, name


def test_the_sheets_and_headings_have_the_states_quirks(raw: Path) -> None:
    from openpyxl import load_workbook

    folder = raw / "workbooks"
    book = load_workbook(folder / "school-percentile-2025.xlsx", read_only=True)
    assert "HS " in book.sheetnames
    headings = [cell.value for cell in next(book["HS "].iter_rows(min_row=2, max_row=2))]
    assert len(headings) == 143
    assert headings[141] == "2025 School percentile"
    sheet = load_workbook(folder / "accountability-targets-2025.xlsx", read_only=True)["Targets and Increments"]
    headings = [cell.value for cell in next(sheet.iter_rows(min_row=2, max_row=2))]
    assert {"Annual  Dropout Rate Reduction (%)", "2025 % Making Progress Target "} <= set(headings)
    book = load_workbook(folder / "accountability-data-2025.xlsx", read_only=True)
    headings = [cell.value for cell in next(book["Table 2 - Schools"].iter_rows(min_row=2, max_row=2))]
    assert "2025 Cumulative Criterion-Referenced Target Percentage (%)" in headings
    assert "October 2024 Enrollment" in headings


def test_every_group_word_is_understood() -> None:
    assert {word: group_id(word) for word in GROUP_WORDS.values()} == {word: name for name, word in GROUP_WORDS.items()}
