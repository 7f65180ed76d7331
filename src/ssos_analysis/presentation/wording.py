"""Released rows as plain words. A claim is no stronger than its interval: where the interval includes no difference, the
sentence says that we cannot tell, which is not the same as no difference."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.numbers import figure, fixed, is_missing, period, signed, students
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_noun

Row = dict[str, Any]


TOO_FEW = "with fewer than 30 students we draw no conclusion"


def sentence_start(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def figure_sentence(measure: Measure, row: Row, district: str) -> str:
    """`In Boston, 79.7% of students in the cohort graduated in four years in 2024`, without a full stop."""
    value = figure(row["estimate"], int(row["decimals"]), measure.kind)
    when = period(measure.topic, int(row["school_year"]), row.get("variant", ""))
    group = row.get("student_group", ALL_STUDENTS)
    if measure.kind == "mean":
        who = "" if group == ALL_STUDENTS else f" for {group_noun(group)}"
        return f"In {district}, the {measure.what}{who} was {value} in {when}"
    if measure.topic == "graduation":
        who = when if group == ALL_STUDENTS else f"{group_noun(group)} in {when}"
        return f"In {district}, {value} of {who} {measure.what}"
    who = measure.who if group == ALL_STUDENTS else f"{group_noun(group)} ({measure.who})"
    return f"In {district}, {value} of {who} {measure.what} in {when}"


def beside_state(measure: Measure, state: Row | None, stands: str) -> str:
    """How a figure stands to the state's row, at the strength its interval allows; empty where the state has no figure."""
    if state is None or is_missing(state["estimate"]):
        return ""
    value = figure(state["estimate"], int(state["decimals"]), measure.kind)
    if stands == "above":
        return f"above the state's {value}"
    if stands == "below":
        return f"below the state's {value}"
    if stands == "not_clear":
        return f"the state's is {value}, and we cannot tell the two apart"
    if stands == "too_few":
        return f"the state's is {value}, and {TOO_FEW}"
    return f"the state's is {value}"


def trend_headline(measure: Measure, row: Row, state: Row | None, stands: str, district: str) -> str:
    """The message of a trend chart: the figure, and the state's beside it, in two sentences where nothing is claimed."""
    start = figure_sentence(measure, row, district)
    beside = beside_state(measure, state, stands)
    if not beside:
        return start
    return f"{start}, {beside}" if stands in ("above", "below") else f"{start}. {sentence_start(beside)}"


def gap_phrase(row: Row, reference: str) -> str:
    """`20.0 points lower for students with disabilities than for all other students (−23.8 to −16.4)`."""
    size = fixed(abs(row["difference"]), 1)
    direction = "lower" if row["difference"] < 0 else "higher"
    span = f"({signed(row['low'])} to {signed(row['high'])})"
    points = "point" if size == "1.0" else "points"
    return f"{size} {points} {direction} for {group_noun(row['student_group'])} than for {group_noun(reference)} {span}"


def clear_gaps(rows: list[Row]) -> list[Row]:
    """Rows whose interval excludes zero, widest gap first."""
    clear = [row for row in rows if row["stands"] in ("above", "below") and not row["hidden_reason"]]
    return sorted(clear, key=lambda row: -abs(row["difference"]))


def gap_headline(rows: list[Row], reference: str, district: str, when: str) -> str:
    """The message of a chart of at least one gap: the widest clear gap, or that no gap is clear."""
    clear = clear_gaps([row for row in rows if not is_missing(row["difference"])])
    if not clear:
        return (
            f"In {district} in {when}, no group's figure can be told apart from that of {group_noun(reference)}: "
            "there are too few students for the differences found"
        )
    widest = clear[0]
    return (
        f"In {district} in {when}, the widest clear gap is for {group_noun(widest['student_group'])}: "
        f"{fixed(abs(widest['difference']), 1)} points {'below' if widest['difference'] < 0 else 'above'} "
        f"{group_noun(reference)}"
    )


def change_words(measure: Measure, row: Row) -> str:
    """Change between two comparable years, at the strength its interval allows."""
    first, last = (period(measure.topic, int(row[name])) for name in ("first_year", "school_year"))
    if row["hidden_reason"]:
        return f"The change from {first} to {last} is not shown: {REASONS[row['hidden_reason']]}."
    span = f"{signed(row['low'])} to {signed(row['high'])}"
    unit = measure.difference_unit
    if row["stands"] == "not_clear":
        return (
            f"From {first} to {last} the figure moved by {signed(row['difference'])} {unit} ({span}). With "
            f"{students(row['first_n'])} and {students(row['n'])} students, we cannot tell such a move from chance."
        )
    if row["stands"] == "too_few":
        return f"From {first} to {last} the figure moved by {signed(row['difference'])} {unit} ({span}); {TOO_FEW}."
    verb = "rose" if row["difference"] > 0 else "fell"
    return f"From {first} to {last} the figure {verb} by {fixed(abs(row['difference']), 1)} {unit} ({span})."


def group_list(groups: list[str]) -> str:
    """Groups joined for a sentence, by their nouns: some labels hold a comma."""
    nouns = [group_noun(group) for group in groups]
    return nouns[0] if len(nouns) == 1 else ", ".join(nouns[:-1]) + " and " + nouns[-1]


def why(row: Row) -> str:
    """Why a row has no gap."""
    if row["hidden_reason"]:
        return REASONS[row["hidden_reason"]]
    return str(row["why_not"]) or "not compared"


def why_no_gap(rows: list[Row]) -> str:
    """The reasons for which none of the rows has a gap, each once; those of groups that have a figure, where some have."""
    own = [row for row in rows if not is_missing(row["estimate"])] or rows
    return "; ".join(dict.fromkeys(why(row).removeprefix("not compared: ") for row in own))


def series_notes(rows: list[Row]) -> str:
    """What readers must know of the years a chart shows that are not comparable; rows without a figure are not shown."""
    rows = [row for row in rows if not is_missing(row["estimate"])]
    years = sorted({int(row["school_year"]) for row in rows})
    notes = list(dict.fromkeys(str(row["unusual"]) for row in rows if row["unusual"]))
    if years and 2020 not in years and years[0] < 2020 < years[-1]:
        notes.append("There is no figure for 2020, and no line is drawn across it.")
    series = list(dict.fromkeys((row["series"], row["series_reason"]) for row in rows))
    notes.extend(dict.fromkeys(str(reason) for _, reason in series[1:] if reason and reason != series[0][1]))
    if len(series) > 1:
        notes.append(
            "The line is broken where a definition, a test or a reporting period changed; years on either side do not compare."
        )
    return " ".join(notes)
