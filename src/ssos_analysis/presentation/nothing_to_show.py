"""The paragraph a page has in the place of a chart or a table that cannot be made."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.display import show_prose
from ssos_analysis.presentation.markup import escape
from ssos_analysis.vocabulary.student_groups import group_noun

PARTITIONS = {"race_ethnicity": "race and ethnicity", "gender": "gender", "income": "income", "disability": "disability"}


def say_caution(text: str) -> None:
    """Say why there is no chart, so that nobody takes its absence for a result."""
    show_prose(f'<p class="caution">{escape(text)}</p>', text)


def say_note(text: str) -> None:
    """Say what a table leaves out."""
    show_prose(f'<p class="note">{escape(text)}</p>', text)


def say_nothing_published(measure: Measure, district: str) -> None:
    """Say that the files read hold no figure of the district's own."""
    why = "" if measure.family in ("staff", "finance") else " (too few students, or no such grades)"
    text = (
        f"{measure.label}: the files read hold no figure for {district}. Either the state publishes none{why}, or its report, "
        f"“{measure.report}”, has not been imported."
    )
    say_caution(text)


def say_only_groups(measure: Measure, district: str, group: str) -> None:
    """Say that the files read hold figures of other student groups of the district, and none of those asked for."""
    say_caution(f"{measure.label}: the files read hold figures of {district} by student group, and none for {group_noun(group)}.")


def say_no_groups(measure: Measure, district: str, partition: str = "") -> None:
    """Say that the files read hold no figures by student group, or by those of one partition; not the same as no gap."""
    text = (
        f"{measure.label}: the files read hold no figures of {district} by {PARTITIONS.get(partition, 'student group')}, so gaps "
        "cannot be shown. "
        "This does not mean that there are none."
    )
    say_caution(text)
