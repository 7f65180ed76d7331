"""Releases: what the pages' numbers came to when the site was last given out, and which pages differ from that now.

`ssos briefs release` keeps one small file for each, beside site/ and work/: it holds a digest of the released numbers of each
page, and no number. A page whose words or look changed is not called changed; one whose numbers did is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ssos_analysis.errors import PressError
from ssos_analysis.press.records import Product, write_whole

CHANGED, NEW, SAME, GONE, NOT_COMPARED = "changed", "new", "same", "gone", "not compared"
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True)
class Release:
    """One release: its place in the order of releases, its name, and district -> brief -> digest of released numbers."""

    number: int
    label: str
    pages: dict[str, dict[str, str]]


def numbers_digests(folder: Path) -> dict[str, str]:
    """Brief -> digest of the released numbers of its page, as the run record of a district's folder has it."""
    try:
        record = json.loads((folder / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {brief: str(about["numbers_sha256"]) for brief, about in sorted(record.get("review", {}).items())}


def releases(product: Product) -> list[Release]:
    """All releases of a product, oldest first.

    Raises
    ------
    PressError
        A record of a release is not one of ours.
    """
    found = []
    for path in sorted(_folder(product).glob("*.json")):
        try:
            found.append(Release(**json.loads(path.read_text("utf-8"))))
        except (ValueError, TypeError) as error:
            raise PressError(
                f"the record of a release cannot be read ({type(error).__name__})",
                where=f"{product.root.name}/releases/{path.name}",
                mend="take the file away; the pages are then compared with the release before it",
            ) from None
    return sorted(found, key=lambda release: release.number)


def last_release(product: Product) -> Release | None:
    """The release that pages are compared with; None before the first."""
    return next(reversed(releases(product)), None)


def keep_release(product: Product, label: str) -> Release:
    """Note what the numbers of the site's pages come to now, under a name.

    Raises
    ------
    PressError
        The name cannot be a file's, was given before, or there is no site.
    """
    if not _LABEL.fullmatch(label):
        raise PressError(
            f"{label[:60]!r} cannot name a release",
            where="ssos briefs release",
            mend="use up to 40 letters, digits, points, hyphens and underscores, such as 2026-12 or board-meeting-3",
        )
    if not product.index.is_file():
        raise PressError("no briefs were built yet", where=f"{product.root.name}/site", mend="run `ssos briefs build` first")
    earlier = releases(product)
    if label.casefold() in {release.label.casefold() for release in earlier}:
        mend = f"give another name; the last one is {earlier[-1].label}"
        raise PressError(f"there is a release {label!r} already", where="ssos briefs release", mend=mend)
    folders = sorted(path for path in product.site.glob("[0-9]*-*") if path.is_dir())
    pages = {folder.name[:8]: digests for folder in folders if (digests := numbers_digests(folder))}
    release = Release(earlier[-1].number + 1 if earlier else 1, label, pages)
    write_whole(_folder(product) / f"{label}.json", json.dumps(asdict(release), indent=1, sort_keys=True) + "\n")
    return release


def changes_since(release: Release | None, code: str, now: Mapping[str, str]) -> dict[str, str]:
    """Brief -> CHANGED, NEW or SAME since a release, and GONE for a page it had; NOT_COMPARED where there is no release."""
    if release is None:
        return dict.fromkeys(now, NOT_COMPARED)
    then = release.pages.get(code, {})
    told = {brief: NEW if brief not in then else SAME if then[brief] == digest else CHANGED for brief, digest in now.items()}
    return told | dict.fromkeys(sorted(set(then) - set(now)), GONE)


def _folder(product: Product) -> Path:
    return product.root / "releases"
