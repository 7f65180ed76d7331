"""State-wide quantities of graduation by student group, 2006-2024: the worked numbers of docs/method.md."""

from __future__ import annotations

import pytest

from ssos_analysis import analyses, parameters
from ssos_analysis.measures.registry import measure
from ssos_analysis.measures.statewide_tables import Statewide, empty_frame
from ssos_analysis.measures.table import measure_table
from ssos_analysis.sources.store import Store
from ssos_analysis.statewide import quantities

pytestmark = pytest.mark.real_data
ID = "four_year_graduation_pct"
BOSTON, SPRINGFIELD, FALL_RIVER = "00350000", "02810000", "00950000"


@pytest.fixture(scope="module")
def made(real_store):
    found = quantities(Store.open(real_store), [measure(ID)])
    frames = {name: found[name].get(ID, empty_frame(name)) for name in ("changes", "priors", "figures", "expectations")}
    return Statewide(**frames, peers=found["peers"], context=found["context"])


@pytest.fixture(scope="module")
def springfield(real_store):
    rows = Store.open(real_store).slice("graduation", SPRINGFIELD)
    return measure_table(
        measure(ID), rows, parameters.series_breaks(), district_code=SPRINGFIELD, district_name="Springfield", through=2024
    )


def test_the_spread_of_students_with_disabilities_and_fall_river_drawn_to_it(made):
    prior = made.prior_of(ID, "students_with_disabilities", 2024)
    assert prior.districts_n == 296
    assert (round(prior.alpha, 2), round(prior.beta, 2)) == (5.74, 1.66)
    assert (round(prior.mean, 1), round(prior.between_sd, 1)) == (77.6, 14.4)
    one = made.figures_of(ID, "students_with_disabilities").set_index("org_code").loc[FALL_RIVER]
    assert (one["estimate"], one["n"], one["counts"]) == (39.0, 172, "reconstructed")
    assert [round(one[name], 1) for name in ("shrunk", "shrunk_low", "shrunk_high")] == [40.5, 33.5, 47.8]


def test_yearly_changes_of_cohorts_of_100_to_299(made):
    rows = made.changes_of(ID, "all_students", "100_299", span_years=1)
    assert (len(rows), rows["org_code"].nunique()) == (2722, 202)
    assert rows["change"].quantile([0.25, 0.75, 0.9]).round(1).tolist() == [-1.6, 2.1, 4.3]
    assert (rows["first_year"].min(), rows["last_year"].max()) == (2006, 2024)


def test_no_change_of_low_income_students_crosses_a_definition(made):
    rows = made.changes_of(ID, "low_income")
    for year in (2015, 2018, 2022):
        assert not ((rows["first_year"] < year) & (rows["last_year"] >= year)).any()


def test_bostons_peers_are_large_cities_and_fewer_than_ten(made):
    found = analyses.peers(made, district_code=BOSTON, district_name="Boston").table
    assert found["org_name"].tolist() == ["Worcester", "Lowell", "Brockton", "New Bedford", "Lawrence", "Lynn", "Revere"]
    assert found[["distance", "stability"]].round(2).iloc[[0, -1]].to_numpy().tolist() == [[0.79, 1.0], [1.82, 0.31]]
    assert set(found["school_year"]) == {2023}


def test_springfields_goal_among_what_districts_did(made, springfield):
    one = analyses.goal_realism(springfield, made, target=85.0, target_year=2027).table.iloc[0]
    assert (one["estimate"], one["n"], round(one["gain_needed"], 1), one["span_years"]) == (78.6, 1841, 6.4, 3)
    assert one[["windows_n", "districts_n", "reached_n", "reached_districts_n", "reached_after_chance_n"]].tolist() == [
        101,
        11,
        16,
        9,
        4,
    ]
    assert (round(one["percentile"]), one["band"], one["students_needed"]) == (84, "very_ambitious", 118)


def test_springfields_targets_do_not_add_up(springfield):
    targets = {"all_students": 85.0, "students_with_disabilities": 72.0}
    one = analyses.targets_add_up(springfield, targets).table.iloc[0]
    assert (round(one["implied"], 1), round(one["difference"], 1), one["adds_up"]) == (81.2, -3.8, "short")


def test_college_going_by_group_carries_what_its_years_allow(real_store):
    """Groups of the classes of 2020 to 2023, sixteen months after leaving; a row whose count the state hides is in none of it."""
    name = "college_going_16_months_pct"
    found = quantities(Store.open(real_store), [measure(name)])
    priors, changes = found["priors"][name], found["changes"][name]
    learners = priors[priors["student_group"] == "english_learners"]
    assert learners["school_year"].tolist() == [2020, 2021, 2022, 2023]
    assert (learners["mean"] < priors[priors["student_group"] == "asian"]["mean"].min()).all()
    assert "all_students" not in set(priors["student_group"])  # not collected
    assert found["figures"][name]["n"].min() >= 6
    income = changes[changes["student_group"].isin(["low_income", "economically_disadvantaged"])]
    assert not ((income["first_year"] < 2022) & (income["last_year"] >= 2022)).any()
