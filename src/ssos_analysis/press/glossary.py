"""The words that the briefs use, in plain words, and who is behind the site: params/glossary.yml and params/about.yml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import read_yaml, validated


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Strict):
    """One word: what it means, and where that is from (`ours` where we chose it)."""

    term: str = Field(min_length=2, max_length=60)
    means: str = Field(min_length=20, max_length=600)
    source: str = Field(min_length=4, max_length=300)


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


def about() -> About:
    """Who gives the site out; without the file, nobody said so yet."""
    path = workspace.params("about.yml")
    return validated(About, read_yaml(path), where="params/about.yml") if path.exists() else About()
