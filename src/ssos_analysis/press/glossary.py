"""The words that the briefs use, in plain words, and who is behind the site: params/glossary.yml and params/about.yml."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import read_yaml, validated


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Strict):
    """One word: what it means, and where that is from (`ours` where we chose it).

    Attributes
    ----------
    also : other spellings of it on pages.
    """

    term: str = Field(min_length=2, max_length=60)
    means: str = Field(min_length=20, max_length=600)
    source: str = Field(min_length=4, max_length=300)
    also: list[str] = []


class Glossary(_Strict):
    """params/glossary.yml."""

    terms: list[Term] = Field(min_length=1)


class About(_Strict):
    """params/about.yml: who gives the site out, and where to write. Blank until the office says so."""

    publisher: str = Field(default="", max_length=200)
    contact: str = Field(default="", max_length=200)
    next_update: str = Field(default="", max_length=200)


def glossary() -> Glossary:
    """The words in alphabetical order.

    Raises
    ------
    ParameterError
        The file is not what it should be, or a word stands twice.
    """
    where = "params/glossary.yml"
    found = validated(Glossary, read_yaml(workspace.params("glossary.yml")), where=where)
    keys = [one.term.casefold() for one in found.terms]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ParameterError(f"{', '.join(twice)} stands twice", where=where, mend="keep one entry a word")
    return Glossary(terms=sorted(found.terms, key=lambda one: one.term.casefold()))


def words_in(text: str) -> list[Term]:
    """The words that a text uses under any of their spellings, those used most first."""
    counted = {one.term: len(_spelt(one).findall(text)) for one in glossary().terms}
    return sorted((one for one in glossary().terms if counted[one.term]), key=lambda one: -counted[one.term])


def _spelt(term: Term) -> re.Pattern[str]:
    """Any spelling of a word: at its start only, so that a plural is found too."""
    spellings = sorted((term.term, *term.also), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, spellings))})", re.IGNORECASE)


def about() -> About:
    """Who gives the site out; without the file, nobody said so yet."""
    path = workspace.params("about.yml")
    return validated(About, read_yaml(path), where="params/about.yml") if path.exists() else About()
