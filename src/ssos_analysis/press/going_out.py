"""Whether a district's pages may go out: each as it was built, approved or marked as a draft, with nothing given back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ssos_analysis.audit import audit_folder
from ssos_analysis.errors import DisclosureError, Faults, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import site
from ssos_analysis.press.approving import StandingPage, page_named, standing_pages
from ssos_analysis.press.records import DONE, DistrictWork, Product, sha256_of


@dataclass(frozen=True)
class GoingOut:
    """A district's folder in the site, and those of its pages that were asked for, in printing order."""

    place: Path
    work: DistrictWork
    pages: tuple[StandingPage, ...]

    @property
    def drafts(self) -> tuple[str, ...]:
        """The pages that nobody approved."""
        return tuple(page.spec.brief for page in self.pages if not (page.review and page.review.is_approved))


def going_out(
    product: Product, code: str, specs: Sequence[BriefSpec], *, drafts: bool = False, briefs: Sequence[str] = ()
) -> GoingOut:
    """Pages of a district, once each is fit to go out.

    Parameters
    ----------
    drafts : whether pages that nobody approved may go out. They stay marked.
    briefs : names or titles of pages; none: every page that was asked for.

    Raises
    ------
    PressError
        A page is not there, failed, is of an earlier build or a draft, or a file is not as it was built: all of them at once.
    DisclosureError
        A hidden figure could be had back from the files.
    """
    work = product.known(code)
    folder, _ = site.standing(product, work, specs)
    pages = standing_pages(product, work, specs)
    again = f"build it again: ssos briefs build --districts {code}"
    faults = Faults()
    if not folder:
        faults.add("the district has no page", where=code, mend=again)
    faults.raise_if_any(PressError)
    if briefs:
        wanted = [page_named(brief, pages) for brief in briefs]
        for brief in sorted(set(wanted) - {page.spec.brief for page in pages}):
            there = ", ".join(page.spec.brief for page in pages)
            faults.add(f"{brief[:60]!r} is no page of the district", where=code, mend=f"its pages: {there}")
        pages = [page for page in pages if page.spec.brief in wanted]
    not_approved: dict[str, list[str]] = {}
    for page in pages:
        if page.state != DONE or page.review is None:
            faults.add(f"{page.spec.brief}: {page.state}, so it does not go out", where=code, mend=again)
        elif not page.review.is_approved and not drafts:
            not_approved.setdefault(page.review.words, []).append(page.spec.brief)
    for words, named in not_approved.items():
        mend = "approve (ssos briefs approve), let drafts go out with --drafts, or name fewer pages with --notebooks"
        faults.add(f"{', '.join(named)}: {words[0].lower()}{words[1:]}", where=code, mend=mend)
    for name in _harmed(product.site / folder):
        faults.add(f"{name} is not as it was built", where=folder, mend=again)
    faults.raise_if_any(PressError)
    place = product.site / folder
    if leaks := audit_folder(place):
        raise DisclosureError(
            f"{len(leaks)} hidden figures could be had back; the first: {leaks[0]}",
            where=folder,
            mend="see all with `ssos check`; build the district again once they are hidden",
        )
    return GoingOut(place, work, tuple(pages))


def _harmed(place: Path) -> Iterator[str]:
    """Files that are missing, were changed, or that no build wrote."""
    told: dict[str, str] = json.loads((place / "run.json").read_text("utf-8"))["files"]
    for name, digest in told.items():
        if not (place / name).is_file() or sha256_of(place / name) != digest:
            yield name
    held = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    yield from sorted(held - set(told) - {"run.json"})
