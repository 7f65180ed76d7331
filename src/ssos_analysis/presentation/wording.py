"""Released rows as plain words. A claim is no stronger than its interval: where the interval includes no difference, the
sentence says that we cannot tell, which is not the same as no difference."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.numbers import derived_decimals, figure, fixed, is_missing, period, signed, students
from ssos_analysis.presentation.standing import say
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_noun

Row = dict[str, Any]


def sentence_start(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def figure_sentence(measure: Measure, row: Row, district: str) -> str:
    """`In Boston, 79.7% of students in the cohort graduated in four years in 2024`, without a full stop."""
    value = figure(row["estimate"], int(row["decimals"]), measure.kind)
    when = period(measure.topic, int(row["school_year"]), row.get("variant", ""))
    group = row.get("student_group", ALL_STUDENTS)
    if measure.kind != "share":
        who = "" if group == ALL_STUDENTS else f" for {group_noun(group)}"
        return f"In {district}, the {measure.what}{who} was {value} in {when}"
    if measure.table == "enrollment_by_group":  # the group is what is counted, not whom the share is of
        return f"In {district}, {value} of {measure.who} were {group_noun(group)} in {when}"
    if measure.topic == "graduation":
        who = when if group == ALL_STUDENTS else f"{group_noun(group)} in {when}"
        return f"In {district}, {value} of {who} {measure.what}"
    who = measure.who if group in (ALL_STUDENTS, measure.whole) else f"{group_noun(group)} ({measure.who})"
    return f"In {district}, {value} of {who} {measure.what} in {when}"


def beside_state(measure: Measure, state: Row | None, stands: str) -> str:
    """How a figure stands to the state's row, at the strength its interval allows; empty where the state has no figure."""
    if state is None or is_missing(state["estimate"]):
        return ""
    return say("state", stands or "missing", state=figure(state["estimate"], int(state["decimals"]), measure.kind))


def trend_headline(measure: Measure, row: Row, state: Row | None, stands: str, district: str) -> str:
    """The message of a trend chart: the figure, and the state's beside it, in two sentences where nothing is claimed."""
    start = figure_sentence(measure, row, district)
    beside = beside_state(measure, state, stands)
    if not beside:
        return start
    return f"{start}, {beside}" if stands in ("above", "below") else f"{start}. {sentence_start(beside)}"


def gap_phrase(row: Row, reference: str) -> str:
    """`20.0 points lower for students with disabilities than for all other students (−23.8 to −16.4)`."""
    decimals = gap_decimals(row)
    size = fixed(abs(row["difference"]), decimals)
    direction = say("gap", "below" if row["difference"] < 0 else "above")
    span = f"({signed(row['low'], decimals)} to {signed(row['high'], decimals)})"
    points = "point" if size in ("1", "1.0") else "points"
    return f"{size} {points} {direction} for {group_noun(row['student_group'])} than for {group_noun(reference)} {span}"


def gap_decimals(row: Row) -> int:
    """Decimals of a gap, by the students on its smaller side; one where nothing is derived."""
    if is_missing(row["difference"]):
        return 1
    return derived_decimals(min(row["n"], row["reference_n"]), row["low"], row["high"])


def clear_gaps(rows: list[Row]) -> list[Row]:
    """Rows whose interval excludes zero, widest gap first."""
    clear = [row for row in rows if row["stands"] in ("above", "below") and not row["hidden_reason"]]
    return sorted(clear, key=lambda row: -abs(row["difference"]))


def _in_words(count: int) -> str:
    """A small count as a word, so that no figure of a headline looks like one of the data's."""
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    return words[count] if count < len(words) else str(count)


