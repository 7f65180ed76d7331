"""What a page is made from beside the data: notebook, parameters, code, template, lock. Digests, so that two builds compare."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import ssos_analysis
from ssos_analysis import workspace
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.plan import Job

Of = TypeVar("Of")
_PUT_ON_PAGES = ("approvals.yml", "notes.md", "notes_seen.json")
_TAGS = ("parameters", "raises-exception", "skip-execution")  # those that change what a cell does


@dataclass(frozen=True)
class Inputs:
    """What one job is made from. The package's code is one thing: a change anywhere in it makes every page out of date."""

    notebook: str
    parameters: dict[str, Any]
    params_of_brief: str
    params_of_district: str
    code: str
    template: str
    lock: str

    def changes(self, before: Inputs) -> list[str]:
        """In words, what is not as it was."""
        told = [words for name, words in _WORDS.items() if getattr(self, name) != getattr(before, name)]
        names = sorted({*self.parameters, *before.parameters})
        if other := [name for name in names if self.parameters.get(name) != before.parameters.get(name)]:
            told.insert(0, f"parameters changed: {', '.join(other)}")
        return told


_WORDS = {
    "notebook": "notebook changed",
    "params_of_brief": "params/briefs/ changed its title, question or place",
    "params_of_district": "params/districts/ of the district changed",
    "code": "package code changed",
    "template": "page template changed",
    "lock": "lock changed, or another Python",
}


class InputsNow:
    """Digests of the clone as it is when each is first asked for."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, object], str] = {}

    def of(self, job: Job) -> Inputs:
        """What a job would be made from now."""
        template = job.template
        return Inputs(
            notebook=self._once("notebook", template.path, notebook_digest),
            parameters=dict(job.parameters),
            params_of_brief=self._once("brief", template.spec, _of_spec),
            params_of_district=self._once("district", job.district.code, lambda code: _of_district(self._districts / code)),
            code=self._code,
            template=self._template,
            lock=self._lock,
        )

    def _once(self, kind: str, of: Of, digest: Callable[[Of], str]) -> str:
        if (kind, of) not in self._held:
            self._held[kind, of] = digest(of)
        return self._held[kind, of]

    @cached_property
    def _districts(self) -> Path:
        return workspace.home() / "params" / "districts"

    @cached_property
    def _code(self) -> str:
        package = Path(ssos_analysis.__file__).parent
        return digest_of_files(package.rglob("*.py"), package)

    @cached_property
    def _template(self) -> str:
        return _of_folder(workspace.home() / "reports" / "templates")

    @cached_property
    def _lock(self) -> str:
        lock = workspace.home() / "requirements.lock"
        return digest_of_files([lock] if lock.is_file() else [], lock.parent) + f" python {platform.python_version()}"


def notebook_digest(path: Path) -> str:
    """A digest of the sources of a notebook's cells and the tags that matter: outputs, ids and counts change no page."""
    held = json.loads(path.read_text("utf-8"))
    cells = [
        (cell["cell_type"], "".join(cell["source"]), [tag for tag in _TAGS if tag in cell.get("metadata", {}).get("tags", [])])
        for cell in held["cells"]
        if cell["cell_type"] != "raw"
    ]
    return _short(json.dumps(cells).encode())


def digest_of_files(files: Iterable[Path], root: Path) -> str:
    """A digest of files' names below `root` and bytes."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _of_spec(spec: BriefSpec) -> str:
    return _short(json.dumps(spec.model_dump(), sort_keys=True).encode())


def _of_district(folder: Path) -> str:
    """What people chose for a district, but for what the press itself puts on its pages (`decisions.py`)."""
    chosen = [path for path in folder.glob("*") if path.is_file() and path.name not in _PUT_ON_PAGES]
    return digest_of_files(chosen, folder) if chosen else ""


def _of_folder(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return digest_of_files(files, folder) if files else ""


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
