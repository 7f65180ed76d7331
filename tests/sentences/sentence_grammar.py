"""What a text claims: each sentence is recognised by a grammar of its own and handed to the check that knows its table.

A grammar is written from what a sentence means to a reader, never made from the pattern that wrote it. What no grammar knows and
what speaks of a number, a direction, a comparison or of how sure we are is a fault: nobody has read it against its table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.sentences.finished_page import Page, Text
from tests.sentences.reading import Faults

Check = Callable[[Page, Text, re.Match[str]], Faults]


@dataclass(frozen=True)
class Claim:
    """A kind of sentence: where it stands, how it reads, and what must be true of it."""

    name: str
    roles: frozenset[str]
    pattern: re.Pattern[str]
    check: Check


CLAIMS: list[Claim] = []

# A sentence with none of these says nothing that a table could contradict.
SPEAKS = re.compile(
    r"\d|%|\b(?:percent|points?|twice|double|half|quarter|two|three|four|five|six|seven|eight|nine|ten|"
    r"above|below|under|over|higher|lower|more|fewer|less|most|least|largest|smallest|widest|lowest|highest|better|worse|"
    r"r[io]se[ns]?|f[ae]ll(?:en|s)?|chang\w+|moved?|improv\w+|declin\w+|gr[eo]w\w*|widen\w*|narrow\w*|increas\w*|decreas\w*|"
    r"drop(?:ped|s)?|gain(?:ed|s)?|lost|short of|ahead|behind|near|close|alike|equal|differ\w*|same|clear|clearly|cannot|"
    r"none|nothing|neither|nobody|no (?:figure|gap|change|group|school|indicator|conclusion|point|target|peer|person|growth)|"
    r"others?|state's|the state (?:is|was|classified)|peers?|met|reached|on path)\b",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.?!])\s+(?=[“\"(]?[A-Z0-9])|$")


def claim(roles: str, pattern: str) -> Callable[[Check], Check]:
    """Make a check the one of all sentences that read so. `roles`: the kinds of text it stands in, one space between."""

    def register(check: Check) -> Check:
        CLAIMS.append(Claim(check.__name__, frozenset(roles.split()), re.compile(rf"(?:{pattern})(?=\s|$)"), check))
        return check

    return register


@dataclass(frozen=True)
class Read:
    """One sentence of a page: the kind it was taken for (empty: of none), and what is false in it."""

    kind: str
    sentence: str
    faults: tuple[str, ...]


def read_text(page: Page, text: Text, fixed: Callable[[Page, Text, str], bool]) -> list[Read]:
    """Every sentence of a text that says something, read against the page. `fixed`: whether a sentence is a reviewed one."""
    read = []
    at = 0
    while at < len(text.text):
        rest = text.text[at:]
        matches = [(kind, found) for kind in CLAIMS if text.role in kind.roles and (found := kind.pattern.match(rest))]
        if matches:  # the grammar that knows most of it
            kind, found = max(matches, key=lambda match: match[1].end())
            read.append(Read(kind.name, found[0], tuple(_checked(kind.check, page, text, found))))
            at += found.end()
        else:
            end = _END.search(rest)
            sentence = rest[: end.start() if end else len(rest)]
            at += len(sentence)
            if fixed(page, text, sentence):
                read.append(Read("fixed", sentence, ()))
            elif SPEAKS.search(sentence):
                read.append(Read("", sentence, ("no grammar knows this sentence, so nothing was compared with its table",)))
        at += len(text.text[at:]) - len(text.text[at:].lstrip())
    return read


def _checked(check: Check, page: Page, text: Text, found: re.Match[str]) -> Faults:
    """The faults of a sentence; one whose table lacks what it speaks of is false, too."""
    try:
        yield from check(page, text, found)
    except (KeyError, AssertionError, StopIteration, ValueError, AttributeError, IndexError) as error:
        yield f"the page has nothing to compare it with ({type(error).__name__}: {error})"
