"""A page about a whole store: sections of words, a table and a CSV each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ssos_analysis.press.rendering import document
from ssos_analysis.press.sanitize import plain


@dataclass(frozen=True)
class ReportSection:
    """One section of the data report: anchor, title, paragraphs, a table as HTML (may be empty), and the CSV with all rows."""

    id: str
    title: str
    words: Sequence[str]
    table: str
    csv: str


def render_data_report(
    lead: str,
    sections: Sequence[ReportSection],
    *,
    invented: bool,
    fingerprint: str,
    title: str = "Data report",
    description: str = "What the store of published data holds, and where it disagrees with itself.",
) -> str:
    """A page about the whole store: the data report, or another of sections with a table and a CSV each."""
    values: dict[str, Any] = {
        "lead": plain(lead),
        "sections": sections,
        "fingerprint": fingerprint,
        "title": title,
        "description": description,
    }
    return document("data_report.html.j2", f"index.html of the {title.lower()}", invented=invented, **values)
