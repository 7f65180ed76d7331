"""Who a district's peers are, what they are alike in, how firmly each was chosen, and why."""

from __future__ import annotations

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import PEER_COLUMNS
from ssos_analysis.presentation.markup import STUDENTS, Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import count_cell, fixed, is_missing
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.school_years import year_label


def peer_table(released: Released) -> None:
    """Each peer with its characteristics beside the district's own, how firmly it was chosen, and why."""
    released_only(released)
    rows, choices = released.rows, released.choices
    district = choices["district_name"]
    if not rows:
        say_caution(
            f"{district} has {choices['why_not']}. A peer that is not alike would mislead, so none is shown; the topic pages "
            "compare the district with the state."
        )
        return
    show_prose(f"<p>{escape(_how_many(choices))}</p>", _how_many(choices))
    held = [
        (name, label)
        for name, label in zip(choices["variables"].split("; "), choices["labels"].split("; "), strict=True)
        if name != "ln_students" and any(not is_missing(row[name]) for row in rows)
    ]
    own = {name: rows[0][f"own_{name}"] for name, _ in held}
    cells = [[Cell(f"{district} (this district)"), count_cell(rows[0]["own_students_n"]),
              *(_share(own[name]) for name, _ in held), Cell("-"), Cell("-")]]  # fmt: skip
    for row in rows:
        firm = "chosen by hand" if row["is_chosen_by_hand"] else f"{fixed(100 * row['stability'], 0)}%"
        far = Cell("-") if is_missing(row["distance"]) else Cell(fixed(row["distance"], 1), row["distance"])
        cells.append([Cell(row["org_name"]), count_cell(row["students_n"]), *(_share(row[name]) for name, _ in held), far,
                      Cell(firm)])  # fmt: skip
    year = int(rows[0]["own_school_year"])
    columns, values = csv_of(released.table, PEER_COLUMNS | {name: name for name, _ in held})
    table = DataTable(
        "table-peers",
        f"Peers of {district} and what they are alike in, enrollment of {year_label(year)}",
        ["District", STUDENTS, *(f"{label[:1].upper()}{label[1:]}, %" for _, label in held), "Distance", "Chosen again"],
        cells,
        "Nearest first. Distance: in all characteristics together, on the state's spread; no result of students enters it, nor "
        f"race or ethnicity. Chosen again: the share of {choices['draws_n']} trials, with other weights and earlier years, in "
        f"which the district is a peer; from {fixed(100 * float(choices['core_share']), 0)}% on it is a firm one. Refused: any "
        f"farther off than {choices['caliper']}% of the distances between all districts and their nearest {choices['wanted_n']}. "
        "All are of one kind and grade span. The state's own list (DART) rests on a formula that is not published.",
    )  # fmt: skip
    show_table(table, "peers.csv", columns, values, where=where_from(released))
    reasons = [f"{row['org_name']}: {row['why']}" for row in rows]
    items = "".join(f"<li>{escape(line)}</li>" for line in reasons)
    show_prose(f"<p>Why each was chosen:</p><ul>{items}</ul>", "\n".join(reasons))
    changed = choices["overrides"]
    say_note(f"Changed by a person: {changed}." if changed else "No person has added or removed a peer of this district.")


def _how_many(choices: dict[str, str]) -> str:
    found, wanted, core = (int(choices[name]) for name in ("peers_n", "wanted_n", "core_n"))
    noun = "district is" if found == 1 else "districts are"
    of_them = "it" if found == 1 else "none of them" if core == 0 else "one of them" if core == 1 else f"{core} of them"
    firm = (
        f"{of_them} {'are firm choices' if core > 1 else 'is no firm choice' if core == 0 and found == 1 else 'is a firm choice'}"
    )
    few = f" Fewer than {wanted} are shown, since no other is near enough." if found < wanted else ""
    means = (
        f"chosen again in {fixed(100 * float(choices['core_share']), 0)}% or more of {choices['draws_n']} trials with other "
        "weights and earlier years"
    )
    return f"{found} {noun} close to {choices['district_name']} in context; {firm} ({means}).{few}"


def _share(value: float) -> Cell:
    return Cell("not published", is_word=True) if is_missing(value) else Cell(f"{fixed(value, 1)}%", value)
