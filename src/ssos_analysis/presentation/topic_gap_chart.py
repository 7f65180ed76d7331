"""Gaps over several topics: each group's clearest one, or one group's gap in every topic, on one scale turned one way."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_chart
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import TOPIC_GAP_COLUMNS
from ssos_analysis.presentation.markup import file_stem
from ssos_analysis.presentation.nothing_to_show import say_caution
from ssos_analysis.presentation.numbers import fixed, is_missing
from ssos_analysis.presentation.theme import CLEAR, UNCLEAR
from ssos_analysis.presentation.topic_gap_table import coverage_word, gap_table, when_of
from ssos_analysis.presentation.topics_tested import none_told, of_one_group, tested_words
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import gap_decimals, sentence_start
from ssos_analysis.vocabulary.student_groups import group_label, group_noun, sort_key

Row = dict[str, Any]

_ENDS = ("← better", "less good →")
_RIGHT = "Right of zero is the less good side"


def told_rows(rows: list[Row]) -> list[Row]:
    """Rows whose gap the data tell, shown."""
    return [row for row in rows if row["word"] == "told" and not row["hidden_reason"]]


def clearest_of_each_group(rows: list[Row]) -> list[Row]:
    """Each group's clearest told gap on the side students are better without, groups in the state's order."""
    best: dict[str, Row] = {}
    for row in told_rows(rows):
        if row["less_good"] > 0 and row["strength"] > best.get(row["student_group"], {"strength": -1.0})["strength"]:
            best[row["student_group"]] = row
    return [best[group] for group in sorted(best, key=sort_key)]


def topic_gap_chart(released: Released) -> None:
    """Chart, table and CSV of a `topic_gaps` finding: of each group the gap that the data tell most clearly."""
    released_only(released)
    choices = released.choices
    district, reference = choices["district_name"], choices["reference"]
    drawn = clearest_of_each_group(released.rows)
    if not drawn:
        say_caution(none_told(released.rows, choices, district))
        return
    clearest = max(drawn, key=lambda row: row["strength"])
    points = fixed(abs(clearest["difference"]), gap_decimals(clearest))
    groups = "one student group" if len(drawn) == 1 else f"{len(drawn)} student groups"
    _show(
        released, drawn, name="clearest gaps",
        headline=f"In {district}, the clearest gap is for {group_noun(clearest['student_group'])}: {points} points "
        f"({clearest['short_label']}, {when_of(clearest)})",
        subtitle=f"The clearest gap of each group to {group_noun(reference)}, percentage points. {_RIGHT}",
        labels=[group_label(row["student_group"]) for row in drawn],
        over=[str(row["short_label"]) for row in drawn],
        alt=f"Dot chart of the clearest gap of {groups} in {district[:50]}: "
        + "; ".join(
            f"{group_label(row['student_group'])}, {row['short_label']}, {fixed(row['less_good'], gap_decimals(row))}"
            for row in drawn[:3]
        ),
    )  # fmt: skip


def group_topic_chart(released: Released) -> None:
    """Chart, table and CSV of a `topic_gaps` finding about one group: its gap in every topic."""
    released_only(released)
    choices = released.choices
    district, reference = choices["district_name"], choices["reference"]
    rows = released.rows
    shown = [row for row in rows if not is_missing(row["less_good"])]
    groups = {row["student_group"] for row in rows}
    if not shown or len(groups) != 1:
        say_caution(none_told(rows, choices, district))
        return
    noun = group_noun(groups.pop())
    _show(
        released, rows, name=f"gaps of {noun}",
        headline=f"In {district}, {of_one_group(shown, noun)}",
        subtitle=f"{sentence_start(noun)} and {group_noun(reference)}: gap in percentage points. {_RIGHT}",
        labels=[str(row["short_label"]) for row in rows],
        over=[""] * len(rows),
        alt=f"Dot chart of the gaps of {noun} in {district[:50]}, by topic: "
        + "; ".join(f"{row['short_label']}, {fixed(row['less_good'], gap_decimals(row))}" for row in shown[:3]),
    )  # fmt: skip


def _show(
    released: Released, rows: list[Row], *, name: str, headline: str, subtitle: str, labels: list[str], over: list[str], alt: str
) -> None:
    dots = [
        Dot(
            label, row["less_good"], row["less_good_low"], row["less_good_high"], CLEAR if row["word"] == "told" else UNCLEAR,
            hollow=row["word"] != "told", beside=row["state_less_good"], words=coverage_word(row), over=text,
        )
        for label, text, row in zip(labels, over, rows, strict=True)
    ]  # fmt: skip
    ends = [value for dot in dots for value in (dot.low, dot.high, dot.beside) if not is_missing(value)]
    limits = (min(-2.0, *ends) * 1.1, max(10.0, *ends) * 1.08)
    svg, size = dot_svg(dots, line_at=0, limits=limits, percent=False, ends=_ENDS)
    keys = {(row["measure"], row["student_group"]) for row in rows}
    at = [(one, group) in keys for one, group in zip(released.table["measure"], released.table["student_group"], strict=True)]
    table = released.table[at]
    columns, values = csv_of(table, TOPIC_GAP_COLUMNS)
    district = released.choices["district_name"]
    stem = file_stem(name)
    show_chart(
        id=f"fig-{stem}",
        headline=headline + ".",
        subtitle=subtitle,
        svg=svg,
        size=size,
        alt=(alt + " points on the less good side; diamonds show the state's same group.")[:300],
        note=_note(released.choices, rows, released.rows),
        table=gap_table(f"table-{stem}", f"{sentence_start(name)}: {district}", rows, released.choices),
        csv_name=f"{stem}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released, table),
    )


def _note(choices: dict[str, str], rows: list[Row], every: list[Row]) -> str:
    hollow = any(not is_missing(row["less_good"]) and row["word"] != "told" for row in rows)
    parts = [
        "Filled dots: clear gaps; bars: 95 percent intervals. Diamonds: the gap of the same group in the state.",
        "Hollow dots: we conclude nothing from them; the table says why." if hollow else "",
        tested_words(every, choices),
        "The axis is turned so that right is always the less good side: fewer who graduate, or more who are absent.",
        "Groups overlap, so gaps do not add up.",
    ]
    return " ".join(part for part in parts if part)
