"""Publications that are known and not read, and copies that must not be: params/sources/later.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ssos_analysis import workspace
from ssos_analysis.parameters import read_yaml, validated
from ssos_analysis.sources.layouts import LATER, Part, header_key


class KnownFile(Part):
    """A publication that is known but not read: `later` versions will read it, or it is `refused` for the reason given."""

    what: str
    verdict: Literal["later", "refused"] = "later"
    why: str = ""
    title: str = ""
    headers: list[str] = Field(default_factory=list)
    formats: list[Literal["sheet", "text", "records"]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _recognisable(self) -> KnownFile:
        if not (self.title or self.headers):
            raise ValueError("give a `title` pattern or `headers`")
        if self.verdict == "refused" and not self.why:
            raise ValueError("a refusal needs a `why`")
        return self

    def fits(self, kind: str, title: str, headers: set[str]) -> bool:
        """Whether a file is this one: its title matches, and every heading named is in one of its rows."""
        if self.formats and kind not in self.formats:
            return False
        if self.title and not re.search(self.title, title, re.IGNORECASE):
            return False
        return all(header_key(name) in headers for name in self.headers)


class KnownFiles(Part):
    """params/sources/later.yml."""

    files: list[KnownFile]


@lru_cache(maxsize=4)
def _known_files(folder: str) -> tuple[KnownFile, ...]:
    return tuple(validated(KnownFiles, read_yaml(Path(folder, LATER)), where=f"params/sources/{LATER}").files)


def known_files() -> tuple[KnownFile, ...]:
    """The publications that are known but not read (params/sources/later.yml)."""
    return _known_files(str(workspace.params("sources")))
