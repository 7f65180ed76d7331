"""Whether what was published still stands, unharmed: hashes kept when it was written, and looked at before a brief is skipped.

A file whose size and times are those of its writing is believed; any other is hashed again, as git does. `work/<code>/.outputs`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from ssos_analysis.press.records import Product, sha256_of, write_whole

_NAME = ".outputs"
_Stamp = list[int]


def note_outputs(product: Product, code: str, folder: str, briefs: Iterable[str]) -> None:
    """Keep the hash and stamp of every file of a district: its folder of the site, and its executed notebooks."""
    held = {f"site/{path.relative_to(product.site / folder).as_posix()}": path for path in _files(product.site / folder)}
    held |= {f"work/{brief}.ipynb": product.work(code) / f"{brief}.ipynb" for brief in briefs}
    told = {name: [sha256_of(path), *_stamp(path)] for name, path in sorted(held.items()) if path.is_file()}
    write_whole(product.work(code) / _NAME, json.dumps({"folder": folder, "files": told}, indent=0))


def harm(product: Product, code: str, briefs: Iterable[str]) -> dict[str, str]:
    """What is missing or was changed since it was written, by brief; what belongs to no brief counts for all of them."""
    briefs = list(briefs)
    try:
        told = json.loads((product.work(code) / _NAME).read_bytes())
        folder, files = str(told["folder"]), dict(told["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return dict.fromkeys(briefs, "output not known to be whole")
    found: dict[str, str] = {}
    # plain text: a Path for each of a state's files takes longer than asking the system for its stamp
    places = {"site": f"{product.site / folder}/", "work": f"{product.work(code)}/"}
    for name, (digest, *stamp) in files.items():
        kind, rest = name.split("/", 1)
        path = places["site" if kind == "site" else "work"] + rest
        if words := _harm(path, digest, stamp):
            found |= {brief: f"output {words}: {Path(rest).name}" for brief in _whose(rest, briefs)}
    wanted = {brief: (f"site/{brief}.html", f"work/{brief}.ipynb") for brief in briefs}
    lacking = {brief: "output missing" for brief, names in wanted.items() if not set(names) <= set(files)}
    return lacking | found


def _harm(path: str, digest: str, stamp: _Stamp) -> str:
    try:
        if _stamp(path) == stamp or sha256_of(Path(path)) == digest:
            return ""
    except OSError:
        return "missing"
    return "changed by someone else"


def _whose(name: str, briefs: list[str]) -> list[str]:
    """The brief that a file belongs to, by the longest brief its name begins with."""
    stem = name.rsplit("/", 1)[-1]
    mine = [brief for brief in briefs if stem.startswith((f"{brief}.", f"{brief}-"))]
    return [max(mine, key=len)] if mine else briefs


def _stamp(path: str | Path) -> _Stamp:
    held = os.stat(path)  # noqa: PTH116 -- of text; a Path costs more than the answer
    return [held.st_size, held.st_mtime_ns, held.st_ctime_ns]


def _files(folder: Path) -> list[Path]:
    return [Path(root) / name for root, _, names in os.walk(folder) for name in names]


__all__ = ["harm", "note_outputs"]
