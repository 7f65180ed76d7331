"""Approving pages that stand, and taking an approval back: what a person looked at is what goes out, or nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ssos_analysis.errors import Faults, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import site
from ssos_analysis.press.approvals import Approval, Approvals, approvals_of, keep_approvals
from ssos_analysis.press.publishing import publish_again
from ssos_analysis.press.recipes import read_recipes
from ssos_analysis.press.records import DONE, EARLIER, DistrictWork, Product
from ssos_analysis.press.released_numbers import heading_key
from ssos_analysis.press.review import PageReview
from ssos_analysis.press.roster import District, Roster


@dataclass(frozen=True)
class StandingPage:
    """One page of a district as it stands in the site: the state of its last run, and what was decided about it."""

    spec: BriefSpec
    state: str
    review: PageReview | None


def districts_built(product: Product) -> Roster:
    """The districts of a product, to be found by code or name."""
    return Roster(
        (District(work.code, work.name) for work in product.districts()),
        held="no district that was built here",
        mend="correct the name, or build its briefs first (ssos briefs build --districts ...)",
    )


def standing_pages(product: Product, work: DistrictWork, specs: Sequence[BriefSpec]) -> list[StandingPage]:
    """Every page that was asked for, and those composed of them, in printing order; `review` is None where no page stands."""
    folder, states = site.standing(product, work, specs)
    told: dict[str, dict[str, Any]] = {}
    if folder:
        told = json.loads((product.site / folder / "run.json").read_text("utf-8"))
    shown, approvals = told.get("review", {}), approvals_of(work.code)
    asked = [spec for spec in specs if spec.brief in states]
    pages = []
    for spec in [*asked, *_composed(told, {*states})]:
        now = shown.get(spec.brief)
        review = PageReview(now["numbers_sha256"], now["notes_sha256"], approvals.of(spec.brief)) if now else None
        pages.append(StandingPage(spec, states.get(spec.brief, DONE), review))
    return sorted(pages, key=lambda page: (page.spec.order, page.spec.brief))


def _composed(told: Mapping[str, Mapping[str, Any]], asked: set[str]) -> list[BriefSpec]:
    """The pages that were made of several notebooks when the district was published: recipes, and schools under their names."""
    recipes = {recipe.recipe: recipe.spec for recipe in read_recipes()}
    order = min((spec.order for name, spec in recipes.items() if name not in told.get("briefs", {})), default=0)
    made = []
    for brief, record in sorted(told.get("briefs", {}).items()):
        if brief not in asked:
            named = BriefSpec(brief=brief, notebook="", title=str(record.get("notebook") or brief), question="", order=order)
            made.append(recipes.get(brief, named))
    return made


def approve(
    product: Product, code: str, briefs: Sequence[str], by: str, on: dt.date, specs: Sequence[BriefSpec]
) -> list[StandingPage]:
    """Approve pages of a district as they stand, and publish them so.

    Parameters
    ----------
    briefs : names or titles of pages; none: every page that stands.
    by, on : who approves, and the day.

    Raises
    ------
    PressError
        A page was asked for that does not stand, is older than the last build, or none stands; or the pages could not be made.
        Then nothing is approved.
    """
    pages = standing_pages(product, product.known(code), specs)
    faults, chosen = Faults(), [page for page in pages if page.review and page.state == DONE]
    if briefs:
        wanted = [page_named(brief, pages) for brief in briefs]
        chosen = [page for page in chosen if page.spec.brief in wanted]
        mend = "build it with `ssos briefs build`, and look at it"
        for brief in wanted:
            if brief not in {page.spec.brief for page in chosen}:
                faults.add(f"{brief}: {_why_not(brief, pages)}", where=code, mend=mend)
    elif not chosen:
        faults.add("no page stands that could be approved", where=code, mend="build the district with `ssos briefs build`")
    faults.raise_if_any(PressError)
    held = approvals_of(code)
    new = [Approval(brief=page.spec.brief, by=by, on=on, numbers=page.review.numbers, notes=page.review.notes_digest)
           for page in chosen if page.review]  # fmt: skip
    names = {one.brief for one in new}
    _decide(product, held, [one for one in held.approvals if one.brief not in names] + new, specs)
    approved = {
        page.spec.brief for page in standing_pages(product, product.known(code), specs) if page.review and page.review.is_approved
    }
    if left := names - approved:
        raise PressError(
            f"the page of {', '.join(sorted(left))} is not the one that its notebook makes now; it stays a draft",
            where=code,
            mend="look at the page again, and approve it then",
        )
    return chosen


def withdraw(product: Product, code: str, briefs: Sequence[str], specs: Sequence[BriefSpec]) -> list[str]:
    """Take approvals back (of these briefs, or all), and publish the pages as drafts; the briefs that had one."""
    held = approvals_of(code)
    wanted = {page_named(brief, standing_pages(product, product.known(code), specs)) for brief in briefs}
    gone = [one.brief for one in held.approvals if not briefs or one.brief in wanted]
    if gone:
        _decide(product, held, [one for one in held.approvals if one.brief not in gone], specs)
    return gone


def approval_lines(product: Product, specs: Sequence[BriefSpec], codes: Iterable[str] = ()) -> Iterator[str]:
    """A line for each district, and one for each of its pages: approved by whom and when, or why not."""
    wanted = set(codes)
    for work in product.districts():
        if wanted and work.code not in wanted:
            continue
        pages = standing_pages(product, work, specs)
        approved = sum(page.review is not None and page.review.is_approved for page in pages)
        yield f"{work.code}  {work.name}: {approved} of {len(pages)} pages approved"
        for page in pages:
            words = page.review.words if page.review else f"no page ({page.state})"
            yield f"    {page.spec.brief}: {words[0].lower()}{words[1:]}"


def _decide(product: Product, held: Approvals, now: Sequence[Approval], specs: Sequence[BriefSpec]) -> None:
    """Keep approvals and publish by them; where that fails, those that were held are held again."""
    keep_approvals(Approvals(district=held.district, approvals=list(now)))
    try:
        publish_again(product, held.district, specs)
    except BaseException:
        keep_approvals(held)
        raise


def page_named(text: str, pages: Sequence[StandingPage]) -> str:
    """The page that a text names, by its name or its title; the text itself where none answers."""
    key = heading_key(text)
    return next((page.spec.brief for page in pages if key in (page.spec.brief, heading_key(page.spec.title))), text)


def _why_not(brief: str, pages: Sequence[StandingPage]) -> str:
    page = next((page for page in pages if page.spec.brief == brief), None)
    if page is None:
        return "was not asked for"
    if page.state == EARLIER:
        return "its page is of an earlier build; the last one did not finish"
    return "has no page to approve; its last run failed, or it was not built"
