"""Gaps over several topics as sentences and tables: what the data tell, on three scales, and what they cannot tell."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import TOPIC_GAP_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import (
    MISSING_WORDS,
    derived_decimals,
    figure,
    fixed,
    is_missing,
    period,
    ratio_text,
    short_period,
    signed,
)
from ssos_analysis.presentation.standing import cell, say
from ssos_analysis.presentation.topics_tested import clear_caption, how_many_tested, is_tested, none_told
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import gap_decimals, group_list
from ssos_analysis.vocabulary.student_groups import RACE_ETHNICITY, group_label, group_noun, sort_key

Row = dict[str, Any]

_MOST_SENTENCES = 3
_SHORT = {
    "not compared: the two groups share students": "shared students",
    "not compared: the two figures come from different publications": "another report",
    "not compared: the files read hold no figure for": "no figure of the others",
    "not compared: the published figures leave an impossible count for the others": "counts do not add up",
    "not compared: the group is everyone": "the group is everyone",
}  # fmt: skip


def when_of(row: Row) -> str:
    """The time a row's figure covers."""
    return period(row["topic"], int(row["school_year"]), row["variant"])


def topic_gap_sentences(released: Released) -> None:
    """The clearest gaps by race and ethnicity and of other groups, which groups are ahead, and of which nothing can be told."""
    released_only(released)
    rows, choices = released.rows, released.choices
    if not rows:
        return
    parts = []
    for heading, is_race in (("By race and ethnicity", True), ("Other student groups", False)):
        own = [row for row in rows if (row["student_group"] in RACE_ETHNICITY) == is_race]
        if own:
            parts.append((heading, _lines(own, choices["reference"])))
    if len({row["student_group"] for row in rows}) == 1:  # a page about one group needs no headings for it
        parts = [("", lines) for _, lines in parts]
    html = "".join((f"<h3>{heading}</h3>" if heading else "") + _items(lines) for heading, lines in parts)
    show_prose(html, "\n".join(line for heading, lines in parts for line in (heading, *lines) if line))


