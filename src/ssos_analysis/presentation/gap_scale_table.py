"""The same gaps on other scales, and beside the state's: what one scale shows alone can mislead."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.presentation.display import csv_of, released_only, show_table
from ssos_analysis.presentation.download_columns import GAP_CHANGE_COLUMNS, SCALE_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, file_stem
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import (
    derived_decimals,
    figure,
    fixed,
    is_missing,
    period,
    ratio_text,
    short_period,
    signed,
)
from ssos_analysis.presentation.standing import cell
from ssos_analysis.presentation.topics_tested import how_many_tested
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import gap_decimals
from ssos_analysis.vocabulary.student_groups import group_label, group_noun

Row = dict[str, Any]

_SCREEN = {"found": "stands among all tested", "not_found": "does not stand among all tested"}


def gap_scale_table(released: Released) -> None:
    """Table and CSV of an `equity_gaps` finding: points, both ratios, standard deviations, and the same group in the state."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = [row for row in released.rows if not is_missing(row["difference"])]
    if not rows:  # the chart has said so, and why
        return
    when = period(measure.topic, int(choices["year"]), str(rows[0]["variant"]))
    stem = file_stem(f"gap scales {measure.id}")
    kept = released.table[released.table["difference"].notna()]
    columns, values = csv_of(kept, SCALE_COLUMNS, measure)
    notes = sorted({str(row["ratio_note"]) for row in rows} - {""})
    table = DataTable(
        f"table-{stem}",
        f"{measure.label}: the gaps of {choices['district_name']} on other scales, {when}",
        ["Group", "Gap, points", "Ratio", "Ratio of those without", "Standard deviations", "State, same group",
         "State's gap, points", "Beside the state's group", "Among all tested"],
        [_scale_row(row, measure.kind) for row in rows],
        f"Ratio: the group's share over that of {group_noun(choices['reference'])}; the next column is the ratio of the shares "
        "without the outcome. Standard deviations take both groups as normal with one spread. In parentheses: 95% intervals. "
        "Gaps with 30 students or more on each side are tested together (Benjamini-Hochberg, "
        f"{fixed(100 * float(choices['false_discovery_level']), 0)}%): here {how_many_tested(choices)}."
        + "".join(f" Where needed, {note}." for note in notes),
    )  # fmt: skip
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))


def _scale_row(row: Row, kind: str) -> list[Cell]:
    n = min(row["n"], row["reference_n"])
    decimals = gap_decimals(row)
    state = row["state_estimate"]
    return [
        Cell(group_label(row["student_group"])),
        Cell(_span(signed(row["difference"], decimals), signed(row["low"], decimals), signed(row["high"], decimals)),
             row["difference"]),
        _spanned(row, "ratio", n),
        _spanned(row, "ratio_without", n),
        _spanned(row, "standardized", n),
        Cell("not reported", is_word=True) if is_missing(state) else Cell(figure(state, int(row["state_decimals"]), kind), state),
        Cell("not compared", is_word=True) if is_missing(row["state_difference"])
        else Cell(signed(row["state_difference"]), row["state_difference"]),
        Cell(cell("state", row["stands_to_state"])),
        Cell(_SCREEN.get(row["screen"], "too few to test")),
    ]  # fmt: skip


def _span(value: str, low: str, high: str) -> str:
    return f"{value} ({low}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{high})"


def _spanned(row: Row, name: str, n: float) -> Cell:
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if is_missing(value):
        return Cell("no such scale at 0 or 100%", is_word=True)
    if is_missing(low) or is_missing(high):
        return Cell(ratio_text(value, n), value)
    return Cell(_span(*(ratio_text(each, n) for each in (value, low, high))), value)


def gap_change_table(released: Released) -> None:
    """Table and CSV of a `gap_change` finding, and the sentence that says what may be told of a direction."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = [row for row in released.rows if not is_missing(row["change"]) or row["hidden_reason"]]
    if not rows:
        say_note(f"The files read hold no two comparable years of gaps with counts: {measure.label}.")
        return
    if all(row["hidden_reason"] for row in rows):
        reasons = "; ".join(dict.fromkeys(REASONS[row["hidden_reason"]] for row in rows))
        say_note(f"No change of a gap can be shown ({reasons}). This does not mean that none moved.")
        return
    stem = file_stem(f"gap change {measure.id}")
    columns, values = csv_of(released.table, GAP_CHANGE_COLUMNS, measure)
    depends = sum(1 for row in rows if row["stands"] == "scale_dependent")
    clear = sum(1 for row in rows if row["stands"] in ("above", "below"))
    table = DataTable(
        f"table-{stem}",
        f"{measure.label}: change of the gaps of {choices['district_name']} to {group_noun(choices['reference'])}",
        ["Group", "From", "To", "Gap then", "Gap now", "Change, points", "Change, standard deviations", "What we can say"],
        [_change_row(row, measure.topic) for row in rows],
        f"{len(rows)} {'gap' if len(rows) == 1 else 'gaps'}; {clear or 'none'} moved clearly on each scale"
        + (f"; of {depends} the direction depends on the scale, so nothing is claimed" if depends else "")
        + ". Scales: points, both ratios, standard deviations. Above zero: the group moved up beside the others."
        + (_UNDONE if any(_is_undone(row) for row in rows) else ""),
    )
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))


_UNDONE = (
    " Where an interval leaves zero out and we still cannot tell, the rounding of the published figures could undo the change, "
    "or another scale shows it less clearly."
)


def _is_undone(row: Row) -> bool:
    """Whether an interval in points leaves zero out of a change that is not told."""
    return row["stands"] == "not_clear" and not is_missing(row["low"]) and (row["low"] > 0 or row["high"] < 0)


def _change_row(row: Row, topic: str) -> list[Cell]:
    years = [Cell(short_period(topic, int(row[name]))) for name in ("first_year", "school_year")]
    head = [Cell(group_label(row["student_group"])), *years]
    if row["hidden_reason"]:
        return [*head, *[Cell("not shown", is_word=True)] * 4, Cell(REASONS[row["hidden_reason"]], is_word=True)]
    n = min(row[name] for name in ("first_n", "first_reference_n", "n", "reference_n"))
    decimals = derived_decimals(n, row["low"], row["high"])
    low, high = (signed(row[name], decimals) for name in ("low", "high"))
    return [
        *head,
        Cell(signed(row["first_difference"], decimals), row["first_difference"]),
        Cell(signed(row["difference"], decimals), row["difference"]),
        Cell(_span(signed(row["change"], decimals), low, high), row["change"]),
        Cell("none", is_word=True) if is_missing(row["change_standardized"])
        else Cell(signed(row["change_standardized"], 1 + derived_decimals(n)), row["change_standardized"]),
        Cell(cell("gap_change", row["stands"])),
    ]  # fmt: skip
