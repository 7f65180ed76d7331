"""The Flesch-Kincaid grade of a text: years of school at which it reads easily.

0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975). A figure counts as one word of one syllable;
syllables are groups of vowels, less a silent e at the end.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.!?](?:\s|$)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|[\d][\d.,%]*")


def syllables(word: str) -> int:
    """Syllables of one word, at least one."""
    if word[0].isdigit():
        return 1
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", word)) + len(re.findall(r"(?<![qg])ua", word))  # grad-u-ate, but e-qual
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)


def reading_grade(text: str) -> float:
    """The grade of a text of at least one sentence."""
    words = _WORD.findall(text)
    sentences = max(1, len(_SENTENCE.findall(text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
