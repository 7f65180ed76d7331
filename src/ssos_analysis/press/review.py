"""What people decided about a district's pages, put on the finished pages: approved or a draft, and the analyst's notes.

A page is made as a draft; only here, and only for numbers and notes that are those that were approved, is the mark taken off. So
a page that nobody looked at can never pass for one that somebody did.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from ssos_analysis.errors import Faults, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.approvals import Approval, Approvals, approvals_of
from ssos_analysis.press.draft import DRAFT_BANNER, DRAFT_CLASS, DRAFT_FOOT, DRAFT_TITLE
from ssos_analysis.press.notes import Note, NotesSeen, notes_digest, notes_of, seen_of
from ssos_analysis.press.page_check import MOST_BYTES, check_page
from ssos_analysis.press.released_numbers import ReleasedNumbers, heading_key
from ssos_analysis.press.sanitize import clean_markdown, plain

_SECTION = re.compile(r'<h2 id="[^"]*">(.*?)</h2>', re.DOTALL)
_DRAFT_BODY = re.compile(rf'<body class="(?:[a-z-]+ )*{DRAFT_CLASS}">')
_BODY = '<div class="brief">\n'
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class PageReview:
    """What was decided about one page: the digests of what it shows now, who approved what, and its notes with whether the
    numbers under each changed."""

    numbers: str
    notes_digest: str
    approval: Approval | None
    notes: tuple[tuple[Note, bool], ...] = ()

    @property
    def is_approved(self) -> bool:
        """Whether exactly what the page shows now was approved."""
        one = self.approval
        return one is not None and (one.numbers, one.notes) == (self.numbers, self.notes_digest)

    @property
    def words(self) -> str:
        """`Approved by ... on 26 November 2026.`, or why the page is a draft."""
        if self.approval is None:
            return "Draft, not approved."
        told = f"by {self.approval.by} on {day_words(self.approval.on)}"
        return f"Approved {told}." if self.is_approved else f"Draft: approved {told}, and changed since."


@dataclass
class Review:
    """The decisions about one district's pages, read once before they are published."""

    approvals: Approvals
    notes: Sequence[Note]
    seen: NotesSeen
    pages: dict[str, PageReview] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, specs: Sequence[BriefSpec]) -> Review:
        """What params/districts/ holds of a district.

        Raises
        ------
        ParameterError
            A file of it cannot be used.
        """
        return cls(approvals_of(code), notes_of(code, specs), seen_of(code))

    def look_at(self, brief: str, now: ReleasedNumbers) -> PageReview:
        """What was decided about one page, given the numbers that it shows now."""
        mine = [note for note in self.notes if note.brief == brief]
        marked = tuple((note, self.seen.changed(note, _under(note, now))) for note in mine)
        self.pages[brief] = PageReview(now.page, notes_digest(mine), self.approvals.of(brief), marked)
        return self.pages[brief]

    def manifest(self) -> Mapping[str, Mapping[str, str]]:
        """What run.json says of it: for each brief its digest, and who approved it when."""
        return {
            brief: {"numbers_sha256": page.numbers, "notes_sha256": page.notes_digest}
            | (
                {"approved_by": page.approval.by, "approved_on": page.approval.on.isoformat()}
                if page.is_approved and page.approval
                else {}
            )
            for brief, page in sorted(self.pages.items())
        }


def _under(note: Note, now: ReleasedNumbers) -> str:
    """What the numbers under a note come to; "" where its section shows none, or is no more."""
    return now.sections.get(heading_key(note.section), "")


def with_review(html: str, review: PageReview, *, name: str, invented: bool, most_bytes: int = MOST_BYTES) -> str:
    """A finished page with its notes, and as a draft no more where it was approved.

    Raises
    ------
    PressError
        The page would have a fault, or is not one that was made as a draft.
    """
    made = html
    for note, is_changed in review.notes:
        made = _with_note(made, note, is_changed)
    if review.is_approved:
        mark = f'<p class="approved">{escape(plain(review.words))}</p>'
        for was, now in (
            (f"<title>{DRAFT_TITLE}", "<title>"),
            (_body_of(made), _body_of(made).replace(DRAFT_CLASS, "").replace(' "', '"')),
            (DRAFT_BANNER, mark),
            (DRAFT_FOOT, mark),
        ):
            if made.count(was) != 1:
                raise PressError("the page is not marked as a draft, so it cannot be approved", where=name, mend="build it again")
            made = made.replace(was, now)
    elif review.approval is not None:
        why = escape(plain(review.words.replace("Draft: approved", "Approved", 1)))
        made = made.replace(DRAFT_BANNER, f'<p class="draft"><strong>DRAFT.</strong> {why}</p>')
    if made != html:
        Faults(check_page(made, name=name, invented=invented, most_bytes=most_bytes)).raise_if_any(PressError)
    return made


def _body_of(html: str) -> str:
    """The tag of the body that is a draft's; a text that no page holds where there is none."""
    found = _DRAFT_BODY.search(html)
    return found[0] if found else "<body of no draft>"


def _with_note(html: str, note: Note, is_changed: bool) -> str:
    """The page with one note under the heading of its section, or first of all where the page has no such section."""
    heading = next((one for one in _SECTION.finditer(html) if heading_key(_words(one[1])) == heading_key(note.section)), None)
    if heading is None:
        place = html.index(_BODY) + len(_BODY)
        return html[:place] + _note_html(note, "This page has no section of that name now.") + html[place:]
    why = "The figures below changed since this note." if is_changed else ""
    return html[: heading.end()] + _note_html(note, why) + html[heading.end() :]


def _note_html(note: Note, caution: str) -> str:
    warned = f'<p class="caution">{caution}</p>' if caution else ""
    label = f"Analyst’s note on “{note.section}”, {day_words(note.day)}"
    return (
        f'<div class="analyst-note" role="note"><p class="note-label">{escape(label)}</p>{warned}'
        f"{_without_headings(clean_markdown(note.text))}</div>"
    )


def _without_headings(html: Markup) -> str:
    """Headings of a note as bold lines: the outline of the page is not the note's to change."""
    return re.sub(r"<(/?)h[1-6]>", lambda tag: "</strong></p>" if tag[1] else "<p><strong>", str(html))


def _words(html: str) -> str:
    return str(Markup(_TAG.sub("", html)).unescape())


def day_words(day: dt.date) -> str:
    """`26 November 2026`."""
    return f"{day.day} {day:%B %Y}"
