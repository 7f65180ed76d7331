"""Every sentence of a page read against the page's own tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# the grammars register themselves when they are loaded
from tests.sentences import (  # noqa: F401
    claims_accountability,
    claims_bright,
    claims_captions,
    claims_chart_notes,
    claims_flags,
    claims_gap_lines,
    claims_gaps,
    claims_goals,
    claims_groups,
    claims_growth,
    claims_nothing,
    claims_peers,
    claims_points,
    claims_recovery,
    claims_schools,
    claims_staff,
    claims_tables,
    claims_targets,
    claims_topics,
    claims_trend,
)
from tests.sentences.finished_page import Page, Text
from tests.sentences.fixed_sentences import is_fixed
from tests.sentences.sentence_grammar import Read, read_text


def read_sentences(page: Page, others: Iterable[Page] = ()) -> list[Read]:
    """Every sentence that says something, with the kind it was taken for and what is false in it.

    A composed page may say, word for word, what one of the district's `others` says in the same part; it is read there.
    """
    told = {(text.role, text.table, text.text) for other in others for text in other.texts} if page.is_composed else set()
    return [one for text in page.texts for one in _read(page, text, told)]


def _read(page: Page, text: Text, told: set[tuple[str, str, str]]) -> list[Read]:
    ids = (text.table, re.sub(r"-\d$", "", text.table))  # a chart that stands twice on a composed page has a number of its own
    if any((text.role, id, text.text) in told for id in ids):
        return [Read("said on its own page", text.text, ())]
    return read_text(page, text, is_fixed)


def faults(page: Page, others: Iterable[Page] = ()) -> list[str]:
    """What is false or was compared with nothing, in words."""
    return [f"{one.kind or '?'}: {one.sentence} -- {'; '.join(one.faults)}" for one in read_sentences(page, others) if one.faults]


def faults_of_all(pages: Sequence[Page]) -> dict[str, list[str]]:
    """The faults of every page of a district."""
    own = [page for page in pages if not page.is_composed]
    return {f"{page.brief} of {page.district}": found for page in pages if (found := faults(page, own))}
