"""What a section on gaps over several topics says of how many gaps it holds: shown, hidden, tested, and on which topics.

Every number is counted in the released rows, so that a reader can count it in the page's tables.
"""

from __future__ import annotations

from typing import Any

from ssos_analysis.presentation.numbers import is_missing

Row = dict[str, Any]

_TOO_FEW = "not shown: too few students, or too few with or without the outcome"


def shown_gaps(rows: list[Row]) -> list[Row]:
    """Rows whose gap is shown."""
    return [row for row in rows if not is_missing(row["difference"]) and not row["hidden_reason"]]


def is_tested(row: Row) -> bool:
    """Whether a shown gap was among those tested together: enough students on both sides, and not too old."""
    return bool(row["screen"]) and not row["hidden_reason"]


def _hidden(rows: list[Row]) -> int:
    return sum(1 for row in rows if row["hidden_reason"])


def _more_hidden(rows: list[Row]) -> str:
    hidden = _hidden(rows)
    return f"; {hidden} more {'is' if hidden == 1 else 'are'} {_TOO_FEW}" if hidden else ""


def how_many_tested(choices: dict[str, str]) -> str:
    """The number of gaps tested together, as the end of a sentence; hidden ones are among them."""
    return {"0": "none", "1": "one, alone"}.get(choices["tested_n"], choices["tested_n"])


def clear_caption(rows: list[Row], clear: int, district: str) -> str:
    """The caption of the table of clear gaps: how many of how many, and how many more are hidden."""
    shown = len(shown_gaps(rows))
    gaps = f"The one gap of {district}" if shown == 1 else f"{clear} of the {shown} gaps of {district}"
    return f"{gaps} that can be shown {'is' if clear == 1 else 'are'} clear{_more_hidden(rows)}"


def tested_words(rows: list[Row], choices: dict[str, str]) -> str:
    """How many gaps were tested together and on which topics, by name: of most topics no counts by group may be published."""
    tested = int(choices["tested_n"])
    seen = [row for row in rows if is_tested(row)]
    topics = "; ".join(dict.fromkeys(str(row["short_label"]) for row in seen))
    hidden = tested - len(seen)
    if tested == 0:
        return f"No gap could be tested: too few students, no counts, or over {choices['oldest_years']} years old."
    gaps = "One gap" if tested == 1 else f"{tested} gaps"
    of_them = f", {hidden} of which cannot be shown" if hidden and seen else ", which cannot be shown" if hidden else ""
    were = "was tested, alone" if tested == 1 else "were tested together"
    on = f", on: {topics}" if topics else ""
    return f"{gaps} with enough students{of_them}{',' if of_them else ''} {were}{on}."


def none_told(rows: list[Row], choices: dict[str, str], district: str) -> str:
    """What is said where no gap on the less good side can be told."""
    shown, none = shown_gaps(rows), "This does not mean that there is none."
    if not shown and not _hidden(rows):
        return (
            f"No gap between student groups of {district} can be reckoned: the files read hold no counts of students by group "
            f"for these topics. {none}"
        )
    if not shown:
        return f"No gap between student groups of {district} can be shown: one side of each is too small. {none}"
    side = " on the less good side" if any(row["word"] == "told" for row in shown) else ""
    start = f"Of {len(shown)} gaps between student groups of {district} that can be shown, none{side} passed all our rules"
    if len(shown) == 1:
        verb = "lies on the better side" if side else "did not pass all our rules"
        start = f"The one gap between student groups of {district} that can be shown {verb}"
    return f"{start}{_more_hidden(rows)}. {tested_words(rows, choices)} {none}"


def of_one_group(shown: list[Row], noun: str) -> str:
    """How many gaps of one group are clear on the less good side, as the message of its chart."""
    told = [row for row in shown if row["word"] == "told" and not row["hidden_reason"]]
    behind = [row for row in told if row["less_good"] > 0]
    if len(shown) == 1:
        lies = f"is clear and lies on the {'less good' if behind else 'better'} side"
        rests = "cannot be told from no gap" if shown[0]["word"] == "not_told" else "did not pass all our rules"
        return f"the one gap of {noun} that can be shown {lies if told else rests}"
    verb = "is clear and lies" if len(behind) <= 1 else "are clear and lie"
    return f"{len(behind) or 'none'} of the {len(shown)} gaps of {noun} that can be shown {verb} on the less good side"
