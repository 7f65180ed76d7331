"""Every sentence the code can make: it claims no more than its interval allows, in words a superintendent reads easily."""

import itertools
import re

import pytest
from small_tables import DISTRICT, STATE, achievement, cohort, measured, released, row
from worked_findings import (
    BY_GROUP,
    CHANGES,
    GAP_TRENDS,
    GAPS,
    HIDDEN_GAPS,
    NO_BY_GROUP,
    NO_GAP_TRENDS,
    NO_GAPS,
    NO_TRENDS,
    SCHOOLS,
    TRENDS,
    ages,
    newest,
    students,
)

from ssos_analysis import presentation as show
from ssos_analysis.analyses import latest
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.presentation.wording import (
    beside_state,
    change_words,
    clear_gaps,
    figure_sentence,
    gap_headline,
    gap_phrase,
    group_list,
    sentence_start,
    series_notes,
    trend_headline,
)
from ssos_analysis.vocabulary.student_groups import GROUPS

ELA, FOUR_YEAR = MEASURES["ela_3_8_meeting_pct"], MEASURES["four_year_graduation_pct"]
STATES = {"estimate": 42.0, "decimals": 0}
STANDS = ("above", "below", "not_clear", "too_few", "no_interval", "unusual", "missing", "")
CLAIMS = re.compile(r"\b(above|below|higher|lower|rose|fell|better|worse|gap is)\b", re.IGNORECASE)
CAUSES = re.compile(
    r"\b(because|due to|caused?|leads? to|led to|driven|drives?|thanks to|results? (?:of|in|from)|impact|effects? of|as a result|"
    r"therefore|explains?|attribut\w+|improve[ds]?|worsen\w*|declin\w+)\b",
    re.IGNORECASE,
)  # fmt: skip
DEFICIT = re.compile(
    r"\b(left behind|fail\w*|low[- ]performing|under-?perform\w*|struggl\w*|at[- ]risk|disadvantages|deficit|deficien\w*|poor|"
    r"weak|lag(?:s|ging)? behind|inferior|bad|worst|best|achievement gap|subgroups?|minorit\w+|handicapped|truan\w+)\b",
    re.IGNORECASE,
)  # fmt: skip


def figure_row(**more):
    usual = {"estimate": 29.0, "decimals": 0, "school_year": 2023, "variant": "", "student_group": "all_students"}
    return usual | more


def gap_row(group="english_learners", stands="below", difference=-20.04, **more):
    usual = {"student_group": group, "difference": difference, "low": -24.0, "high": -16.0, "stands": stands, "hidden_reason": "",
             "n": 400, "reference_n": 4000}  # fmt: skip
    return usual | more


# --- each word of `stands` ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stands", STANDS)
def test_a_headline_says_above_or_below_only_where_it_is_clear(stands):
    text = trend_headline(ELA, figure_row(), STATES, stands, "Boston")
    claimed = [word.lower() for word in CLAIMS.findall(text)]
    assert claimed == ([stands] if stands in ("above", "below") else [])
    assert text.startswith(
        "In Boston, 29% of tested students in grades 3-8 met or exceeded expectations in English language arts"
    )
    assert "42%" in text


@pytest.mark.parametrize("stands", STANDS)
def test_a_main_point_says_above_or_below_only_where_it_is_clear(stands, showing):
    passed = released(latest([measured(ELA.id, [achievement(STATE, 2023, 420, 1000), achievement(DISTRICT, 2023, 29, 100)])]))
    passed.table["stands"] = stands
    (one,) = showing(show.main_points, passed)
    (point,) = [item.get_text() for item in one.soup.find_all("li")]
    claimed = [word.lower() for word in CLAIMS.findall(point)]
    assert claimed == ([stands] if stands in ("above", "below") else [])
    assert "29%" in point
    assert "42%" in point
    assert "in 2023" in point


def test_where_the_state_has_no_figure_nothing_is_compared():
    for nothing in (None, STATES | {"estimate": float("nan")}):
        assert beside_state(ELA, nothing, "above") == ""
        assert not CLAIMS.search(trend_headline(ELA, figure_row(), nothing, "above", "Boston"))


