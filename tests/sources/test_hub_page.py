"""The table of datasets in docs/hub.md is the one that params/sources/ says."""

from __future__ import annotations

import os
from pathlib import Path

from ssos_analysis import workspace
from ssos_analysis.sources.hub.catalogue import HubDataset, catalogue

HEAD = "| dataset | the state's name | our tables | keys in its rows | what to know |\n|---|---|---|---|---|\n"


def line_of(dataset: HubDataset) -> str:
    """One dataset as a line of the table."""
    layout = dataset.layout
    keys = [key.headers[0] for table in layout.tables for key in table.keys.values() if key.headers]
    named = dict.fromkeys([layout.organization.code[0], *keys])
    tables = ", ".join(f"`{name}`" for name in dict.fromkeys(dataset.tables))
    skipped = [skip.why for skip in layout.skip]
    words = " ".join([" ".join(layout.note.split()), *skipped]).strip().replace("|", "/")
    return f"| `{dataset.id}` | {dataset.title} | {tables} | {', '.join(f'`{name}`' for name in named)} | {words} |\n"


def page() -> Path:
    return workspace.home() / "docs" / "hub.md"


def test_the_table_of_datasets_is_that_of_the_layouts():
    text = page().read_text("utf-8")
    before, head, listed = text.partition(HEAD)
    assert head, "the heading of the table stands in the page"
    wanted = "".join(map(line_of, catalogue().values()))
    if os.environ.get("SSOS_WRITE_DOCS"):
        page().write_text(before + HEAD + wanted, "utf-8")
        listed = wanted
    assert listed == wanted, "SSOS_WRITE_DOCS=1 pytest tests/sources/test_hub_page.py writes it anew"


def test_the_page_says_what_was_never_tried():
    text = page().read_text("utf-8")
    assert "has not yet met the live hub" in text
