"""How old the data are, first thing on the page: an old figure must not pass for news."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import released_only, show_prose
from ssos_analysis.presentation.markup import escape
from ssos_analysis.presentation.numbers import fixed, is_missing
from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.student_groups import group_noun


def data_age(released: Released) -> None:
    """A list of topics: newest school year, how long ago it ended, and a plain mark where that is over two years."""
    released_only(released)
    rows = released.rows
    items, lines = [], []
    for row in rows:
        line, is_old = _line(row)
        lines.append(line + (" Over two years old." if is_old else ""))
        mark = ' <strong class="age-old">Over two years old.</strong>' if is_old else ""
        items.append(f"<li>{escape(line)}{mark}</li>")
    on = dt.date.fromisoformat(released.choices["as_of"])
    day = f"{on.day} {on:%B %Y}"
    html = (
        f'<section class="freshness-box"><h2>How old these data are</h2><p class="note">As of {escape(day)}.</p>'
        f'<ul class="freshness">{"".join(items)}</ul></section>'
    )
    show_prose(html, "\n".join(lines))


def _line(row: dict[str, Any]) -> tuple[str, bool]:
    if is_missing(row["school_year"]):
        return f"{row['topic']}: no figure of this district.", False
    label = f"{_of_others(row)}school year {year_label(int(row['school_year']))}"
    part = " (to 1 March)" if row["variant"] == "march" else ""
    if row["age_years"] < 0:
        return f"{row['topic']}: {label}{part}, not over yet.", False
    return f"{row['topic']}: {label}{part}, ended {fixed(row['age_years'], 1)} years ago.", bool(row["is_old"])


def _of_others(row: dict[str, Any]) -> str:
    """Whose figure it is where the group asked for has none."""
    asked, whose = row["asked"], row["whose"]
    if whose == asked:
        return ""
    return f"no figure for {group_noun(asked)}; of {group_noun(whose) if whose else 'some student groups'}, "
