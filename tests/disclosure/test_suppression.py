"""What is hidden, attacked: by simple laws, and by a linear program that knows all a reader can know of one partition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from ssos_analysis.disclosure.suppression import (
    LEAST_ROOM,
    PROTECTS_ANOTHER,
    SHOWN,
    TOO_FEW_STUDENTS,
    TOO_FEW_WITH_OUTCOME,
    hide_small,
    suppress_partition,
)
from ssos_analysis.errors import CountError, DisclosureError

FLOORS = [(10, 3), (6, 3), (6, 6), (20, 0), (10, 0)]  # those of params/disclosure.yml: students, students with the outcome


def extremes(target, facts, low, high):
    """The smallest and largest whole value of `target @ x` that facts (rows, least, most) and bounds allow: the attacker."""
    constraints = [LinearConstraint(np.array(rows, dtype=float), least, most) for rows, least, most in facts]
    found = []
    for sign in (1, -1):
        solved = milp(sign * np.array(target, dtype=float), constraints=constraints, bounds=Bounds(low, high), integrality=1)
        assert solved.status == 0, solved.message
        found.append(round(sign * solved.fun))
    return tuple(found)


def ranges(known_sum, bounds):
    """The range of each hidden count, from their known sum and what is known of each alone."""
    low, high = zip(*bounds, strict=True)
    every = np.ones(len(bounds))
    return [extremes(one, [(every, known_sum, known_sum)], low, high) for one in np.eye(len(bounds))]


# Worked examples of the project's methods notes, section 5.4: hidden counts, what is known of each, the ranges an attacker gets
ATTACKS = {
    "sup-single": ([8], [(0, 57)], [(8, 8)]),
    "sup-two-small": ([8, 5], [(0, 13), (0, 13)], [(0, 13), (0, 13)]),
    "sup-two-small-cap9": ([8, 5], [(0, 9), (0, 9)], [(4, 9), (4, 9)]),
    "sup-two-ones-cap9": ([9, 9], [(0, 9), (0, 9)], [(9, 9), (9, 9)]),
}


@pytest.mark.parametrize("example", ATTACKS)
def test_the_attacker_finds_what_the_worked_examples_say(example):
    hidden, known, expected = ATTACKS[example]
    assert ranges(sum(hidden), known) == expected


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([31, 18, 8], [31, None, None]),  # sup-single: hiding 8 alone would give it away as 57 - 31 - 18
        ([8, 5, 40, 60], [None, None, None, 60]),  # sup-two-small-cap9: whoever is one of the 8 would find the 5
        ([9, 9, 40, 60], [None, None, None, 60]),  # sup-two-ones-cap9: both would be exactly 9
        ([3, 11, 12, 40, 60], [None, None, None, None, 60]),  # 11 and 12 could give 3 only, the floor being known
        ([0, 25, 60], [None, None, 60]),  # a zero is small
        ([3, 4], [None, None]),  # no ordinary part is left
        ([12, 60], [12, 60]),
        ([], []),
    ],
)
def test_worked_partitions(counts, shown):
    assert suppress_partition(counts, least_n=10) == shown


partitions = st.lists(st.integers(0, 60), min_size=2, max_size=8)


@given(partitions, st.sampled_from([1, 6, 10, 20]))
def test_no_group_can_be_found_by_subtraction(counts, least_n):
    shown = suppress_partition(counts, least_n=least_n)
    assert shown.count(None) != 1
    assert all(n is None or n >= least_n for n in shown)
    assert all(n is None or n == count for n, count in zip(shown, counts, strict=True))


@given(partitions)
def test_nothing_is_hidden_where_nothing_is_small(counts):
    assume(min(counts) >= 10)
    assert suppress_partition(counts, least_n=10) == counts


@given(partitions, st.randoms())
def test_row_order_never_matters(counts, random):
    shuffled = list(counts)
    random.shuffle(shuffled)

    def as_set(shown):
        return sorted(-1 if n is None else n for n in shown)

    assert as_set(suppress_partition(counts, 10)) == as_set(suppress_partition(shuffled, 10))


@given(partitions, st.sampled_from([6, 10, 20]))
def test_knowing_the_floor_and_which_are_small_is_not_enough(counts, least_n):
    """The attacker knows the total, the floor, and for every hidden count whether it is small or protects one."""
    shown = suppress_partition(counts, least_n=least_n)
    assume(None in shown and shown.count(None) < len(shown))
    hidden = [count for count, n in zip(counts, shown, strict=True) if n is None]
    known = [(0, least_n - 1) if count < least_n else (least_n, sum(counts)) for count in hidden]
    for count, (low, high) in zip(hidden, ranges(sum(hidden), known), strict=True):
        if count < least_n:
            assert low == 0
            assert high == min(least_n - 1, sum(hidden) - least_n * sum(other >= least_n for other in hidden))
            assert high - low >= min(LEAST_ROOM, least_n - 1)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.lists(st.integers(10, 60), min_size=1, max_size=4))
def test_who_is_in_one_small_group_does_not_find_another(few, ordinary):
    """An insider knows the count of the own small group, the floor, and which are small."""
    shown = suppress_partition(few + ordinary, least_n=10)
    protecting = [count for count, n in zip(ordinary, shown[len(few) :], strict=True) if n is None]
    assume(len(protecting) < len(ordinary))
    hidden = few + protecting
    for insider in range(len(few)):
        known = [(0, 9)] * len(few) + [(10, sum(hidden))] * len(protecting)
        known[insider] = (few[insider], few[insider])
        for other, (low, high) in enumerate(ranges(sum(hidden), known)[: len(few)]):
            assert other == insider or high - low >= LEAST_ROOM


def test_the_attackers_it_does_not_withstand_are_named_in_the_docs():
    """Who learns the count that protects (another publication, an earlier release) finds the small one."""
    assert suppress_partition([8, 25, 60], 10) == [None, None, 60]
    assert ranges(33, [(0, 9), (25, 25)])[0] == (8, 8)


def test_a_partition_of_one_small_part_cannot_be_protected():
    with pytest.raises(DisclosureError, match="its total is that count"):
        suppress_partition([4], 10)
    assert suppress_partition([14], 10) == [14]


# --- tables -----------------------------------------------------------------------------------------------------------


def reasons(rows, *, floors=(10, 3), partition="part", cell="events"):
    """Reason codes of rows (n, events, partition)."""
    table = pd.DataFrame(rows, columns=["n", "events", "part"])
    return hide_small(table, n="n", cell=cell, least_n=floors[0], least_cell_n=floors[1], partition=partition).tolist()


def test_each_reason_has_its_rows():
    rows = [
        (9, 5, ""),  # too few students
        (0, 0, ""),  # none at all
        (10, 5, ""),
        (40, 2, ""),  # too few with the outcome
        (40, 38, ""),  # too few without it
        (40, 0, ""),  # none had it: said of each of the 40
        (40, 40, ""),  # all had it
        (40, 3, ""),
    ]
    few, cell = TOO_FEW_STUDENTS, TOO_FEW_WITH_OUTCOME
    assert reasons(rows) == [few, few, SHOWN, cell, cell, cell, cell, SHOWN]


def test_without_an_outcome_or_its_floor_only_the_students_count():
    rows = [(40, 0, ""), (9, 4, "")]
    assert reasons(rows, cell=None) == [SHOWN, TOO_FEW_STUDENTS]
    assert reasons(rows, floors=(10, 0)) == [SHOWN, TOO_FEW_STUDENTS]


def test_a_row_that_derives_nothing_is_left_alone_and_protects_nothing():
    rows = [(np.nan, np.nan, "race"), (40, np.nan, "race"), (5, 2, "race"), (80, 40, "race"), (90, 40, "race")]
    assert reasons(rows) == [SHOWN, SHOWN, TOO_FEW_STUDENTS, PROTECTS_ANOTHER, SHOWN]


def test_partitions_do_not_mix_and_rows_of_none_stay():
    rows = [(5, 2, "race"), (50, 20, "race"), (60, 30, "race"), (50, 20, "sex"), (60, 30, "sex"), (5, 2, ""), (70, 30, None)]
    few, protects = TOO_FEW_STUDENTS, PROTECTS_ANOTHER
    assert reasons(rows) == [few, protects, SHOWN, SHOWN, SHOWN, few, SHOWN]
    assert reasons(rows, partition=None) == [few, SHOWN, SHOWN, SHOWN, SHOWN, few, SHOWN]


def test_a_protector_needs_room_in_the_outcome_too():
    """30 students of whom 3 have the outcome could give none of them away, so the next row is hidden as well."""
    rows = [(40, 1, "all"), (30, 3, "all"), (50, 20, "all"), (60, 30, "all")]
    assert reasons(rows) == [TOO_FEW_WITH_OUTCOME, PROTECTS_ANOTHER, PROTECTS_ANOTHER, SHOWN]


def test_the_answer_keeps_the_index_and_takes_pandas_counts():
    table = pd.DataFrame({"n": pd.array([5, None, 40], dtype="Int64")}, index=[7, 3, 5])
    answer = hide_small(table, n="n", cell=None, least_n=10, least_cell_n=3, partition=None)
    assert answer.to_dict() == {7: TOO_FEW_STUDENTS, 3: SHOWN, 5: SHOWN}
    empty = hide_small(table.iloc[:0].astype(object), n="n", cell=None, least_n=10, least_cell_n=3, partition=None)
    assert len(empty) == 0


def test_more_with_the_outcome_than_students_stops():
    with pytest.raises(CountError, match="events is larger than n"):
        reasons([(10, 11, "")])


groups = st.lists(
    st.integers(0, 45).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.just("all"))), min_size=2, max_size=6
)


@given(groups, st.sampled_from(FLOORS))
def test_the_linked_attacker_finds_no_small_count(rows, floors):
    """The attacker knows, of the hidden rows together, the students and those with the outcome; of each, its reason and
    which side of the outcome is small. Students of a small group, and the small side of an outcome, stay a range."""
    least_n, least_cell_n = floors
    why = reasons(rows, floors=floors)
    hidden = [(n, events, reason) for (n, events, _), reason in zip(rows, why, strict=True) if reason]
    assume(hidden and len(hidden) < len(rows))
    assert len(hidden) > 1
    size = len(hidden)
    # unknowns: with the outcome in each hidden row, then without it
    with_outcome, without = np.eye(size, 2 * size), np.eye(size, 2 * size, size)
    total_with, total_without = sum(events for _, events, _ in hidden), sum(n - events for n, events, _ in hidden)
    facts = [
        (with_outcome.sum(axis=0), total_with, total_with),
        (without.sum(axis=0), total_without, total_without),
    ]
    low, high = np.zeros(2 * size), np.repeat([total_with, total_without], size).astype(float)
    targets = []
    for row, (_, events, reason) in enumerate(hidden):
        students = with_outcome[row] + without[row]
        if reason == TOO_FEW_STUDENTS:
            facts.append((students, 0, least_n - 1))
            targets.append((students, least_n))
            continue
        facts.append((students, least_n, np.inf))
        if reason == TOO_FEW_WITH_OUTCOME:
            side = row if events < least_cell_n else size + row
            high[side] = min(high[side], least_cell_n - 1)
            targets.append((np.eye(2 * size)[side], least_cell_n))
        else:
            low[[row, size + row]] = least_cell_n
    assert targets
    for target, floor in targets:
        least, most = extremes(target, facts, low, high)
        assert least == 0
        assert most - least >= min(LEAST_ROOM, floor - 1)