def _items(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _lines(rows: list[Row], reference: str) -> list[str]:
    told = [row for row in rows if row["word"] == "told" and not row["hidden_reason"]]
    behind = sorted((row for row in told if row["less_good"] > 0), key=lambda row: -row["strength"])
    lines = [_sentence(row, reference) for row in behind[:_MOST_SENTENCES]]
    more = len(behind) - _MOST_SENTENCES
    if more > 0:
        lines.append(f"{more} more {'is' if more == 1 else 'are'} in the table below.")
    ahead: dict[str, list[str]] = {}
    for row in told:
        if row["less_good"] < 0:
            ahead.setdefault(group_noun(row["student_group"]), []).append(str(row["short_label"]))
    lines += [f"On the better side of the others, as clearly: {group} ({'; '.join(topics)})." for group, topics in ahead.items()]
    groups = dict.fromkeys(row["student_group"] for row in rows)
    reported = {row["student_group"] for row in rows if not is_missing(row["estimate"])}
    silent = [group for group in groups if group in reported and group not in {row["student_group"] for row in told}]
    tested = {row["student_group"] for row in rows if is_tested(row)}
    for word, is_named in (("none", True), ("untested", False)):
        if named := [group for group in silent if (group in tested) == is_named]:
            lines.append(say("topic_gap", word, groups=group_list(named)))
    absent = [group for group in groups if group not in reported]
    if absent:
        lines.append(f"Not reported for this district on any topic here: {group_list(absent)}.")
    return lines


def _sentence(row: Row, reference: str) -> str:
    decimals = gap_decimals(row)
    text = say(
        "topic_gap", "told", topic=row["short_label"], group=group_noun(row["student_group"]),
        value=figure(row["estimate"], int(row["decimals"]), "share"), what=row["what"], when=when_of(row),
        others=group_noun(reference), other=_other(row), size=fixed(abs(row["difference"]), decimals),
        direction="lower" if row["difference"] < 0 else "higher",
        span=f"{signed(row['low'], decimals)} to {signed(row['high'], decimals)}",
    )  # fmt: skip
    if is_missing(row["state_difference"]):
        return text
    return f"{text} {say('topic_gap', 'state', size=signed(row['state_difference']))}"


def _other(row: Row) -> str:
    return f"{fixed(row['reference_estimate'], derived_decimals(row['reference_n']))}%"


def topic_gap_table(released: Released) -> None:
    """Every gap that the data tell, on three scales, the same group in the state beside it."""
    released_only(released)
    choices = released.choices
    rows = [row for row in released.rows if row["word"] == "told" and not row["hidden_reason"]]
    if not rows:
        say_caution(none_told(released.rows, choices, choices["district_name"]))
        return
    told = released.table[(released.table["word"] == "told") & (released.table["hidden_reason"] == "")]
    columns, values = csv_of(told, TOPIC_GAP_COLUMNS)
    caption = clear_caption(released.rows, len(rows), choices["district_name"])
    table = gap_table("table-clear-gaps", caption, rows, choices)
    show_table(table, "clear-gaps.csv", columns, values, where=where_from(released, told))


def gap_table(id: str, caption: str, rows: list[Row], choices: dict[str, str]) -> DataTable:
    """Gap rows of several measures, each on three scales, with the state's gap and what the data allow."""
    reference = choices["reference"]
    level = fixed(100 * float(choices["false_discovery_level"]), 0)
    return DataTable(
        id,
        caption,
        ["Group", "Topic", "Year", "Published", "Students", group_label(reference), "Gap, points", "Ratio",
         "Ratio of those without", "Standard deviations", "State's gap, points", "What the data allow"],
        [_row(row) for row in rows],
        f"Gap: the group's figure minus that of {group_noun(reference)}, from counts. Ratio: the group's share over theirs; the "
        "next column is the ratio of the shares without the outcome. Standard deviations take both groups as normal with one "
        f"spread. In parentheses: 95% intervals. Gaps with 30 students or more on each side, at most {choices['oldest_years']} "
        f"years old, are tested together (Benjamini-Hochberg, {level}%): here {how_many_tested(choices)}. Small: under "
        f"{choices['practical_size_points']} points and under {choices['practical_size_h']} on Cohen's h.",
    )  # fmt: skip


def _row(row: Row) -> list[Cell]:
    head = [
        Cell(group_label(row["student_group"])),
        Cell(str(row["label"])),
        Cell(short_period(row["topic"], int(row["school_year"]), row["variant"])),
        Cell(MISSING_WORDS.get(str(row["status"]), "not reported"), is_word=True)
        if is_missing(row["estimate"])
        else Cell(figure(row["estimate"], int(row["decimals"]), "share"), row["estimate"]),
        Cell("not published", is_word=True) if is_missing(row["n"]) else Cell(fixed(row["n"], 0), row["n"]),
    ]
    if is_missing(row["difference"]):
        return [
            *head,
            *[Cell("not shown" if row["hidden_reason"] else "none", is_word=True)] * 6,
            Cell(coverage_word(row), is_word=True),
        ]
    n, decimals = min(row["n"], row["reference_n"]), gap_decimals(row)
    gap = [signed(row[name], decimals) for name in ("difference", "low", "high")]
    return [
        *head,
        Cell(_other(row), row["reference_estimate"]),
        Cell(f"{gap[0]} ({gap[1]} to {gap[2]})", row["difference"]),
        *(_scale(row, name, n) for name in ("ratio", "ratio_without", "standardized")),
        Cell("not compared", is_word=True)
        if is_missing(row["state_difference"])
        else Cell(signed(row["state_difference"]), row["state_difference"]),
        Cell(cell("topic_gap", row["word"])),
    ]


def _scale(row: Row, name: str, n: float) -> Cell:
    if is_missing(row[name]):
        return Cell("no such scale at 0 or 100%", is_word=True)
    value, *ends = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    text = ratio_text(value, n)
    if not any(is_missing(end) for end in ends):
        text += f" ({ratio_text(ends[0], n)} to {ratio_text(ends[1], n)})"
    return Cell(text, value)


_HIDDEN = {
    "too_few_students": "too few students",
    "too_few_with_outcome": "few or no students with or without the outcome",
    "protects_another": "so that a hidden figure cannot be found",
}


def coverage_word(row: Row) -> str:
    """Of a row without a gap the figure and why there is none; of the rest what the data allow."""
    if row["hidden_reason"]:
        return f"not shown: {_HIDDEN[str(row['hidden_reason'])]}"
    if not is_missing(row["difference"]):
        return cell("topic_gap", row["word"])
    if is_missing(row["estimate"]):
        return MISSING_WORDS.get(str(row["status"]), "not reported")
    why = str(row["why_not"]).removesuffix(f" {group_noun(str(row['reference']))}")
    return f"{figure(row['estimate'], int(row['decimals']), 'share')}; {_SHORT.get(why, 'no counts')}"


def topic_gap_coverage(released: Released) -> None:
    """A table of every group and topic: the gap, or in words why none is told; and which topics have no figures by group."""
    released_only(released)
    rows, choices = released.rows, released.choices
    district = choices["district_name"]
    if rows:
        topics = dict.fromkeys((int(row["place"]), row["measure"], str(row["short_label"]), when_of(row)) for row in rows)
        groups = dict.fromkeys(row["student_group"] for row in sorted(rows, key=lambda row: sort_key(row["student_group"])))
        by_cell = {(row["student_group"], row["measure"]): row for row in rows}
        table = DataTable(
            "table-what-can-be-told",
            f"What the data can tell of each group and topic in {district}",
            ["Group", *(f"{label}, {when.removeprefix('the ')}" for _, _, label, when in topics)],
            [
                [Cell(group_label(group)), *(_coverage_cell(by_cell.get((group, one))) for _, one, _, _ in topics)]
                for group in groups
            ],
            f"A number is a clear gap in points: the group's figure minus that of {group_noun(choices['reference'])}. Words say "
            "why no gap is told; it may be there all the same. A percentage with a reason beside it is the state's figure, "
            "shown and not compared.",
        )
        columns, values = csv_of(released.table, TOPIC_GAP_COLUMNS)
        show_table(table, "what-can-be-told.csv", columns, values, where=where_from(released))
    if choices["without"]:
        asked = choices["groups"].split(", ") if choices["groups"] else []
        whom = f"for {group_list(asked, last='or')}, in the newest year by group," if asked else "by student group"
        say_note(f"The files read hold no figures of {district} {whom} for: {choices['without']}. Of these nothing can be told.")


def _coverage_cell(row: Row | None) -> Cell:
    if row is None:
        return Cell("not reported", is_word=True)
    if row["word"] == "told" and not row["hidden_reason"]:
        return Cell(signed(row["difference"], gap_decimals(row)), row["difference"])
    return Cell(coverage_word(row), is_word=True)
