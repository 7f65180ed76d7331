"""Whom to build for: districts found by code or by name as people type it, or from a file with one district a row."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ssos_analysis.errors import Fault, Faults, ParameterError
from ssos_analysis.vocabulary.organizations import is_code, level_of

ALL = "all"
OF_THE_STORE = "no district of the store"
_CORRECT = "correct the name, give the district's code, or import the files that hold it"
# Words that people add to, or leave off, the end of a district's name. "Regional" and "Charter" are not among them:
# Martha's Vineyard and Martha's Vineyard Charter are two districts.
_ENDINGS = frozenset({"public", "school", "schools", "district"})
_CODE_HEADINGS = ("district_code", "org_code", "code")
_NAME_HEADINGS = ("district_name", "org_name", "district", "name")
_MOST_SUGGESTIONS = 5
_EXAMPLE_OF_A_ROSTER = "give a CSV with a heading `code` or `name`, such as:\n    code,name\n    00350000,Boston"


@dataclass(frozen=True)
class District:
    """One district of the store.

    Attributes
    ----------
    code : eight characters.
    name : the newest name the state printed, as it printed it.
    students_n : students in its newest enrollment; None where the store holds none.
    enrolled_year : spring year of that enrollment.
    """

    code: str
    name: str
    students_n: float | None = None
    enrolled_year: int | None = None


def name_key(text: str) -> str:
    """A name as it is compared: no accents, case, punctuation, `(District)`, nor a final "Public Schools"."""
    folded = unicodedata.normalize("NFKD", re.sub(r"\(\s*district\s*\)", " ", text, flags=re.IGNORECASE))
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark)).casefold()
    plain = re.sub(r"['’`]", "", plain).replace("&", " and ")
    words = re.sub(r"[\W_]+", " ", plain).split()
    while len(words) > 1 and words[-1] in _ENDINGS:
        words.pop()
    return " ".join(words)


class Roster:
    """The districts that can be asked for."""

    def __init__(self, districts: Iterable[District], *, held: str = OF_THE_STORE, mend: str = _CORRECT) -> None:
        """`held` says what one that is not found is none of, `mend` what to do then."""
        self._held, self._mend = held, mend
        self.districts = sorted(districts, key=lambda district: district.code)
        self._by_code = {district.code: district for district in self.districts}
        self._by_name: dict[str, list[District]] = {}
        for district in self.districts:
            self._by_name.setdefault(name_key(district.name), []).append(district)

    def enrolled(self) -> list[District]:
        """What `all` means: districts with students in the newest enrollment held.

        Raises
        ------
        ParameterError
            The store holds no enrollment, so `all` has no meaning.
        """
        years = [district.enrolled_year for district in self.districts if district.enrolled_year and district.students_n]
        if not years:
            raise ParameterError(
                "`all` means the districts with students in the newest enrollment, and the store holds no enrollment",
                where="--districts all",
                mend="import an enrollment report (ssos data import ...), or name the districts",
            )
        newest = max(years)
        return [district for district in self.districts if district.enrolled_year == newest and district.students_n]

    def holds(self, text: str) -> bool:
        """Whether exactly one district answers to the text."""
        return len(self._answering(text)) == 1

    def choose(self, texts: Iterable[str], *, where: str = "--districts") -> list[District]:
        """The districts asked for, in the order of their codes, each once. Every text that cannot be used is told at once.

        Raises
        ------
        ParameterError
            A text names no district (the nearest are suggested) or several (they are listed); `all` stands among names.
        """
        asked = [part for text in texts for part in self.parts(text)]
        if [text.casefold() for text in asked] == [ALL]:
            return self.enrolled()
        if ALL in (text.casefold() for text in asked):
            raise ParameterError("`all` stands beside names", where=where, mend="give either `all` or names")
        faults, chosen = Faults(), {}
        for text in asked:
            answering = self._answering(text)
            if len(answering) == 1:
                chosen[answering[0].code] = answering[0]
            else:
                faults.found.append(self._told(text, answering, where))
        faults.raise_if_any(ParameterError)
        if not chosen:
            raise ParameterError("no district was named", where=where, mend="give names, codes, or `all`")
        return [chosen[code] for code in sorted(chosen)]

    def parts(self, text: str) -> list[str]:
        """The texts of a list in one word (`Boston,0281`), where each names a district; else the text itself."""
        parts = [part.strip() for part in text.split(",")]
        return parts if len(parts) > 1 and all(map(self.holds, parts)) else [text.strip()]

    def _answering(self, text: str) -> list[District]:
        """Districts with this code (eight characters, or the first four), else with this name."""
        code = text.strip()
        if re.fullmatch(r"\d{4}", code, flags=re.ASCII):
            code += "0000"
        if code in self._by_code:
            return [self._by_code[code]]
        return self._by_name.get(name_key(text), [])

    def _told(self, text: str, answering: list[District], where: str) -> Fault:
        """What is wrong with a text, and what could be meant."""
        shown = repr(text[:60])
        if answering:
            return Fault(f"{shown} names {len(answering)} districts: {_listed(answering)}", where, "give the code of one of them")
        if is_code(text) and level_of(text) == "school" and (district := self._by_code.get(text[:4] + "0000")):
            return Fault(f"{shown} is the code of a school; its district is {_listed([district])}", where, "give the district")
        near = self._near(text)
        what = f"{shown} is {self._held}" + (f"; did you mean {_listed(near)}?" if near else "")
        return Fault(what, where, self._mend)

    def _near(self, text: str) -> list[District]:
        """Districts that may be meant: a number that lost its zeros, a name that holds all the words, a near spelling."""
        if re.fullmatch(r"\d{1,8}", text, flags=re.ASCII):
            padded = {text.zfill(4) + "0000", text.zfill(8)}
            return [self._by_code[code] for code in sorted(padded) if code in self._by_code]
        key = name_key(text)
        words = set(key.split())
        holding = [name for name in self._by_name if words and words <= set(name.split())]
        alike = difflib.get_close_matches(key, self._by_name, n=_MOST_SUGGESTIONS, cutoff=0.6)
        names = list(dict.fromkeys([*sorted(holding), *alike]))[:_MOST_SUGGESTIONS]
        return [district for name in names for district in self._by_name[name]]


def _listed(districts: list[District]) -> str:
    return ", ".join(f"{district.name} ({district.code})" for district in districts)


def read_roster_file(path: Path) -> list[str]:
    """The codes, else the names, of a CSV with one district a row; extra columns are left alone.

    Raises
    ------
    ParameterError
        No such file, larger than 1 MB, not text, no heading we know, or no row.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= 1_000_000 else b"\0"
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fault = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be read as UTF-8 text"
        raise ParameterError(f"the roster {fault}", where=path.name, mend=_EXAMPLE_OF_A_ROSTER) from None
    if "\0" in text:
        raise ParameterError("the roster is no CSV, or larger than 1 MB", where=path.name, mend=_EXAMPLE_OF_A_ROSTER)
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)  # Excel writes semicolons where the comma is a decimal mark
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise ParameterError("the roster is no CSV", where=path.name, mend=_EXAMPLE_OF_A_ROSTER) from None
    headings = [heading.strip().casefold().replace(" ", "_") for heading in rows[0]] if rows else []
    for known in (*_CODE_HEADINGS, *_NAME_HEADINGS):
        if known in headings:
            column = headings.index(known)
            found = [row[column].strip() for row in rows[1:] if len(row) > column and row[column].strip()]
            if found:
                return found
    raise ParameterError("the roster has no row under a heading we know", where=path.name, mend=_EXAMPLE_OF_A_ROSTER)
