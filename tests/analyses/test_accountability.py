"""Findings about accountability: built again where the workbooks are, plainly told where they are not; floors hold."""

from dataclasses import replace

import pandas as pd
import pytest

from ssos_analysis.accountability.district import STATE_COLUMNS, district_accountability
from ssos_analysis.analyses import accountability as asked
from ssos_analysis.analyses import accountability_plans as plans
from ssos_analysis.brief import open_brief
from ssos_analysis.presentation import accountability_plans as show_plans
from ssos_analysis.presentation import accountability_tables as show
from ssos_analysis.presentation import status_chart
from ssos_analysis.sources.accountability_rows import accountability_rows

DISPLAYS = (
    show.determination_table, show.reasons_table, show.near_table, show.reconciled_table, show_plans.status_tables,
    show_plans.escape_list, show_plans.lever_table, show_plans.scenario_table, show_plans.target_table,
    show_plans.certainty_words, status_chart.status_charts,
)  # fmt: skip


@pytest.fixture(scope="module")
def brief(example_store):
    return open_brief("99110000", as_of="2026-11-23")


@pytest.fixture(scope="module")
def known(brief):
    return brief.accountability()


def test_what_is_known_of_a_district_says_so_in_a_line(known, only_percents):
    assert repr(known).startswith(f"Accountability of {known.district_name} (99110000), 2025: ")
    assert f"{len(known.caseload.schools)} flagged school" in repr(known)
    assert repr(only_percents).endswith("built from points: 0")
    assert not repr(known).endswith("built from points: 0")


@pytest.fixture(scope="module")
def only_percents(brief):
    """The same district as the real files hold it: class, reason and one percent, and no workbook."""
    rows = accountability_rows(brief.store, "99110000")
    kept = rows.published[rows.published["publication"] == "accountability"]
    empty = {name: getattr(rows, name).iloc[:0] for name in ("indicators", "criterion", "targets")}
    bare = type(rows)(**{**vars(rows), **empty, "published": kept})
    state = pd.DataFrame(columns=list(STATE_COLUMNS))
    return district_accountability(bare, state, district_code="99110000", district_name="Dunmarrow", through=2025)


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda display: display.__name__)
def test_nothing_unreleased_is_shown(display):
    with pytest.raises(TypeError, match="released findings only"):
        display(pd.DataFrame({"points": [4]}))


def test_the_district_and_its_schools_stand_side_by_side_with_ours(known):
    table = asked.determination(known).table
    assert table["org_level"].tolist() == ["district", *["school"] * 4]
    assert table.loc[1:, "org_name"].is_monotonic_increasing
    assert (table["ours"] == table["targets_pct"].map("{:.0f}".format)).all()


def test_reasons_of_district_and_school_are_two_rows(known):
    table = asked.reasons(known).table
    assert table[["org_level", "reason_lines"]].to_numpy().tolist() == [
        ["district", "participation"],
        ["school", "participation"],
    ]
    assert table["is_printed"].all()


def test_every_difference_of_the_example_is_explained(known):
    finding = asked.reconciled(known)
    assert finding.table["unexplained"].sum() == 0
    assert finding.table["equal"].sum() > 1000
    assert finding.choices["open"] == ""


def test_a_lever_stands_beside_whom_it_leaves_out_and_small_remainders_are_hidden(brief, known):
    released = brief.release(plans.levers(known))
    assert (released.table["question"].str.len() > 20).all()
    shown = released.table["not_counted_n"].dropna()
    assert (shown >= 20).all()
    assert (released.table["hidden_reason"] == "too_few_students").any()
    assert released.table["both_pp"].is_monotonic_decreasing


def test_no_chance_is_given_and_the_rules_that_are_not_confirmed_are_named(brief, known):
    released = brief.release(plans.certainty(known))
    assert released.choices["chances"] == ""
    assert "Students from whom on a group is scored" in released.choices["why_not"]
    assert len(released.table)


