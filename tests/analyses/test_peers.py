"""What peers reach, and who does better where the district is weakest."""

import pytest

from ssos_analysis import analyses
from ssos_analysis.analyses.peers import NEWER, NO_FIGURE, NO_PEERS
from tests.builders.small_tables import DISTRICT, cohort, measured, released
from tests.builders.statewide_frames import GRADUATION, codes, contexts, graduation_rows, statewide

OWN = contexts(40)["org_code"][1]  # of the larger stratum


@pytest.fixture(scope="module")
def state():
    return statewide()


def of(code, through=2025):
    """The measure as a brief of another invented district would open it."""
    table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "80.0", 200)], through=through)
    return table.__class__(table.measure, table.table, code, "Reedbank", through)


def test_peers_say_who_why_and_how_firmly(state):
    found = analyses.peers(state, district_code=OWN, district_name="Reedbank")
    assert len(found.table) == int(found.choices["peers_n"]) > 0
    assert OWN not in set(found.table["peer_code"])
    assert found.table["why"].str.startswith("alike in").all()
    assert found.table["own_low_income_pct"].nunique() == 1
    assert int(found.choices["core_n"]) == (found.table["stability"] >= 0.8).sum()
    assert released(found).table["hidden_reason"].eq("").all()


def test_a_district_without_close_ones_is_told_so(state):
    found = analyses.peers(state, district_code="98980000", district_name="Nowhere")
    assert found.table.empty
    assert found.choices["why_not"] == NO_PEERS


def test_peer_figures_begin_with_the_district_and_go_by_distance(state):
    found = analyses.peer_figures(of(OWN), state)
    assert found.table["is_own"].tolist() == [True] + [False] * (len(found.table) - 1)
    assert found.table["distance"].iloc[1:].is_monotonic_increasing
    assert not {"rank", "place"} & set(found.table.columns)
    shown = released(found).table
    assert shown["estimate"].notna().all()
    assert shown["shrunk"].notna().all()


def test_a_drawn_figure_of_too_few_students_is_hidden_and_the_published_one_is_not():
    rows = graduation_rows()
    small = (rows["org_code"] == OWN) & (rows["school_year"] == 2024)
    rows.loc[small, ["cohort_n", "graduated_pct"]] = [7.0, 85.7]  # 6 of 7: one did not graduate
    shown = released(analyses.peer_figures(of(OWN), statewide(rows))).table.iloc[0]
    assert shown["hidden_reason"] == "too_few_with_outcome"
    assert shown["estimate"] == 85.7
    assert shown[["shrunk", "shrunk_low", "shrunk_high"]].isna().all()


def test_peers_of_a_later_year_stand_in_no_earlier_brief(state):
    assert analyses.peer_figures(of(OWN, through=2022), state).choices["why_not"] == NEWER
    assert analyses.peer_figures(of("98980000"), state).choices["why_not"] == NO_FIGURE


def test_better_where_weakest_tells_clear_from_not_clear():
    rows = graduation_rows()
    last = (rows["org_code"] == OWN) & (rows["school_year"] == 2024)
    rows.loc[last, ["cohort_n", "graduated_pct"]] = [400.0, 40.0]
    found = analyses.better_where_weakest([of(OWN)], statewide(rows))
    assert found.choices["weakest"] == GRADUATION.id
    assert float(found.choices["place_sd"]) < -2
    assert found.table["stands"].tolist() == [""] + ["better"] * (len(found.table) - 1)
    rows.loc[last, ["cohort_n", "graduated_pct"]] = [400.0, 99.0]
    assert set(analyses.better_where_weakest([of(OWN)], statewide(rows)).table["stands"].iloc[1:]) == {"not_clear"}


def test_a_peer_of_another_year_is_shown_and_not_compared():
    rows = graduation_rows()
    peer = statewide(rows).peers_of(OWN)["peer_code"].iloc[0]
    rows = rows[~((rows["org_code"] == peer) & (rows["school_year"] == 2024))]
    found = analyses.better_where_weakest([of(OWN)], statewide(rows)).table.set_index("org_code").loc[peer]
    assert (found["school_year"], found["stands"]) == (2023, "other_year")


def test_the_age_rule_holds_for_each_peer_as_for_the_district():
    rows = graduation_rows()
    peer = statewide(rows).peers_of(OWN)["peer_code"].iloc[0]
    rows = rows[~((rows["org_code"] == peer) & (rows["school_year"] == 2024))]
    assert peer in set(analyses.peer_figures(of(OWN, through=2028), statewide(rows)).table["org_code"])
    later = analyses.peer_figures(of(OWN, through=2029), statewide(rows)).table
    assert peer not in set(later["org_code"])
    assert set(later["school_year"]) == {2024}


def test_measures_that_no_figure_is_known_of_are_not_guessed():
    found = analyses.better_where_weakest([of("98980000")], statewide())
    assert (found.table.empty, found.choices["why_not"], found.choices["looked_at"]) == (True, NO_FIGURE, "")
    assert codes(2) == ["99010000", "99020000"]


def test_findings_without_a_row_are_released_with_their_reason(state):
    nowhere = of("98980000")
    for found in (
        analyses.peers(state, district_code="98980000", district_name="Nowhere"),
        analyses.peer_figures(nowhere, state),
        analyses.better_where_weakest([nowhere], state),
        analyses.goal_realism(nowhere, state, target=90.0, target_year=2028),
        analyses.targets_add_up(nowhere, {"all_students": 90.0, "female": 92.0}),
        *analyses.bright_spots([nowhere], state),
    ):
        assert released(found).table.empty
