"""The registry: each measure reads columns that exist, says what it counts, and is found by its id."""

import pytest

from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.registry import MEASURES, measure
from ssos_analysis.schemas.tables import TABLES

every_measure = pytest.mark.parametrize("about", MEASURES.values(), ids=list(MEASURES))


@every_measure
def test_a_measure_reads_columns_its_table_has(about):
    table = TABLES[about.table]
    assert {about.value, about.numerator or about.value, about.denominator or about.value} <= set(table.columns)
    assert set(about.where) | set(about.prefer) <= set(table.keys)


@every_measure
def test_a_measure_says_what_it_counts_and_where_the_state_does(about):
    assert "DESE" in about.definition
    assert about.report
    assert about.unit
    assert about.kind in ("share", "mean")
    assert about.id.endswith("_pct" if about.kind == "share" else "_sgp")
    assert about.difference_unit == ("percentage points" if about.kind == "share" else "percentile points")


def test_lower_is_better_for_absence_dropout_and_suspension_only():
    lower = {name for name, about in MEASURES.items() if about.better == "lower"}
    assert lower == {"chronically_absent_pct", "dropout_pct", "out_of_school_suspension_pct"}


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