@pytest.mark.parametrize(
    ("stands", "words"), [("not_clear", "we cannot tell the two apart"), ("too_few", "fewer than 30 students")]
)
def test_where_nothing_is_claimed_the_headline_says_why(stands, words):
    assert words in trend_headline(ELA, figure_row(), STATES, stands, "Boston")


def test_the_state_keeps_its_own_decimals():
    state = {"estimate": 41.8, "decimals": 1}
    assert "29%" in trend_headline(ELA, figure_row(), state, "below", "Boston")
    assert "41.8%" in trend_headline(ELA, figure_row(), state, "below", "Boston")


@pytest.mark.parametrize("stands", ["not_clear", "too_few", ""])
def test_an_unclear_gap_is_never_the_headline(stands):
    rows = [gap_row(stands=stands), gap_row("asian", stands, 30.0)]
    assert clear_gaps(rows) == []
    assert not CLAIMS.search(gap_headline(rows, "all_other_students", "Boston", "2023"))


def test_the_headline_is_the_widest_clear_gap_whatever_its_side():
    rows = [
        gap_row(),
        gap_row("asian", "above", 25.0),
        gap_row("white", "not_clear", 60.0),
        gap_row("homeless", "below", float("nan")),
    ]
    assert gap_headline(rows, "all_other_students", "Boston", "2023") == (
        "in Boston in 2023, the largest clear gap measured is for Asian students: 25.0 points above all other students"
    )


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (["asian"], "the one gap"),
        (["asian", "white"], "neither of the two gaps"),
        (["asian", "white", "male"], "none of the three"),
    ],
)
def test_gaps_that_cannot_be_told_are_counted_in_grammar(groups, words):
    assert words in gap_headline([gap_row(one, "not_clear") for one in groups], "all_other_students", "Boston", "2023")


def test_a_hidden_gap_is_not_clear():
    assert clear_gaps([gap_row(hidden_reason="too_few_students")]) == []


@pytest.mark.parametrize(
    ("difference", "words"),
    [(-20.04, "20.0 points lower"), (20.05, "20.1 points higher"), (1.0, "1.0 point higher"), (-0.96, "1.0 point lower")],
)
def test_a_gap_in_words(difference, words):
    phrase = gap_phrase(gap_row(difference=difference), "all_other_students")
    assert phrase == f"{words} for English learners than for all other students (−24.0 to −16.0)"


@pytest.mark.parametrize("state", CHANGES)
def test_a_change_is_said_at_the_strength_of_its_interval(state, showing):
    (one,) = showing(show.change_sentence, CHANGES[state]())
    moved = {"clear": "rose by 10.0", "clear fall": "fell by 10.0", "classes": None}
    verbs = re.findall(r"\b(rose|fell)\b", one.text)
    if state in ("clear", "clear fall"):
        assert moved[state] in one.text
    elif state != "classes":
        assert verbs == []
    assert {"not clear": "from chance", "hidden": "is not shown: few or no students with or without", "none": "Fewer than two",
            "too few": "fewer than 30 students", "mean": "percentile points"}.get(state, "From") in one.text  # fmt: skip


def test_a_change_names_its_years_interval_and_unit():
    row_ = {
        "first_year": 2022, "school_year": 2023, "difference": 4.04, "low": 1.0, "high": 7.0, "stands": "above",
        "hidden_reason": "", "first_n": 1200.0, "n": 1100.0,
    }  # fmt: skip
    assert (
        change_words(ELA, row_)
        == "From 2022 to 2023, reckoned from counts, the figure rose by 4.0 percentage points (+1.0 to +7.0). "
        "The students of the two years are not the same."
    )
    assert change_words(FOUR_YEAR, row_).startswith(
        "From the class of 2022 to the class of 2023, reckoned from counts, the figure rose"
    )
    unclear = change_words(FOUR_YEAR, row_ | {"stands": "not_clear"})
    assert unclear.endswith("With 1,200 and 1,100 students, we cannot tell such a move from chance.")
    among = row_ | {"percentile": 71.4, "changes_n": 359, "districts_n": 94}
    told = "Of 359 changes over 1 year in 94 districts of like size, 71% lay below this one."
    assert change_words(FOUR_YEAR, among).endswith(told)