def gap_headline(rows: list[Row], reference: str, district: str, when: str) -> str:
    """The message of a chart of at least one gap: the largest clear gap measured, or how many of how many could be told.

    A gap that is not shown is neither clear nor unclear, so the message counts it apart.
    """
    drawn = [row for row in rows if not is_missing(row["difference"])]
    hidden = sum(1 for row in rows if row["hidden_reason"])
    clear = clear_gaps(drawn)
    if not clear:
        apart = (
            f"; {_in_words(hidden)} more {'is' if hidden == 1 else 'are'} not shown, which is not a finding of no gap"
            if hidden
            else ""
        )
        several = "neither of the two gaps" if len(drawn) == 2 else f"none of the {_in_words(len(drawn))} gaps"
        count = "the one gap" if len(drawn) == 1 else several
        verb = "cannot be told from no gap" if len(drawn) == 1 else "can be told from no gap"
        return f"in {district} in {when}, {count} to {group_noun(reference)} that can be shown {verb}{apart}"
    widest = clear[0]
    return (
        f"in {district} in {when}, the largest clear gap measured is for {group_noun(widest['student_group'])}: "
        f"{fixed(abs(widest['difference']), gap_decimals(widest))} points {'below' if widest['difference'] < 0 else 'above'} "
        f"{group_noun(reference)}"
    )


def change_words(measure: Measure, row: Row) -> str:
    """Change between two comparable years, at the strength its interval allows."""
    first, last = (period(measure.topic, int(row[name])) for name in ("first_year", "school_year"))
    if row["hidden_reason"]:
        return f"The change from {first} to {last} is not shown: {REASONS[row['hidden_reason']]}."
    decimals = derived_decimals(min(row["first_n"], row["n"]), row["low"], row["high"])
    basis = ", reckoned from counts," if measure.kind == "share" else ""
    told = say(
        "change", row["stands"], size=fixed(abs(row["difference"]), decimals), signed=signed(row["difference"], decimals),
        span=f"{signed(row['low'], decimals)} to {signed(row['high'], decimals)}", unit=measure.difference_unit,
        first_n=students(row["first_n"]), n=students(row["n"]),
    )  # fmt: skip
    others = " The students of the two years are not the same." if measure.topic in ("mcas", "growth") else ""
    return f"From {first} to {last}{basis} {told}{others}" + _among(row)


def _among(row: Row) -> str:
    """Where the change lies among those of districts of like size; nothing where too few are known."""
    if is_missing(row.get("percentile")):
        return ""
    years = int(row["school_year"] - row["first_year"])
    return (
        f" Of {students(row['changes_n'])} changes over {years} {'year' if years == 1 else 'years'} in "
        f"{students(row['districts_n'])} districts of like size, {fixed(row['percentile'], 0)}% lay below this one."
    )


def group_list(groups: list[str], *, last: str = "and") -> str:
    """Groups joined for a sentence, by their nouns: some labels hold a comma. `last`: `or` after a no."""
    nouns = [group_noun(group) for group in groups]
    return nouns[0] if len(nouns) == 1 else f"{', '.join(nouns[:-1])} {last} {nouns[-1]}"


def why(row: Row) -> str:
    """Why a row has no gap."""
    if row["hidden_reason"]:
        return REASONS[row["hidden_reason"]]
    return str(row["why_not"]) or "not compared"


def why_no_gap(rows: list[Row]) -> str:
    """The reasons for which none of the rows has a gap, each once; those of groups that have a figure, where some have."""
    own = [row for row in rows if not is_missing(row["estimate"])] or rows
    return "; ".join(dict.fromkeys(why(row).removeprefix("not compared: ") for row in own))


def spans(years: list[int]) -> str:
    """`2016 to 2020, 2022` from sorted years."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def series_notes(rows: list[Row]) -> str:
    """What readers must know of the years a chart shows that are not comparable; rows without a figure are not shown."""
    rows = [row for row in rows if not is_missing(row["estimate"])]
    years = sorted({int(row["school_year"]) for row in rows})
    notes = list(dict.fromkeys(str(row["unusual"]) for row in rows if row["unusual"]))
    if without := [year for year in range(years[0], years[-1]) if year not in years] if years else []:
        notes.append(f"No figure is shown for {spans(without)}, and no line is drawn across.")
    series = list(dict.fromkeys((row["series"], row["series_reason"]) for row in rows))
    notes.extend(dict.fromkeys(str(reason) for _, reason in series[1:] if reason and reason != series[0][1]))
    if len(series) > 1:
        notes.append(
            "The line is broken where a definition, a test or a reporting period changed; years on either side do not compare."
        )
    return " ".join(notes)
