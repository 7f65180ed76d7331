"""Status beside change, levers beside whom they leave out, targets beside gains, and how sure a label is."""

from __future__ import annotations

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.accountability_tables import show_plain
from ssos_analysis.presentation.accountability_words import (
    COLUMNS,
    SHORT,
    SPANS,
    Row,
    count_or_why,
    move_words,
    number_cell,
    value,
    value_cell,
)
from ssos_analysis.presentation.display import released_only, show_prose
from ssos_analysis.presentation.markup import Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import is_missing, signed
from ssos_analysis.vocabulary.accountability import GRADESPANS
from ssos_analysis.vocabulary.student_groups import group_label

NO_INDICATORS = (
    "No indicator, group or point of {district} is in the files read, so status and change cannot be shown. This does "
    "not mean that "
    "nothing changed: the state's workbook criterion-referenced-percentage holds them."
)
LEVERS_LEAD = (
    "Points weigh very differently. A line says what a point would move, and beside it which students it does not count and "
    "which groups missed a target elsewhere: they need support whatever the arithmetic says."
)
_LEVERS_SHOWN, _TARGETS_SHOWN = 12, 60


def status_tables(released: Released) -> None:
    """One table a grade span: groups down, indicators across; in each cell level, change and points, in words and numbers."""
    released_only(released)
    rows, district = released.rows, released.choices["district_name"]
    if not rows:
        say_caution(NO_INDICATORS.format(district=district))
        return
    for span in GRADESPANS:
        own = [row for row in rows if row["gradespan"] == span]
        if not own:
            continue
        indicators = [name for name in SHORT if any(row["indicator"] == name for row in own)]
        groups = list(dict.fromkeys(str(row["student_group"]) for row in own))
        groups.sort(key=lambda group: (group != "all_students", group != "lowest_performing"))
        by_cell = {(row["student_group"], row["indicator"]): row for row in own}
        cells = [
            [Cell(group_label(group)), *(_status(by_cell.get((group, name))) for name in indicators)] for group in groups
        ]  # fmt: skip
        table = DataTable(
            f"table-status-{span.replace('_', '-')}",
            f"{district}, {SPANS[span]}, {released.choices['year']}: level, change and points of each group",
            ["Group", *(SHORT[name] for name in indicators)],
            cells,
            "Each cell: the value, its change from the year before, whether that is better, and points of 4. A value "
            "stands whether "
            "it rose or fell: a group can improve far below its target, or decline above it. Growth has no year before.",
        )
        rows_of_span = released.table[released.table["gradespan"] == span]
        show_plain(released, table, f"status-{span.replace('_', '-')}", rows_of_span)


def _status(row: Row | None) -> Cell:
    if row is None:
        return Cell("none", is_word=True)
    parts = ["no value" if is_missing(row["current_value"]) else value(row, "current_value")]
    if not is_missing(row["change"]):
        parts.append(f"{signed(float(row['change']))} ({move_words(row)})")
    parts.append("not scored" if is_missing(row["points"]) else f"{row['points']:.0f} of 4")
    return Cell("; ".join(parts))


def escape_list(released: Released) -> None:
    """Points for a target although the value got worse."""
    released_only(released)
    rows = released.rows
    if not rows:
        if released.choices["has_points"]:
            say_note("No indicator earned points for a target while its value got worse.")
        return
    cells = [
        [
            Cell(f"{SHORT[row['indicator']]}, {SPANS[row['gradespan']]}"), Cell(group_label(row["student_group"])),
            value_cell(row, "prior_value"), value_cell(row, "current_value"), value_cell(row, "target"),
            number_cell(row["points"], 0), Cell(row["how"]),
        ]
        for row in rows
    ]  # fmt: skip
    table = DataTable(
        "table-escapes",
        f"Points for a target although the value got worse, {released.choices['year']}",
        ["Indicator", "Group", "Before", "Now", "Target", "Points", "How"],
        cells,
        "A target can count as met while results fall: within its band, by the other path, or by a place among the "
        "state's highest.",
    )
    show_plain(released, table, "points-while-falling")


def lever_table(released: Released) -> None:
    """What one more point is worth, beside the students it does not count, the groups it leaves unserved, and a question."""
    released_only(released)
    rows, choices = released.rows, released.choices
    if not rows:
        say_caution(f"What a point would move cannot be worked out. {choices['why_not']}".strip())
        return
    show_prose(f"<p>{escape(LEVERS_LEAD)}</p>", LEVERS_LEAD)
    if choices["to_next"]:
        text = f"The percentage of target points is {choices['to_next']}."
        show_prose(f"<p>{escape(text)}</p>", text)
    cells = [
        [
            Cell(f"{SHORT[row['indicator']]}, {COLUMNS[row['column']]}, {SPANS[row['gradespan']]}"),
            number_cell(row["points"], 0), number_cell(row["column_pp"], 2), number_cell(row["span_pp"], 2),
            number_cell(row["annual_pp"], 2), number_cell(row["both_pp"], 2),
            number_cell(row["points_to_label"], 0, missing="not by itself"),
            count_or_why(row, "not_counted_n"), Cell(_groups(row["groups_below"])), Cell(row["question"]),
        ]
        for row in rows[:_LEVERS_SHOWN]
    ]  # fmt: skip
    more = f" The {_LEVERS_SHOWN} of most worth are shown; the CSV has all {len(rows)}." if len(rows) > _LEVERS_SHOWN else ""
    table = DataTable(
        "table-levers",
        f"What one more point is worth in {choices['district_name']}, in percentage points, {choices['year']}",
        [
            "Indicator", "Points", "Column", "Grade span", "Year", "Both years", "Points to next label",
            "Students it does not count", "Groups below a target elsewhere", "A question for support",
        ],
        cells,
        "Before rounding. This is where the arithmetic is sensitive, not where needs are greatest: each line leaves "
        "out the students "
        "and groups beside it. It informs a plan and picks no student." + more,
    )  # fmt: skip
    show_plain(released, table, "levers")
    if choices["why_not"]:
        say_caution(f"Not known: {choices['why_not']}.")


