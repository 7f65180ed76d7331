"""Hidden figures in words: an alternative text, a chart's labels, a row of a page's table, or a sentence that names the group and
prints what its hidden figure would be.

What the hidden figure would be is worked out from what the state published; where that is not possible, an outsider cannot tell
either whether a number of the text is the hidden one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ssos_analysis.audit.facts import COUNT, EVENTS, GAP, RATE, Fact, Quantity, Question, number_of
from ssos_analysis.audit.finished import Finished, Words
from ssos_analysis.vocabulary.student_groups import GROUPS

_NUMBER = re.compile(r"(?<![\w.,])[-−+]?\d[\d,]*(?:\.\d+)?")
_LEAST_TELLING = 3  # digits of a number in a sentence: 7 may be any seven


def spoken(
    finished: Finished, questions: Mapping[Quantity, Sequence[Question]], known: Mapping[Quantity, Fact]
) -> Iterator[tuple[Question, Words]]:
    """Each hidden figure that some words print.

    Parameters
    ----------
    questions : hidden cells by what they are about.
    known : what follows from the figures that are shown.
    """
    hidden = [(asked[0], _printed(quantity, known[quantity].value)) for quantity, asked in questions.items() if quantity in known]
    shown = _shown_numbers(finished) if hidden else []
    telling = [(question, new) for question, numbers in hidden if (new := {one for one in numbers if not _is_shown(one, shown)})]
    if not telling:
        return
    files = {question.place.file for question, _ in telling}
    for block in finished.blocks():
        mine = [(one, numbers) for one, numbers in telling if _is_of(one, block.table.file, files)]
        for words in block.words:
            yield from _in(words, mine, least_digits=1 if words.kind == "table row" else 2)
    for words in finished.sentences():
        yield from _in(words, telling, least_digits=_LEAST_TELLING)


def _is_of(question: Question, block_file: str, files: set[str]) -> bool:
    """Whether a question was asked by the table of a block: under its own name, or as the file that holds the same."""
    if question.place.file == block_file:
        return True
    called = re.sub(r"^.*\((.*)\)$", r"\1", block_file).removesuffix(".csv")
    return block_file not in files and called.replace("_", "-") in question.place.file.replace("_", "-")


def _in(words: Words, asked: Sequence[tuple[Question, set[str]]], *, least_digits: int) -> Iterator[tuple[Question, Words]]:
    printed: set[str] | None = None
    for question, numbers in asked:
        if not _names(words.text, question.quantity.group):
            continue
        printed = printed if printed is not None else {_plain(number) for number in _NUMBER.findall(words.text)}
        if any(number in printed and sum(map(str.isdigit, number)) >= least_digits for number in numbers):
            yield question, words


def _names(text: str, group: str) -> bool:
    """Whether a text names a group, by its label or as it is called in a sentence."""
    about = GROUPS.get(group.removeprefix("not:"))
    return about is not None and any(name.casefold() in text.casefold() for name in (about.label, about.noun))


def _printed(quantity: Quantity, value: float) -> set[str]:
    """The ways in which a figure would be printed."""
    if quantity.kind in (COUNT, EVENTS):
        return {_fixed(value, 0)}
    if quantity.kind == RATE:
        return {_fixed(value, 1)}
    return {_fixed(value, 1)} if quantity.kind == GAP else set()


def _shown_numbers(finished: Finished) -> list[float]:
    """The size of every figure that is shown in some table, and of what it leaves of 100, in order: words may say these."""
    cells = {
        cell for table in finished.tables for row in table.rows for cell in row.values() if cell and cell[0] in "-0123456789"
    }
    values = [value for cell in cells if (value := number_of(cell)) == value]
    return sorted({abs(one) for value in values for one in (value, 100 - value)})


def _is_shown(number: str, shown: Sequence[float]) -> bool:
    """Whether some figure would be printed as this number."""
    off = 0.5 * 10.0 ** -len(number.partition(".")[2]) + 1e-9
    at = bisect_left(shown, float(number) - off)
    return at < len(shown) and shown[at] <= float(number) + off


def _fixed(value: float, decimals: int) -> str:
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return _plain(str(rounded))


def _plain(number: str) -> str:
    """A number without signs and separators: a text may say 5.2 lower for −5.2."""
    return number.replace(",", "").lstrip("+-−")
