"""Outcomes that fall on some groups more: rate, difference, ratio and number of students, never one of them alone."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import OTHERS_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape, file_stem
from ssos_analysis.presentation.nothing_to_show import say_caution
from ssos_analysis.presentation.numbers import (
    count_cell,
    derived_decimals,
    fixed,
    is_missing,
    period,
    ratio_text,
    signed,
    students,
)
from ssos_analysis.presentation.standing import say
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import group_list, why
from ssos_analysis.vocabulary.student_groups import group_label, group_noun

Row = dict[str, Any]

_MOST_SENTENCES = 3
_BASIS = {
    "risk_ratio": "the district's others", "alternate_risk_ratio": "the state's others: the district's are too few",
    "not_calculated": "none: under the rule's minimum",
}  # fmt: skip


def disproportionality_table(released: Released, *, outcome: str = "had the outcome", name: str = "") -> None:
    """Sentences, table and CSV of a `disproportionality` finding.

    Parameters
    ----------
    outcome : the outcome as the second half of a sentence ("did not graduate in four years").
    name : which groups, where a page has two such tables of one measure ("by race and ethnicity").
    """
    released_only(released)
    measure, choices = released.about, released.choices
    district = choices["district_name"]
    rows = [row for row in released.rows if not is_missing(row["difference"])]
    if not rows:
        own = [row for row in released.rows if not is_missing(row["estimate"])]
        reasons = "; ".join(dict.fromkeys(why(row).removeprefix("not compared: ") for row in own)) or "no figures of these groups"
        say_caution(
            f"{measure.label}: how groups compare with all others cannot be reckoned for {district} ({reasons}). This does not "
            "mean that they are alike."
        )
        return
    when = period(measure.topic, int(choices["year"]), str(rows[0]["variant"]))
    lines = _sentences(rows, outcome)
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f"<ul>{items}</ul>", "\n".join(lines))
    stem = file_stem(f"others {measure.id} {name}")
    columns, values = csv_of(released.table[released.table["difference"].notna()], OTHERS_COLUMNS, measure)
    table = DataTable(
        f"table-{stem}",
        f"Students who {outcome}, {district}, {when}: each group and all other students",
        ["Group", "Students", "Of them", "Rate", "Others' rate", "Difference, points", "Ratio", "The ratio is to",
         "More or fewer students", "Ratio to the state's others"],
        [_row(row) for row in rows],
        f"From counts. A ratio is reckoned where the group has at least {choices['least_n']} students and "
        f"{choices['least_events']} of them with the outcome, and its comparison too: the federal rule's minimums "
        "(34 CFR 300.647); the state's own are not confirmed. Ratios are described; none is called significant. More or fewer "
        "students: than the others' rate would give, about. In parentheses: 95% intervals. Groups overlap.",
    )  # fmt: skip
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))


def _sentences(rows: list[Row], outcome: str) -> list[str]:
    """The groups with the most students beyond the others' rate, and those that cannot be told apart."""
    above = sorted((row for row in rows if row["stands"] == "above"), key=lambda row: -row["excess"])
    lines = []
    for row in above[:_MOST_SENTENCES]:
        decimals = _decimals(row)
        ratio = "" if is_missing(row["ratio"]) else ratio_text(row["ratio"], _n(row))
        stands = "above" if row["basis"] == "risk_ratio" else "above_without_ratio"
        lines.append(
            say(
                "others", stands, group=group_noun(row["student_group"]), outcome=outcome,
                rate=f"{fixed(row['risk_pct'], decimals)}%", other_rate=f"{fixed(row['other_risk_pct'], decimals)}%",
                ratio=ratio, size=fixed(row["difference"], decimals),
                span=f"{signed(row['low'], decimals)} to {signed(row['high'], decimals)}", excess=students(row["excess"]),
            )
        )  # fmt: skip
    for stands in ("not_clear", "too_few"):
        groups = [row["student_group"] for row in rows if row["stands"] == stands]
        if groups:
            lines.append(say("others", stands, groups=group_list(groups)))
    return lines or ["No group's rate is clearly above that of all other students. This does not mean that they are alike."]


def _n(row: Row) -> float:
    return float(min(row["n"], row["other_n"]))


def _decimals(row: Row) -> int:
    return derived_decimals(_n(row), row["low"], row["high"])


def _row(row: Row) -> list[Cell]:
    decimals = _decimals(row)
    low, high = (signed(row[name], decimals) for name in ("low", "high"))
    excess = [signed(row[name], 0) for name in ("excess", "excess_low", "excess_high")]
    return [
        Cell(group_label(row["student_group"])),
        count_cell(row["n"]),
        count_cell(row["events"]),
        Cell(f"{fixed(row['risk_pct'], decimals)}%", row["risk_pct"]),
        Cell(f"{fixed(row['other_risk_pct'], decimals)}%", row["other_risk_pct"]),
        Cell(f"{signed(row['difference'], decimals)} ({low} to {high})", row["difference"]),
        _ratio_cell(row, "ratio", "ratio_low", "ratio_high"),
        Cell(_BASIS[row["basis"]]),
        Cell(f"{excess[0]} ({excess[1]} to {excess[2]})", row["excess"]),
        _ratio_cell(row, "alternate_ratio", "alternate_low", "alternate_high"),
    ]


def _ratio_cell(row: Row, *names: str) -> Cell:
    if is_missing(row[names[0]]):
        return Cell("none", is_word=True)
    value, low, high = (ratio_text(row[name], _n(row)) for name in names)
    return Cell(f"{value} ({low} to {high})", row[names[0]])