# --- other sentences ---------------------------------------------------------------------------------------------------


def test_each_measure_makes_a_sentence():
    said = {about.id: figure_sentence(about, figure_row(), "Boston") for about in MEASURES.values()}
    assert said["dropout_pct"] == "In Boston, 29% of students in grades 9-12 dropped out in 2022-23"
    assert (
        said["ela_3_8_growth_sgp"] == "In Boston, the mean growth percentile in English language arts, grades 4-8, was 29 in 2023"
    )
    assert said["four_year_graduation_pct"] == "In Boston, 29% of the class of 2023 graduated in four years"
    assert said["attendance_rate_pct"] == "In Boston, 29% of days in membership were attended in 2022-23"
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("about", MEASURES.values(), ids=list(MEASURES))
@pytest.mark.parametrize("group", ["all_students", "english_learners"])
def test_a_figure_sentence_is_about_its_group_and_year(about, group):
    text = figure_sentence(about, figure_row(student_group=group), "Boston")
    is_about_learners = "english_learners" in about.whole  # a measure of English learners alone says so, whichever row it is
    assert ("English learners" in text or is_about_learners) == (group == "english_learners" or is_about_learners)
    assert text.count("English learners") <= 1 or about.whole not in ("all_students", group)
    assert "2023" in text or "2022-23" in text
    assert "  " not in text
    assert ",," not in text


def test_groups_in_a_sentence_have_no_comma_of_their_own():
    text = group_list(["asian", "multi_race", "white"])
    assert text == "Asian students, multi-race students and White students"
    assert all("," not in group.noun for group in GROUPS.values())


def test_the_notes_of_a_chart_say_why_years_do_not_compare():
    rows = [figure_row(school_year=year, series="a", series_reason="", unusual="") for year in (2018, 2019, 2021)]
    assert series_notes(rows) == "No figure is shown for 2020, and no line is drawn across."
    rows[2] |= {"series": "b", "series_reason": "The test changed."}
    assert "The test changed." in series_notes(rows)
    assert "years on either side do not compare" in series_notes(rows)
    assert series_notes([]) == ""
    unseen = figure_row(school_year=2023, series="c", series_reason="Not drawn.", unusual="", estimate=float("nan"))
    assert "Not drawn." not in series_notes([*rows, unseen])


def test_two_clear_groups_of_one_gap_and_the_unclear_ones_are_named(showing):
    large = GAPS["large"]()
    (one,) = showing(show.gap_sentences, large)
    assert one.text.startswith(f"{large.about.short_label}, the class of 2024: ")  # named: the chart may be elsewhere
    (few,) = showing(show.gap_sentences, GAPS["few students"]())
    assert f"{few.text.partition(':')[0]}: We cannot tell these apart" in few.text
    assert "fewer than 30 students" in few.text
    assert not CLAIMS.search(few.text)
    assert showing(show.gap_sentences, HIDDEN_GAPS["all hidden"]()) == []  # the chart has said why


def test_at_most_six_points_and_one_where_there_is_nothing(showing):
    rows = [cohort(org, 2024, "80.0", 1000, rate_kind=kind) for org in (STATE, DISTRICT) for kind in ("4-year", "5-year")]
    many = [measured(measure_id, rows) for measure_id in ("four_year_graduation_pct", "five_year_graduation_pct")] * 4
    (one,) = showing(show.main_points, released(latest(many)))
    assert len(one.soup.find_all("li")) == 6
    (none,) = showing(show.main_points, released(latest([measured(ELA.id, [row("mcas", meeting_or_exceeding_pct="*")])])))
    assert len(none.soup.find_all("li")) == 1
    assert "Quillmarsh" in none.text
    assert not re.search(r"\d%", none.text)


def test_a_sentence_starts_with_a_capital():
    assert [sentence_start(text) for text in ("low-income students", "", "A")] == ["Low-income students", "", "A"]


