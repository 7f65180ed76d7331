"""The files of params/ as a person asks about them: what each decides, the values in force, what they rest on, and whether that
was confirmed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import read_yaml

FOLDERS = {
    "accountability": "The rules of one year's accountability system; what it does not name is as in the year it follows.",
    "briefs": "One page of a district's set: its notebook or recipe, title, question and place in the order.",
    "districts": "What one district's analyst decided: its own goals, notes and approvals.",
    "examples": "A file of notebook parameters for stock papermill.",
    "sources": "How one publication of the state looks: title, headings, scale, what a blank means.",
    "sources/workbooks": "How one accountability workbook of the state looks: sheets, headings and the year they tell.",
}
_NAMES = ("id", "publication_family", "topic", "term", "brief", "recipe", "year", "measure", "code", "stem", "what", "name")
_CITED = ("source", "confirmed")
_LONGEST = 160
_NONE = "none"


@dataclass(frozen=True)
class ParamsValue:
    """One value in force: its name, what it is, what it rests on, and `yes`, `no`, `in part` or "" (not said) for confirmed.
    `follows` is the file that it stands in, where that is one which this file follows."""

    name: str
    value: str
    source: str = ""
    confirmed: str = ""
    follows: str = ""


@dataclass(frozen=True)
class ParamsFile:
    """One file: its name under params/, what it decides, and its values."""

    name: str
    decides: str
    values: tuple[ParamsValue, ...]

    @property
    def cited_n(self) -> int:
        """Values that say what they rest on."""
        return sum(bool(one.source) for one in self.values)

    @property
    def unconfirmed_n(self) -> int:
        """Values of which the file itself says that they are not, or not wholly, confirmed."""
        return sum(one.confirmed not in ("", "yes") for one in self.values)


def params_files() -> list[ParamsFile]:
    """Every file of params/, by name.

    Raises
    ------
    ParameterError
        A file cannot be read.
    """
    root = workspace.params()
    return [params_file(path) for path in sorted(root.rglob("*.yml"))]


def params_named(name: str) -> ParamsFile:
    """The file of a name: `disclosure`, `accountability/2024`, `params/sources/attendance.yml`.

    Raises
    ------
    ParameterError
        No file is called so (the nearest are suggested), or several are (they are listed).
    """
    paths = {path.relative_to(workspace.params()).with_suffix("").as_posix(): path for path in workspace.params().rglob("*.yml")}
    wanted = name.strip().removeprefix("params/").removesuffix(".yml").strip("/")
    found = [wanted] if wanted in paths else [one for one in paths if one.rsplit("/", 1)[-1] == wanted]
    if len(found) == 1:
        return params_file(paths[found[0]])
    if found := sorted(found) + sorted(one for one in paths if one.startswith(f"{wanted}/")):
        raise ParameterError(
            f"several files are called {wanted!r}, or stand in a folder of that name",
            where="params/",
            mend=f"give one of: {', '.join(found)}",
        )
    near = difflib.get_close_matches(wanted, [*paths, *(one.rsplit("/", 1)[-1] for one in paths)], n=3, cutoff=0.5)
    mend = f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else "see all with `ssos params explain`"
    raise ParameterError(f"no file of params/ is called {wanted[:60]!r}", where="params/", mend=mend)


def params_file(path: Path) -> ParamsFile:
    """One file, with the values of the one it follows (`follows: 2024`) that it does not set itself."""
    name = path.relative_to(workspace.params()).as_posix()
    content = read_yaml(path)
    values = list(_values(content, ""))
    if isinstance(content, Mapping) and content.get("follows"):
        values = [one for one in values if one.value != _NONE]
        before = params_file(path.with_name(f"{content['follows']}{path.suffix}"))
        own = {one.name for one in values}
        values += [replace(one, follows=one.follows or before.name) for one in before.values if one.name not in own]
    return ParamsFile(name, _decides(name, path.read_text("utf-8"), content), tuple(values))


def _decides(name: str, text: str, content: Any) -> str:
    """What the file's own first lines say it decides, else what every file of its folder does and this one is about."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").strip())
    if said := " ".join(lines).strip():
        return said
    folder = next((held for held in sorted(FOLDERS, key=len, reverse=True) if name.startswith(f"{held}/")), "")
    about = content.get("report") or content.get("title") or content.get("plan") or "" if isinstance(content, Mapping) else ""
    return f"{FOLDERS.get(folder, '')} {about}".strip()


def _values(content: Any, above: str) -> Iterator[ParamsValue]:
    """The values of a mapping or list: entries that cite a source whole, all others one by one."""
    if isinstance(content, Mapping):
        if above and any(key in content for key in _CITED):
            rest = {key: value for key, value in content.items() if key not in (*_CITED, *_NAMES)}
            yield ParamsValue(above, _told(rest), str(content.get("source", "")), str(content.get("confirmed", "")))
            return
        if not above and any(key in content for key in _CITED):
            yield ParamsValue("the whole file", "", str(content.get("source", "")), str(content.get("confirmed", "")))
        for key, value in content.items():
            if above or key not in _CITED:
                yield from _values(value, f"{above}.{key}" if above else str(key))
    elif isinstance(content, list) and any(isinstance(one, Mapping) for one in content):
        for number, one in enumerate(content, start=1):
            named = next((str(one[key]) for key in _NAMES if key in one), "") if isinstance(one, Mapping) else ""
            yield from _values(one, f"{above}.{named or number}")
    else:
        yield ParamsValue(above, _told(content))


def _told(value: Any) -> str:
    """A value in a few words; null is not known, and nothing is left unsaid in silence."""
    if value is None:
        return "not known"
    if isinstance(value, Mapping):
        text = ", ".join(f"{key} {_told(one)}" for key, one in value.items())
    elif isinstance(value, list):
        text = ", ".join(_told(one) for one in value) or _NONE
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} ..."
