"""Charts, tables and sentences of gaps over several topics: true of their rows, and words where there is no gap."""

import pytest
from small_tables import DISTRICT, STATE, absence, achievement, measured, released

from ssos_analysis import analyses
from ssos_analysis import presentation as show

GROUPS = {"asian": (80, 100), "hispanic_or_latino": (60, 200), "low_income": (70, 250), "english_learners": (2, 60)}


def gaps(of=GROUPS, **how):
    rows = [achievement(org, 2024, 300 * times, 600 * times) for org, times in ((DISTRICT, 1), (STATE, 100))]
    rows += [achievement(DISTRICT, 2024, *counts, group=group) for group, counts in of.items()]
    rows += [achievement(STATE, 2024, 3000, 10_000, group=group) for group in of]
    away = [absence(DISTRICT, 2024, "20.0"), absence(DISTRICT, 2024, "31.5", group="low_income")]
    measures = [measured("ela_3_8_meeting_pct", rows), measured("chronically_absent_pct", away), measured("dropout_pct", [])]
    return released(analyses.topic_gaps(measures, **how))


def test_the_chart_draws_each_groups_clearest_gap_and_its_headline_is_the_clearest_of_all(showing):
    (chart,) = showing(show.topic_gap_chart, gaps())
    drawn = {one["student_group"]: one for one in chart.csv}
    assert set(drawn) == {"hispanic_or_latino", "low_income"}  # Asian students are ahead; English learners are hidden
    strongest = max(drawn.values(), key=lambda one: abs(float(one["cohens_h_derived"])))
    points = f"{abs(float(strongest['gap_percentage_points_derived'])):.1f}"
    assert (
        chart.headline == f"In Quillmarsh, the clearest gap is for low-income students: {points} points (ELA, grades 3-8, 2024)."
    )
    assert "ELA, grades 3-8" in chart.svg
    assert [cells[0] for cells in chart.body] == ["Hispanic or Latino", "Low income"]


def test_sentences_say_figure_others_gap_interval_and_state(showing):
    (prose,) = showing(show.topic_gap_sentences, gaps())
    lines = prose.text.split("\n")
    assert lines[0] == "By race and ethnicity"
    row = next(one for one in gaps().rows if one["student_group"] == "hispanic_or_latino")
    size, low, high = (f"{abs(row[name]):.1f}" for name in ("difference", "low", "high"))
    assert lines[1].startswith("ELA, grades 3-8: 30% of Hispanic or Latino students met or exceeded expectations")
    assert f"60.0% of all other students. That is {size} points lower (−{low} to −{high})." in lines[1]
    assert f"the gap is −{abs(row['state_difference']):.1f} points" in lines[1]
    assert any(line.startswith("On the better side of the others, as clearly: Asian students") for line in lines)
    assert any("English learners" in line and "no gap could be tested" in line for line in lines)  # two of sixty: hidden


def test_a_group_that_could_not_be_tested_is_not_among_those_without_a_clear_gap(showing):
    """Of 12 students a gap is shown and never tested; of 100 at nearly the others' share it is tested, and is not clear."""
    (prose,) = showing(show.topic_gap_sentences, gaps({"asian": (50, 100), "hispanic_or_latino": (6, 12)}))
    assert "no gap is clear on any topic tested here: Asian students. This" in prose.text
    assert "no gap could be tested on any topic here" in prose.text
    assert "newer year: Hispanic or Latino students. This" in prose.text