def test_without_workbooks_the_label_is_checked_and_the_rest_is_said(brief, only_percents, capsys):
    finding = asked.reconciled(only_percents)
    assert finding.table["recomputable"].sum() == 0
    assert finding.table["equal"].sum() == finding.table["label_checkable"].sum() > 0
    for made, display in (
        (asked.determination, show.determination_table), (asked.status_and_change, show_plans.status_tables),
        (plans.levers, show_plans.lever_table), (plans.targets, show_plans.target_table),
        (asked.scenarios, show_plans.scenario_table), (plans.certainty, show_plans.certainty_words),
        (asked.reconciled, show.reconciled_table), (asked.escapes, show_plans.escape_list), (asked.near_lines, show.near_table),
        (asked.reasons, show.reasons_table),
    ):  # fmt: skip
        display(brief.release(made(only_percents)))
    assert (asked.determination(only_percents).table["why"] == "inputs not published").all()
    assert "workbooks" in plans.levers(only_percents).choices["why_not"]
    assert plans.targets(only_percents).choices["why_not"] == asked.NO_POINTS


def test_a_percentage_is_not_shown_as_what_decides_the_class(brief, only_percents, capsys):
    finding = asked.determination(only_percents)
    said = []
    for table in (finding.table, finding.table.assign(targets_pct=float("nan"))):
        show.determination_table(brief.release(replace(finding, table=table)))
        said.append("The percentage alone does not decide the class" in capsys.readouterr().out)
    assert said == [True, False]


def test_without_points_the_levers_are_one_caution_and_no_lead(brief, only_percents, monkeypatch):
    """The percentage stands on the page all the same: what the files lack is what it is made of."""
    told, prose = [], []
    monkeypatch.setattr(show_plans, "say_caution", told.append)
    monkeypatch.setattr(show_plans, "show_prose", lambda _, text: prose.append(text))
    show_plans.lever_table(brief.release(plans.levers(only_percents)))
    show_plans.scenario_table(brief.release(asked.scenarios(only_percents)))
    (caution,) = told
    assert caution == f"What a point would move cannot be worked out. {asked.NO_POINTS}"
    assert "no indicator's points" in caution
    assert prose == []


def test_the_year_without_a_determination_of_the_district_is_named_and_one_school_has_its_result(brief, known, monkeypatch):
    finding = asked.determination(known)
    schools = finding.table[finding.table["org_level"] == "school"]
    told = []
    monkeypatch.setattr(show, "say_note", told.append)
    monkeypatch.setattr(show, "show_prose", lambda _, text: told.append(text))
    monkeypatch.setattr(show, "show_table", lambda *_, **__: None)
    show.determination_table(brief.release(replace(finding, table=schools.iloc[:1])))
    show.determination_table(brief.release(replace(finding, table=schools.iloc[:2])))
    name, kind, year = schools.iloc[0][["org_name", "classification", "school_year"]]
    assert told[0].startswith(
        f"In {year} the state classified its one school in the files, {name}, as: {kind}, at accountability"
    )
    assert told[1] == f"The files hold no determination of {known.district_name} itself for {year}; that of its school is held."
    assert (
        told[2] == f"The files hold no determination of {known.district_name} itself for {year}; those of its schools are held."
    )
    assert len(told) == 3


def test_no_label_is_called_checked_where_the_table_says_none_was(brief, only_percents, monkeypatch):
    told = []
    monkeypatch.setattr(show, "say_caution", told.append)
    monkeypatch.setattr(show, "show_table", lambda *_, **__: None)
    finding = asked.reconciled(only_percents)
    show.reconciled_table(brief.release(finding))
    show.reconciled_table(brief.release(replace(finding, table=finding.table.assign(label_checkable=0))))
    assert ["was checked" in one for one in told] == [True, False]
    assert "no label could be checked" in told[1]


def test_a_district_without_a_determination_has_a_page_that_says_so(brief):
    rows = accountability_rows(brief.store, "99110000")
    none = {name: getattr(rows, name).iloc[:0] for name in ("published", "indicators", "criterion", "targets")}
    bare = type(rows)(**{**vars(rows), **none})
    state = pd.DataFrame(columns=list(STATE_COLUMNS))
    known = district_accountability(bare, state, district_code="99110000", district_name="Dunmarrow", through=2025)
    assert known.year is None
    for made, display in (
        (asked.determination, show.determination_table), (asked.reasons, show.reasons_table), (asked.near_lines, show.near_table),
        (asked.status_and_change, show_plans.status_tables), (asked.escapes, show_plans.escape_list),
        (plans.targets, show_plans.target_table), (plans.levers, show_plans.lever_table),
        (asked.scenarios, show_plans.scenario_table), (plans.certainty, show_plans.certainty_words),
        (asked.reconciled, show.reconciled_table),
    ):  # fmt: skip
        display(brief.release(made(known)))
