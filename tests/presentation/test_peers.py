"""Peers on a page: what is said of them is true of the table, and nobody is ranked."""

from __future__ import annotations

import pytest
from small_tables import released
from statewide_frames import GRADUATION, graduation_rows, statewide

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.presentation.plain_words import forbidden
from tests.analyses.test_peers import OWN, of


@pytest.fixture(scope="module")
def lowest():
    """A state in which the district's newest class of 400 graduated 40 percent."""
    rows = graduation_rows()
    last = (rows["org_code"] == OWN) & (rows["school_year"] == 2024)
    rows.loc[last, ["cohort_n", "graduated_pct"]] = [400.0, 40.0]
    return statewide(rows)


def test_the_table_shows_each_peer_beside_the_district_and_why(showing, lowest):
    finding = released(analyses.peers(lowest, district_code=OWN, district_name="Reedbank"))
    lead, table, why, changed = showing(show.peer_table, finding)
    assert f"{finding.choices['peers_n']} districts are close to Reedbank" in lead.text
    assert f"(chosen again in 80% or more of {finding.choices['draws_n']} trials" in lead.text  # a page may drop the table
    assert [cells[0] for cells in table.body] == ["Reedbank (this district)", *finding.table["org_name"]]
    assert all(text.strip() for cells in table.body for text in cells)
    assert why.text.count("alike in") == len(finding.table)
    assert "No person has added" in changed.text


def test_no_close_peer_is_said_and_no_table_is_shown(showing, lowest):
    nowhere = analyses.peers(lowest, district_code="98980000", district_name="Nowhere")
    (said,) = showing(show.peer_table, released(nowhere))
    assert "Nowhere has no close peers" in said.text


def test_the_strip_names_the_published_figures_and_the_year(showing, lowest):
    finding = released(analyses.peer_figures(of(OWN), lowest))
    (chart,) = showing(show.peer_strip, [finding])
    peers = finding.table[~finding.table["is_own"]]["estimate"]
    assert chart.headline == (
        f"{GRADUATION.short_label} in Reedbank, the class of 2024: 40.0%; its {len(peers)} peers, "
        f"{peers.min():.1f}% to {peers.max():.1f}%."
    )
    assert "2024" in chart.svg
    assert len(chart.body) == len(finding.table)
    assert forbidden(chart.soup.get_text(" ")) == []


def test_what_cannot_be_shown_beside_peers_says_why(showing, lowest):
    (said,) = showing(show.peer_strip, [released(analyses.peer_figures(of("98980000"), lowest))])
    assert "no figure of the district with a count" in said.text


def test_better_where_lowest_says_as_much_as_the_table(showing, lowest):
    finding = released(analyses.better_where_weakest([of(OWN)], lowest))
    told, chart = showing(show.better_chart, finding)
    assert f"lies lowest, by the spread of all districts, in {GRADUATION.short_label}: 40.0% in the class of 2024" in told.text
    peers = finding.table[~finding.table["is_own"]]
    for name, stands in zip(peers["org_name"], peers["stands"], strict=True):
        line = next(line for line in told.text.split("\n") if name in line)
        assert line.startswith("Clearly on the better side" if stands == "better" else "We cannot tell")
    assert [cells[-1] for cells in chart.body][1:] == ["clearly on the better side"] * len(peers)
    assert forbidden(told.text + chart.soup.get_text(" ")) == []


def test_a_figure_too_old_is_neither_the_lowest_nor_in_the_strip(showing, lowest):
    old = of(OWN, through=2031)
    assert analyses.better_where_weakest([old], lowest).table.empty
    (said,) = showing(show.peer_strip, [released(analyses.peer_figures(old, lowest))])
    assert "more than five school years old" in said.text