# --- all of them -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def every_text(showing):
    """Every headline, subtitle, note, description, caption, cell and sentence of every worked finding."""
    made = [(show.trend_chart, {**TRENDS, **NO_TRENDS}), (show.gap_chart, {**GAPS, **NO_GAPS, **HIDDEN_GAPS})]
    made += [(show.gap_sentences, {**GAPS, **HIDDEN_GAPS}), (show.gap_trend_chart, {**GAP_TRENDS, **NO_GAP_TRENDS})]
    made += [(show.group_chart, {**BY_GROUP, **NO_BY_GROUP}), (show.change_sentence, CHANGES), (show.school_table, SCHOOLS)]
    made += [(show.latest_table, {"newest": newest}), (show.main_points, {"newest": newest}), (show.data_age, {"ages": ages})]
    made += [(show.student_table, {"shown": students, "hidden": lambda: students(hidden=True)})]
    shown = list(itertools.chain.from_iterable(showing(function, make()) for function, of in made for make in of.values()))
    assert len(shown) > 40
    texts = [one.soup.get_text("\n", strip=True).replace("\u00a0", " ") for one in shown]
    return texts + [one.alt for one in shown if one.soup.img]


def test_no_text_says_why_or_speaks_ill_of_students(every_text):
    allowed = re.compile(r"economically disadvantaged", re.IGNORECASE)  # the state's own name of the group
    for text in every_text:
        assert not CAUSES.search(text), text
        assert not DEFICIT.search(allowed.sub("", text)), text


def test_no_text_shows_the_machine(every_text):
    for text in every_text:
        assert not re.search(r"\bnan\b|\bNone\b|\bNaN\b|\w_\w|\{|\}|-0\b|−0(\.0)?\b(?!\.)|\.\.|: \.|  \S+:$", text), text
        assert "This does not mean" in text or "no difference" not in text.lower().replace("line of no difference", "")


def test_no_sentence_is_said_twice_in_one_text(every_text):
    for text in every_text:
        sentences = [one for one in re.split(r"(?<=[.])\s", text) if len(one) > 60]
        assert len(set(sentences)) == len(sentences), text


def syllables(word):
    """About how many syllables a word has; a number counts as one."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    past = re.search(r"[^aeioudty]ed$", word) is not None and groups > 1
    return max(1, groups - silent - past)


def grade_level(text):
    """Flesch-Kincaid grade: 0.39 words a sentence, 11.8 syllables a word, less 15.59."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+|\n", text) if re.search(r"\w", one)]
    words = re.findall(r"[\w'’%.,−-]*\w[\w'’%]*", " ".join(sentences))
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_counter_knows_an_easy_text_from_a_hard_one():
    easy = "The cat sat on the mat. It saw a dog. The dog ran off."
    hard = "Disaggregated accountability determinations necessitate methodologically sophisticated interpretation."
    assert grade_level(easy) < 2
    assert grade_level(hard) > 20
    assert [syllables(word) for word in ("students", "expectations", "expected", "state", "29%", "missed")] == [2, 4, 3, 1, 1, 1]


def test_main_points_are_read_at_grade_10_or_below(showing):
    (one,) = showing(show.main_points, newest())
    points = [item.get_text() for item in one.soup.find_all("li")]
    assert len(points) >= 5
    assert grade_level("\n".join(points)) <= 10
    for point in points:
        assert grade_level(point) <= 12.5, point  # one sentence alone swings with the name of its measure


@pytest.mark.parametrize("measure_id", ["ela_3_8_meeting_pct", "chronically_absent_pct", "four_year_graduation_pct"])
@pytest.mark.parametrize("stands", STANDS)
def test_headlines_are_read_at_grade_12_or_below(measure_id, stands):
    about = MEASURES[measure_id]
    assert grade_level(trend_headline(about, figure_row(), STATES, stands, "Boston") + ".") <= 12


def test_sentences_about_gaps_and_changes_are_read_at_grade_10_or_below(showing):
    said = [one.text for make in GAPS.values() for one in showing(show.gap_sentences, make())]
    said += [one.text for make in CHANGES.values() for one in showing(show.change_sentence, make())]
    assert grade_level("\n".join(said)) <= 10