def test_how_many_gaps_are_clear_can_be_counted_in_the_table_of_all(showing):
    """Hidden gaps are counted apart, and the topics that were tested are named."""
    (clear,) = showing(show.topic_gap_table, gaps())
    (every, _) = showing(show.topic_gap_coverage, gaps())
    words = [word for line in every.body for word in line[1:]]
    hidden = sum(word.startswith("not shown: ") for word in words)
    shown = sum(word[0] in "+−" or word in ("we cannot tell", "too few students to conclude") for word in words)
    assert (len(clear.body), shown, hidden) == (3, 3, 1)
    assert (
        "3 of the 3 gaps of Quillmarsh that can be shown are clear; 1 more is not shown: too few students, or too few"
        in clear.table_text
    )
    assert "are tested together (Benjamini-Hochberg, 10%): here 4." in clear.soup.get_text(" ")
    (chart,) = showing(show.topic_gap_chart, gaps())
    note = chart.soup.get_text(" ")
    assert "4 gaps with enough students, 1 of which cannot be shown, were tested together, on: ELA, grades 3-8." in note


def test_a_gap_on_the_better_side_is_not_said_to_have_failed_a_rule(showing):
    (said,) = showing(show.topic_gap_chart, gaps({"asian": (80, 100)}))
    assert "The one gap between student groups of Quillmarsh that can be shown lies on the better side." in said.text
    assert "One gap with enough students was tested, alone, on: ELA, grades 3-8." in said.text


def test_the_table_of_what_can_be_told_has_a_word_in_every_cell(showing):
    table, note = showing(show.topic_gap_coverage, gaps())
    cells = {line[0]: line[1:] for line in table.body}
    assert table.head == ["Group", "ELA, grades 3-8, 2024", "Chronic absenteeism, 2023-24"]
    assert cells["Low income"][1] == "31.5%; no counts"
    assert cells["English learners"][0] == "not shown: few or no students with or without the outcome"
    assert cells["Asian"][0].startswith("+")
    assert all(word for line in table.body for word in line)
    assert "Annual dropout" in note.text


def test_one_group_is_drawn_in_every_topic(showing):
    (chart,) = showing(show.group_topic_chart, released_of_one())
    assert "low-income students" in chart.headline
    assert "31.5%; no counts" in chart.table_text
    assert len(chart.body) == 2


def released_of_one():
    rows = [achievement(DISTRICT, 2024, 300, 600), achievement(DISTRICT, 2024, 70, 250, group="low_income")]
    away = [absence(DISTRICT, 2024, "20.0"), absence(DISTRICT, 2024, "31.5", group="low_income")]
    measures = [measured("ela_3_8_meeting_pct", rows), measured("chronically_absent_pct", away)]
    return released(analyses.topic_gaps(measures, groups=("low_income",)))


@pytest.mark.parametrize("groups", [{}, {"english_learners": (2, 60)}, {"asian": (50, 100)}])
def test_where_nothing_is_clear_the_page_says_that_this_is_no_finding(showing, groups):
    for display in (show.topic_gap_chart, show.topic_gap_table):
        (prose,) = showing(display, gaps(groups))
        assert "This does not mean that there is none." in prose.text


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((20, 200), "is clear and lies on the less good side."),
        ((190, 200), "is clear and lies on the better side."),
        ((98, 200), "cannot be told from no gap."),
        ((3, 20), "did not pass all our rules."),
    ],
)
def test_the_one_gap_of_a_group_is_said_as_the_data_allow_it(showing, counts, says):
    (chart,) = showing(show.group_topic_chart, gaps({"low_income": counts}, groups=("low_income",)))
    assert chart.headline == f"In Quillmarsh, the one gap of low-income students that can be shown {says}"


def test_a_topic_without_figures_of_the_groups_asked_for_says_of_whom(showing):
    """Other groups have graduation figures on other pages: of them nothing is denied here."""
    (*_, note) = showing(show.topic_gap_coverage, gaps(groups=("english_learners", "former_english_learners")))
    assert (
        "no figures of Quillmarsh for English learners or former English learners, in the newest year by group, for: "
        in note.text
    )
    assert "Annual dropout" in note.text
    (*_, note) = showing(show.topic_gap_coverage, gaps())
    assert "no figures of Quillmarsh by student group for: Annual dropout" in note.text
