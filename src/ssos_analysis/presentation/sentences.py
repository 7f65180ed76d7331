"""Sentences computed from released findings, each true of the table under it."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import released_only, show_prose
from ssos_analysis.presentation.markup import escape
from ssos_analysis.presentation.numbers import figure, is_missing, period
from ssos_analysis.presentation.standing import RULES, say
from ssos_analysis.presentation.wording import change_words, clear_gaps, gap_phrase, group_list
from ssos_analysis.vocabulary.student_groups import group_noun

Row = dict[str, Any]

_MOST_POINTS = 6
_MOST_GAPS = 3


def change_sentence(released: Released) -> None:
    """What changed between the first and the newest comparable year of a `change` finding."""
    released_only(released)
    rows = released.rows
    if rows:
        text = change_words(released.about, rows[0])
    else:
        text = "Fewer than two comparable years with counts are in the files read, so no change is stated."
    show_prose(f"<p>{escape(text)}</p>", text)


def participation_note(released: Released) -> None:
    """Of a `took_part` finding: the years whose figures call for care, since fewer students than usual took the test."""
    released_only(released)
    lines = []
    for stands in ("not_compared", "caution", "care"):
        rows = [row for row in released.rows if row["word"] == stands]
        if rows:
            rates = [f"{figure(row['estimate'], int(row['decimals']), 'share')} in {int(row['school_year'])}" for row in rows]
            lines.append(say("took_part", stands, rates=", ".join(rates)))
    if released.choices["years_without"]:
        lines.append(f"The files read hold no participation rate for {released.choices['years_without']}.")
    if lines:
        text = " ".join(lines)
        show_prose(f'<p class="note">{escape(text)}</p>', text)


def gap_sentences(released: Released) -> None:
    """The widest clear gaps of an `equity_gaps` finding, and which groups could not be told from the others."""
    released_only(released)
    rows = released.rows
    reference = released.choices["reference"]
    compared = [row for row in rows if not is_missing(row["difference"])]
    if not compared:  # the chart has said so, and why
        return
    measure = released.about
    what = f"{measure.short_label}, {period(measure.topic, int(compared[0]['school_year']), str(compared[0]['variant']))}"
    clear, unclear = clear_gaps(compared), [row for row in compared if row["stands"] == "not_clear"]
    lines = [f"{what}: {gap_phrase(row, reference)}." for row in clear[:_MOST_GAPS]]
    for direction, sign in (("lower", -1), ("higher", 1)):
        rest = [row["student_group"] for row in clear[_MOST_GAPS:] if row["difference"] * sign > 0]
        if rest:
            lines.append(f"Also clearly {direction} than for {group_noun(reference)}: {group_list(rest)}.")
    if unclear:
        groups = group_list([row["student_group"] for row in unclear])
        lines.append(say("gap", "not_clear", reference=group_noun(reference), groups=groups))
    few = [row["student_group"] for row in compared if row["stands"] == "too_few"]
    if few:
        lines.append(say("gap", "too_few", groups=group_list(few)))
    hidden = [row["student_group"] for row in rows if row["hidden_reason"]]
    if hidden:
        lines.append(f"Not shown, because one side is too small, which is not a finding of no gap: {group_list(hidden)}.")
    if not clear:
        lines[0] = f"{what}: {lines[0]}"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f"<ul>{items}</ul>", "\n".join(lines))


def main_points(released: Released) -> None:
    """At most six points of a `latest` finding, in its order: one dated figure each, and how it stands to the state's."""
    released_only(released)
    rows = [row for row in released.rows if not is_missing(row["estimate"])]
    district = released.choices["district_name"]
    lines = [_point(row) for row in rows[:_MOST_POINTS]]
    if not lines:
        lines = [f"None of these figures can be shown for {district}: the state shows none, or the files read hold none."]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f'<section class="main-points"><h2>Main points</h2><ul>{items}</ul></section>', "\n".join(lines))


def _point(row: Row) -> str:
    value = figure(row["estimate"], int(row["decimals"]), row["kind"])
    when = period(row["topic"], int(row["school_year"]), row["variant"])
    start = f"{row['label']}: {value} in {when}"
    if is_missing(row["state_estimate"]):
        return f"{start}; the files read hold no figure of the state."
    state = figure(row["state_estimate"], int(row["state_decimals"]), row["kind"])
    stands = row["stands"]
    rule = RULES.get(("state", stands), RULES["state", "no_interval"])
    joined = ", " if stands in ("above", "below") else "; "
    return " ".join(filter(None, (f"{start}{joined}{rule.say.format(state=state)}.", rule.more)))
