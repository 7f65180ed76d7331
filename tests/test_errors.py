"""An error says what, where and what to do; many faults are told at once."""

from __future__ import annotations

import pytest

from ssos_analysis.errors import Faults, ParameterError, SourceError, SsosError, StoreError


def test_the_text_names_the_fault_the_place_and_the_next_step():
    error = SourceError("3 rows use an unknown group", where="a.csv, rows 1, 2, 3", mend="add an alias")
    assert str(error) == "3 rows use an unknown group\n  where: a.csv, rows 1, 2, 3\n  to do: add an alias"


def test_parts_that_are_not_said_leave_no_empty_lines():
    assert str(SsosError("the store is empty")) == "the store is empty"


@pytest.mark.parametrize("kind", [SourceError, StoreError, ParameterError])
def test_every_kind_is_caught_as_one_family(kind):
    with pytest.raises(SsosError):
        raise kind("no")


def test_no_fault_raises_nothing():
    faults = Faults()
    faults.raise_if_any(SourceError)
    assert not faults


def test_a_single_fault_reads_as_itself():
    faults = Faults()
    faults.add("a blank code", where="row 7", mend="fill it in")
    with pytest.raises(SourceError) as caught:
        faults.raise_if_any(SourceError)
    assert (caught.value.what, caught.value.where, caught.value.mend) == ("a blank code", "row 7", "fill it in")


def test_many_faults_are_numbered_and_a_shared_next_step_is_said_once():
    faults = Faults()
    faults.add("a blank code", where="row 7", mend="fill it in")
    faults.add("another blank code", where="row 9", mend="fill it in")
    faults.add("a rate of 120", mend="correct the export")
    error = faults.as_error(SourceError)
    assert error.what.splitlines() == [
        "3 faults:",
        "  1. a blank code (row 7)",
        "  2. another blank code (row 9)",
        "  3. a rate of 120",
    ]
    assert error.mend == "fill it in; correct the export"
