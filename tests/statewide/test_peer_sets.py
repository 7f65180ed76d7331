"""Peers: symmetric distances on context alone, never oneself, never across strata, and what a person overrides."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ssos_analysis.choices import Override, peer_rules
from ssos_analysis.measures.statewide_tables import PEERS
from ssos_analysis.statewide.context import context
from ssos_analysis.statewide.peer_sets import distances, peer_sets, used_variables
from tests.builders.small_tables import row, tidy
from tests.builders.statewide_frames import contexts, rules


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_distances_are_symmetric_and_nought_to_oneself(seed):
    held = contexts(30, seed=seed)
    used = used_variables(held, rules())
    apart = distances(held, used, np.array([one.weight for one in used]))
    assert np.allclose(apart, apart.T)
    assert np.allclose(np.diag(apart), 0.0)
    assert (apart[~np.eye(30, dtype=bool)] > 0).all()


def test_a_district_is_never_its_own_peer_nor_of_another_stratum():
    held = contexts(60)
    found = peer_sets([held], rules())
    assert list(found.columns) == list(PEERS)
    assert (found["org_code"] != found["peer_code"]).all()
    stratum = held.set_index("org_code")["stratum"]
    assert (stratum[found["org_code"]].to_numpy() == stratum[found["peer_code"]].to_numpy()).all()
    assert found.groupby("org_code").size().max() <= peer_rules().peers_n
    assert found["stability"].between(0, 1).all()
    for _, mine in found.groupby("org_code"):
        assert mine["distance"].is_monotonic_increasing
        assert mine["rank"].tolist() == list(range(1, len(mine) + 1))


def test_peers_do_not_hang_on_the_order_of_districts_and_come_out_alike_each_time():
    held = contexts(40)
    first, second = peer_sets([held], rules()), peer_sets([held.iloc[::-1].reset_index(drop=True)], rules())
    columns = ["org_code", "peer_code", "rank", "distance"]
    assert_frame_equal(first[columns], second[columns])
    assert_frame_equal(first, peer_sets([held], rules()))


def test_who_is_like_nobody_has_no_peer_rather_than_a_bad_one():
    held = contexts(60)
    held.loc[1, ["ln_students", "low_income_pct", "english_learners_pct"]] = [14.0, 99.0, 90.0]
    found = peer_sets([held], rules())
    assert held["org_code"][1] not in set(found["org_code"])


def test_who_lacks_a_characteristic_in_use_is_nobodys_peer():
    held = contexts(40)
    held.loc[2, "low_income_pct"] = np.nan
    found = peer_sets([held], rules())
    assert held["org_code"][2] not in set(found["org_code"]) | set(found["peer_code"])
    held["churn_pct"] = np.nan  # too few have it: not used, and nobody is left out for it
    assert "churn_pct" not in {one.id for one in used_variables(held, rules())}
    assert len(peer_sets([held], rules()))


def test_an_override_adds_first_and_removes_with_its_reason():
    held = contexts(40)
    plain = peer_sets([held], rules())
    code = held["org_code"][1]
    gone, added = plain[plain["org_code"] == code]["peer_code"].iloc[0], held["org_code"][0]
    change = Override(
        district=code, add=[added], remove=[gone], why="shares a superintendent", who="the office", date=dt.date(2026, 1, 1)
    )
    mine = peer_sets([held], rules(overrides=[change])).query("org_code == @code")
    assert gone not in set(mine["peer_code"])
    assert mine.iloc[0][["peer_code", "rank", "why"]].tolist() == [added, 0, "chosen by the office: shares a superintendent"]


def test_no_outcome_is_among_the_variables():
    kinds = {one.kind for one in peer_rules().variables}
    assert kinds <= {"ln_enrollment", "group_share", "grade_share", "mobility"}
    assert not {group for one in peer_rules().variables for group in one.groups} & {"white", "asian", "black_or_african_american"}


def test_context_takes_the_newest_year_and_says_what_kind_of_district_it_is():
    grades = [
        row("enrollment_by_grade", code, year, grade=grade, students_n=students, org_name=name)
        for code, name, held in (
            ("99010000", "Quillmarsh (District)", {"ALL": "400", "03": "200", "10": "200"}),
            ("99020000", "Reedbank", {"ALL": "100", "03": "100", "10": "0"}),
            ("99030000", "Sedge Vocational", {"ALL": "300", "03": "0", "10": "300"}),
        )
        for year in (2023, 2024)
        for grade, students in held.items()
    ]
    groups = [
        row("enrollment_by_group", "99010000", 2023, group="low_income", students_pct="44.0"),
        row("enrollment_by_group", "99010000", 2019, group="english_learners", students_pct="9.0"),
    ]
    found = context(tidy("enrollment_by_grade", grades), tidy("enrollment_by_group", groups), tidy("mobility", []), peer_rules())
    assert found["stratum"].tolist() == ["all_grades", "elementary", "vocational"]
    first = found.iloc[0]
    assert (first["org_name"], first["school_year"], first["students_n"]) == ("Quillmarsh", 2024, 400.0)
    assert first["low_income_pct"] == 44.0
    assert first["high_school_pct"] == 50.0
    assert pd.isna(first["english_learners_pct"])  # five years old: not who its students are
    assert first["ln_students"] == pytest.approx(np.log(400))
