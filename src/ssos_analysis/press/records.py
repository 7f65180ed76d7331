"""What became of each brief: the record of the job beside its executed notebook, and what was asked for.

These live in the product's work/ folder, which is never published. A district's folder there holds `asked.json` (each brief
that was asked for, with its parameters), `<brief>.ipynb` (the last run, whatever its end) and `<brief>.json` (its record).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ssos_analysis.errors import PressError

DONE, FAILED, MISSING, EARLIER = "done", "failed", "missing", "earlier"
# An absolute path: in quotes up to the closing quote (folders may hold spaces), else up to a space or a mark.
_QUOTED_PATH = re.compile(r"""(?P<quote>['"])(?:file:/*|[A-Za-z]:)?[\\/][^'"\n]*(?P=quote)""")
_PATH = re.compile(r"""(?<![\w.\\/'"])(?<!http:)(?<!https:)(?:file:/*|[A-Za-z]:)?(?:[\\/]+[^\s\\/:'"<>|,;)]+)+[\\/]?""")
_LONGEST_MESSAGE = 300
_REAL, _INVENTED = "massachusetts", "example"


@dataclass(frozen=True)
class Failure:
    """Why there is no brief: the cell of the template (counted from 1, None where no cell is to blame), the name of the error,
    and the first line of its message, without folders of this machine."""

    cell: int | None
    error: str
    message: str

    @classmethod
    def told(cls, cell: int | None, error: str, message: object) -> Failure:
        """A failure from a raw message."""
        return cls(cell, error, first_line(message))

    def __str__(self) -> str:
        place = f"cell {self.cell}: " if self.cell else ""
        return f"{place}{self.error}: {self.message}" if self.message else f"{place}{self.error}"


def first_line(message: object) -> str:
    """The first line of a message that holds something (and the next, after a colon), with paths cut to their last part."""
    lines = [line.strip() for line in str(message).splitlines() if line.strip()]
    line = " ".join(lines[:2] if lines[0].endswith(":") else lines[:1]) if lines else ""  # "3 faults:" says nothing yet
    for kind in (_QUOTED_PATH, _PATH):
        line = kind.sub(lambda found: _last_part(found.group()), line)
    return line[:_LONGEST_MESSAGE]


def _last_part(path: str) -> str:
    """A path without its folders; its quotes stay."""
    quote = path[0] if path[0] in "'\"" else ""
    parts = [part for part in re.split(r"[\\/]+", path.strip("'\"")) if part]
    return f"{quote}{parts[-1]}{quote}" if len(parts) > 1 else path


@dataclass(frozen=True)
class JobRecord:
    """The end of one job. `ask` is the build it answers to; `notebook_sha256` the executed notebook it speaks of; `made_from`
    what its page hangs on (`freshness.py`; empty where that is not known)."""

    brief: str
    ask: str
    failure: Failure | None = None
    notebook_sha256: str = ""
    seconds: float = 0.0
    made_from: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> JobRecord:
        raw = json.loads(text)
        raw["failure"] = Failure(**raw["failure"]) if raw["failure"] else None
        return cls(**raw)


@dataclass(frozen=True)
class Ask:
    """One brief that was asked for: by which build, and with which parameters (plain values)."""

    ask: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class DistrictWork:
    """What work/ knows of one district."""

    code: str
    name: str
    asked: dict[str, Ask] = field(default_factory=dict)
    records: dict[str, JobRecord] = field(default_factory=dict)

    def state(self, brief: str) -> str:
        """`done`; `failed`; `missing` (asked for, and no run ended); `earlier` (what stands is from a build before the last,
        which was stopped or could not write)."""
        record, ask = self.records.get(brief), self.asked.get(brief)
        if record is None:
            return MISSING
        if ask is not None and ask.ask != record.ask:
            return MISSING if record.failure else EARLIER
        return FAILED if record.failure else DONE


@dataclass(frozen=True)
class Product:
    """The folders of one product: site/ may be published, work/ may not."""

    root: Path

    @classmethod
    def of(cls, reports: Path, *, invented: bool) -> Product:
        """The product of real districts, or that of the example state: never one folder for both."""
        return cls(reports / (_INVENTED if invented else _REAL))

    @property
    def is_invented(self) -> bool:
        """Whether it is the product of the example state."""
        return self.root.name == _INVENTED

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def index(self) -> Path:
        return self.site / "index.html"

    def work(self, code: str = "") -> Path:
        """The internal folder, or that of one district."""
        return self.root / "work" / code if code else self.root / "work"

    def read(self, code: str) -> DistrictWork | None:
        """What is known of one district; None when nothing was asked for it.

        Raises
        ------
        PressError
            A record is not one of ours.
        """
        folder = self.work(code)
        asked = folder / "asked.json"
        if not asked.is_file():
            return None
        try:
            raw = json.loads(asked.read_text("utf-8"))
            asks = {brief: Ask(**ask) for brief, ask in raw["asked"].items()}
            records = [JobRecord.from_json(path.read_text("utf-8")) for path in sorted(folder.glob("*.json")) if path != asked]
            return DistrictWork(raw["code"], raw["name"], asks, {record.brief: record for record in records})
        except (ValueError, KeyError, TypeError) as error:
            raise PressError(
                f"the records of a district cannot be read ({type(error).__name__})",
                where=f"{self.root.name}/work/{code}",
                mend="delete that folder and build the district again",
            ) from None

    def known(self, code: str) -> DistrictWork:
        """What is known of a district that something was asked for."""
        work = self.read(code)
        if work is None:
            raise PressError("nothing was asked for this district", where=code, mend="build it with `ssos briefs build`")
        return work

    def districts(self) -> list[DistrictWork]:
        """All districts anything was asked for, by code."""
        codes = sorted(path.parent.name for path in self.work().glob("[0-9]*/asked.json"))
        return [work for code in codes if (work := self.read(code)) is not None]

    def ask(self, code: str, name: str, asks: Mapping[str, Ask]) -> None:
        """Note what is asked for one district, beside what was asked before. Call it with the district's lock held."""
        before = self.read(code)
        asked = {**(before.asked if before else {}), **asks}
        raw = {"code": code, "name": name, "asked": {brief: asdict(asked[brief]) for brief in sorted(asked)}}
        write_whole(self.work(code) / "asked.json", json.dumps(raw, indent=1, ensure_ascii=False))

    def lock(self, code: str) -> Path:
        """The lock file of one district."""
        return self.work(code) / ".lock"


def write_whole(path: Path, text: str, *, beside: Path | None = None) -> None:
    """Write a file so that a reader finds the old one or the new one, whole; a full disk leaves the old one.

    `beside` is the folder in which it is written before it is moved, for a `path` whose folder must hold nothing unfinished.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=beside or path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)  # mkstemp's 0600 would keep a web server out
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