def _groups(names: str) -> str:
    return "; ".join(group_label(name) for name in names.split(", ")) if names else "none"


def scenario_table(released: Released) -> None:
    """The percentage and label under named assumptions."""
    released_only(released)
    rows = released.rows
    if not rows:
        if released.choices["has_points"]:  # else the levers have said why
            say_caution(f"No scenario can be reckoned. {released.choices['why_not']}".strip())
        return
    cells = [
        [
            Cell(row["scenario"]), Cell(row["assumption"]), number_cell(row["annual_pct"], 1), _between(row),
            Cell(row["label"] or "one of two, by the rounding of the year before"),
        ]
        for row in rows
    ]  # fmt: skip
    table = DataTable(
        "table-scenarios",
        f"What the label would be under named assumptions, {released.choices['district_name']}",
        ["Scenario", "It assumes", "Year, %", "What the label is read from, %", "Label"],
        cells,
        "Arithmetic under the rules of the year, with every other point held. None of it is a forecast.",
    )
    show_plain(released, table, "scenarios")


def _between(row: Row) -> Cell:
    if is_missing(row["both_low_pct"]):
        return Cell("not known", is_word=True)
    if row["both_low_pct"] == row["both_high_pct"]:
        return number_cell(row["both_low_pct"], 1)
    return Cell(f"{row['both_low_pct']:.1f} to {row['both_high_pct']:.1f}")


def target_table(released: Released) -> None:
    """Targets as printed, the gap to this and the next, and how many reached such a gain."""
    released_only(released)
    rows, choices = released.rows, released.choices
    if not rows:
        say_caution(f"No target can be shown. {choices['why_not']}")
        return
    missed = [row for row in rows if not is_missing(row["current_year"]) and row["ahead"] < 0]
    cells = [
        [
            Cell(f"{group_label(row['student_group'])}: {SHORT[row['indicator']]}, {SPANS[row['gradespan']]}"),
            Cell(str(int(row["current_year"]))), value_cell(row, "current_value"), value_cell(row, "target"),
            number_cell(row["ahead"], 1, sign=True), value_cell(row, "next_target"),
            Cell("reached") if row["gain_needed"] <= 0 else number_cell(row["gain_needed"], 1),
            Cell(_reached(row)),
        ]
        for row in missed[:_TARGETS_SHOWN]
    ]  # fmt: skip
    held = f"{len(missed)} of {len(rows)} values are short of their target; within its band that counts as met"
    more = f" The first {_TARGETS_SHOWN} are shown." if len(missed) > _TARGETS_SHOWN else ""
    text = f"{held}.{more} The CSV has every group and indicator."
    show_prose(f"<p>{escape(text)}</p>", text)
    table = DataTable(
        "table-targets",
        f"Targets of {choices['district_name']} that values are short of, the gap to this and the next, and the gain it asks for",
        ["Group and indicator", "Year", "Value", "Target", "Ahead of it", "Next target", "Gain needed", "Gained as much"],
        cells,
        "Ahead: positive where the value is better than its target. Next target: printed, or this one and the printed "
        "step; whether the "
        f"state starts again from the new value is not confirmed. Compared with {choices['compared_with']}. A rare gain is not "
        "forbidden: it asks how.",
    )  # fmt: skip
    show_plain(released, table, "targets")


def _reached(row: Row) -> str:
    if is_missing(row["reached_pct"]):
        return f"not told: {row['gains_n']:.0f} compared" if not is_missing(row["gains_n"]) else "not told"
    return f"{row['reached_pct']:.0f}% of {row['gains_n']:.0f}"


def certainty_words(released: Released) -> None:
    """The chance of each label, or why none is given; then the indicators that decide it, in words."""
    released_only(released)
    choices, rows = released.choices, released.rows
    if choices["chances"]:
        text = (
            f"With the same targets, results drawn anew from students like these would give: {choices['chances']}. This "
            "is the chance of "
            "sampling alone, and no forecast of the state's decision."
        )
        show_prose(f"<p>{escape(text)}</p>", text)
    else:
        reasons = "; ".join(f"({number}) {reason}" for number, reason in enumerate(choices["why_not"].rstrip(".").split("; "), 1))
        say_caution(f"No chance of a label is given, since it would rest on what is not known: {reasons}.")
    said = [_decides(row, choices["label"]) for row in rows if not row["hidden_reason"]]
    if said:
        items = "".join(f"<li>{escape(one)}</li>" for one in said[:8])
        show_prose(f"<p>Indicators that chance alone could have given other points:</p><ul>{items}</ul>", " ".join(said[:8]))


def _decides(row: Row, label: str) -> str:
    what = f"{SHORT[row['indicator']]} of {COLUMNS[row['column']]}, {SPANS[row['gradespan']]}"
    moved = {word for word in (row["label_low"], row["label_high"]) if word and word != label}
    ends = f"it alone could make the label “{moved.pop()}”" if len(moved) == 1 else "by itself it leaves the label as it is"
    return f"{what}: {row['points']:.0f} points, {row['points_low']:.0f} to {row['points_high']:.0f} within its error; {ends}."
