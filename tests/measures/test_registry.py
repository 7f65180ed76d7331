"""The registry: each measure reads columns that exist, says what it counts, and is found by its id."""

import numpy as np
import pytest

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.registry import MEASURES, measure
from ssos_analysis.measures.table import measure_table
from ssos_analysis.parameters import disclosure_policy, series_breaks
from ssos_analysis.schemas.tables import TABLES
from ssos_analysis.sources.layouts import layouts
from ssos_analysis.vocabulary.student_groups import GROUPS
from tests.builders.small_tables import DISTRICT, measured, row, tidy
from tests.measures.registry_table import registry_table

every_measure = pytest.mark.parametrize("about", MEASURES.values(), ids=list(MEASURES))


@every_measure
def test_a_measure_reads_columns_its_table_has(about):
    table = TABLES[about.table]
    assert {about.value, about.numerator or about.value, about.denominator or about.value} <= set(table.columns)
    assert set(about.where) | set(about.prefer) <= set(table.keys)


ENDINGS = {"share": "_pct", "usd": "_usd"}


@every_measure
def test_a_measure_says_what_it_counts_and_where_the_state_does(about):
    assert "DESE" in about.definition
    assert about.report
    assert about.unit
    assert about.kind in ("share", "mean", "number", "usd")
    assert about.id.endswith(ENDINGS.get(about.kind, ""))
    assert about.id.endswith("_sgp") == about.is_growth
    assert about.difference_unit == ("percentage points" if about.kind == "share" else about.unit)
    assert about.whole in GROUPS


@every_measure
def test_a_measure_has_a_floor_no_lower_than_that_of_any_file_its_table_is_read_from(about):
    policy = disclosure_policy()
    read_from = {layout.family for layout in layouts() if about.table in {part.table for part in layout.tables}}
    assert about.family in read_from or about.is_growth
    for family in read_from - {"e2c_extract"}:  # a copy of other publications' figures
        assert policy.rule(family).least_n <= policy.rule(about.family).least_n


@every_measure
def test_every_measure_draws_a_table_from_a_store_that_holds_nothing_of_it(about):
    table = measure_table(
        about, tidy(about.table, []), series_breaks(), district_code=DISTRICT, district_name="Quillmarsh", through=2025
    )
    assert table.table.empty
    assert table.newest_year(about.whole) is None


@every_measure
def test_every_measure_reads_a_row_of_its_table(about):
    keys = dict(about.where.items()) | {key: values[0] for key, values in about.prefer.items()}
    others = {key: "x" for key in TABLES[about.table].keys if key not in ("org_code", "school_year", "student_group", *keys)}
    given = {about.value: "50.0"} | {name: "40" for name in (about.numerator, about.denominator) if name}
    if "student_group" in TABLES[about.table].keys:
        given["group"] = about.whole
    (one,) = measured(about.id, [row(about.table, DISTRICT, 2024, **keys, **others, **given)]).table.to_dict("records")
    assert (one["estimate"], one["student_group"], one["status"]) == (50.0, about.whole, "reported")
    assert np.isfinite(one["low"]) == (about.has_counts and about.denominator is not None)
    assert one["counts"] == ("none" if about.denominator is None else "published" if about.numerator or about.kind != "share"
                             else "reconstructed")  # fmt: skip


def test_lower_is_better_for_what_keeps_students_from_school_or_finishing_it():
    lower = {name for name, about in MEASURES.items() if about.better == "lower"}
    assert {"chronically_absent_pct", "dropout_pct", "out_of_school_suspension_pct", "grade_retention_pct"} < lower
    assert {MEASURES[name].topic for name in lower} == {
        "attendance", "discipline", "restraints", "graduation", "dropout", "access", "educators", "class_size", "grade_retention",
    }  # fmt: skip


def test_context_is_never_judged():
    context = [about for about in MEASURES.values() if about.better == "context"]
    assert context
    assert not [about.id for about in context if about.role == "outcome" and about.family != "graduation"]
    assert {about.role for about in MEASURES.values()} == {"outcome", "opportunity", "context"}


def test_means_without_a_spread_are_not_pooled_or_tested():
    assert MEASURES["ela_3_8_growth_sgp"].has_counts
    for name in ("ela_3_8_scaled_score", "sat_math_mean", "chronically_absent_pct", "class_size_mean"):
        assert not MEASURES[name].has_counts


def test_the_page_on_method_lists_every_measure_as_the_registry_has_it():
    page = (workspace.home() / "docs" / "method.md").read_text("utf-8")
    assert registry_table(MEASURES.values(), series_breaks()) in page, (
        "write what `python -m tests.measures.registry_table` prints"
    )


def test_labels_tell_measures_apart():
    for words in ("label", "short_label"):
        assert len({getattr(about, words) for about in MEASURES.values()}) == len(MEASURES)


def test_science_of_grades_3_to_8_is_tested_in_grades_5_and_8():
    assert measure("science_3_8_meeting_pct").short_label == "Science, grades 5 and 8"


def test_a_near_miss_is_suggested_and_nothing_is_guessed():
    with pytest.raises(ParameterError, match="ela_3_8_meeting") as caught:
        measure("ela_3_8_meeting")
    assert "ela_3_8_meeting_pct" in caught.value.mend
    with pytest.raises(ParameterError, match="zzz") as caught:
        measure("zzz")
    assert "dropout_pct" in caught.value.mend
