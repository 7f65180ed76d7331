"""One district's end of a batch: from what its runs left to the folder readers see, all or nothing.

All that needs space on the disk is written aside first; then come renames only. Records go last: until they are in place the
district counts as not finished, and `retry` takes it up.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ssos_analysis.errors import PressError, SsosError
from ssos_analysis.locks import locked
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import site
from ssos_analysis.press.composed import composed, with_recipes
from ssos_analysis.press.decisions import note_decisions
from ssos_analysis.press.engine import Outcome
from ssos_analysis.press.failure_page import write_failure_page
from ssos_analysis.press.finished import FinishedBrief, finished
from ssos_analysis.press.freshness import Freshness
from ssos_analysis.press.leaks import refuse_leaks
from ssos_analysis.press.outputs import note_outputs
from ssos_analysis.press.plan import Job
from ssos_analysis.press.recipes import recipes_of
from ssos_analysis.press.records import DONE, EARLIER, Ask, DistrictWork, Failure, JobRecord, Product, sha256_of, write_whole
from ssos_analysis.press.rendering import Page
from ssos_analysis.press.review import Review
from ssos_analysis.press.worker import FINISHED, Run


def publish(
    jobs: Sequence[Job],
    ended: Mapping[str, Outcome],
    product: Product,
    specs: Sequence[BriefSpec],
    ask: str,
    *,
    invented: bool,
    freshness: Freshness | None = None,
) -> dict[str, Failure]:
    """Make a district's folder from its newest finished notebooks, and swap it in.

    Parameters
    ----------
    jobs : of this batch, all of one district.
    ended : brief -> how its run ended, one for each job.
    specs : every brief there is, in printing order; those built before stand beside the new ones.
    ask : the batch.
    freshness : finds out what the new pages were made from, so that they are kept as long as that stands.

    Returns
    -------
    dict of brief -> Failure
        The briefs of this batch that have no page now, and the pages of recipes that could not be made.

    Raises
    ------
    OSError, SsosError
        It could not be written, or a hidden figure could be had back from it. What the district had before stands.
    """
    district = jobs[0].district
    with locked(product.lock(district.code), kind=PressError, doing="a build"):
        site.put_back(product, district.code)
        # asked again, since another build may have asked meanwhile: what stands in the end answers to who published last
        product.ask(district.code, district.name, {job.template.brief: Ask(ask, job.parameters) for job in jobs})
        work = product.known(district.code)
        by_brief = {job.template.brief: job for job in jobs}
        records = {brief: _record(by_brief[brief], ask, outcome, freshness) for brief, outcome in ended.items()}
        now = DistrictWork(work.code, work.name, work.asked, {**work.records, **records})
        review = Review.of(district.code, [*specs, *(recipe.spec for recipe in recipes_of(now.asked))])
        executed = _kept(now, product) | {brief: ended[brief].run.executed for brief in records if not records[brief].failure}
        finished, refused = _finished(now, executed, specs, invented)
        pages = composed(now, {brief: executed[brief] for brief in finished}, specs, invented=invented)
        with tempfile.TemporaryDirectory(dir=product.work(district.code), prefix=".stage-") as aside:
            staged = Path(aside)
            made = {**finished, **pages.pages}
            refused |= site.stage(staged / "site", pages.work, pages.specs, made, review, invented=invented)
            for brief in set(refused) & set(now.records):
                records[brief] = replace(now.records[brief], failure=refused[brief])
            refuse_leaks(staged / "site", product, district.code)
            for brief, record in records.items():
                write_whole(staged / f"{brief}.json", record.to_json())
            site.swap_in(product, district.code, district.name, staged / "site")
            review.seen.keep()
            for brief, record in records.items():
                if brief in ended:
                    _keep(ended[brief].run, product.work(district.code) / brief, failed=record.failure is not None)
                (staged / f"{brief}.json").replace(product.work(district.code) / f"{brief}.json")
                if brief in by_brief:
                    write_failure_page(product, by_brief[brief], record.failure)
        _note(product, district.code, now)
    failures = {brief: record.failure for brief, record in records.items() if record.failure is not None and brief in ended}
    return failures | pages.failures | {name: failure for name, failure in refused.items() if name in pages.pages}


def publish_again(product: Product, code: str, specs: Sequence[BriefSpec]) -> Review:
    """Make a district's folder again from the notebooks it was made from, after people decided something about its pages.

    Returns
    -------
    Review
        What stands decided about each page.

    Raises
    ------
    PressError
        A page could not be made. What the district had before stands.
    """
    with locked(product.lock(code), kind=PressError, doing="a build"):
        site.put_back(product, code)
        work = product.known(code)
        review = Review.of(code, [*specs, *(recipe.spec for recipe in recipes_of(work.asked))])
        with tempfile.TemporaryDirectory(dir=product.work(code), prefix=".stage-") as aside:
            staged = Path(aside) / "site"
            executed = _kept(work, product)
            folder, states = site.standing(product, work, specs)
            if gone := [
                brief for brief, state in states.items() if folder and state in (DONE, EARLIER) and brief not in executed
            ]:
                raise PressError(
                    f"the notebook that a page was made from is gone: {', '.join(gone)}",
                    where=work.name,
                    mend="build the district again",
                )
            finished, refused = _finished(work, executed, specs, product.is_invented)
            pages = composed(work, {brief: executed[brief] for brief in finished}, specs, invented=product.is_invented)
            made = {**finished, **pages.pages}
            refused |= pages.failures
            refused |= site.stage(staged, pages.work, pages.specs, made, review, invented=product.is_invented)
            if refused:
                told = "; ".join(f"{brief}: {failure}" for brief, failure in refused.items())
                raise PressError(f"a page cannot be made: {told}", where=work.name, mend="build the district again")
            refuse_leaks(staged, product, code)
            site.swap_in(product, code, work.name, staged)
            review.seen.keep()
        _note(product, code, work)
    return review


def _note(product: Product, code: str, work: DistrictWork) -> None:
    """Keep what was published, and the decisions it was published by, to see when either is no longer so."""
    note_outputs(product, code, site.folder_name(code, work.name), work.records)
    note_decisions(product, code)


def _record(job: Job, ask: str, outcome: Outcome, freshness: Freshness | None) -> JobRecord:
    seconds = round(outcome.seconds, 2)
    if outcome.failure:
        return JobRecord(job.template.brief, ask, outcome.failure, "", seconds)
    made_from = freshness.made_from(job, outcome.run.executed) if freshness else {}
    return JobRecord(job.template.brief, ask, None, sha256_of(outcome.run.executed), seconds, made_from)


def _kept(work: DistrictWork, product: Product) -> dict[str, Path]:
    """Finished notebooks of this build or one before it that are still what their records speak of."""
    paths = {brief: product.work(work.code) / f"{brief}.ipynb" for brief in work.records}
    return {
        brief: paths[brief]
        for brief, record in work.records.items()
        if record.failure is None and paths[brief].is_file() and sha256_of(paths[brief]) == record.notebook_sha256
    }


def _finished(
    work: DistrictWork, executed: Mapping[str, Path], specs: Sequence[BriefSpec], invented: bool
) -> tuple[dict[str, FinishedBrief], dict[str, Failure]]:
    """The pages of executed notebooks, and why some have none. Those that were made when they ran are only read."""
    made: dict[str, FinishedBrief] = {}
    refused: dict[str, Failure] = {}
    asked = [spec for spec in specs if spec.brief in work.asked]
    for brief in (spec.brief for spec in asked if spec.brief in executed):
        page = expected_page(work, brief, asked, set(executed), invented=invented)
        try:
            made[brief] = finished(executed[brief], page, executed[brief].with_suffix(FINISHED))
        except SsosError as error:
            refused[brief] = Failure.told(None, "PageRefused", error.what)
        except OSError:
            raise  # the disk, which is the district's trouble and not the page's
        except Exception as error:  # noqa: BLE001 -- one page that cannot be made must not take its district along
            refused[brief] = Failure.told(None, type(error).__name__, error)
    return made, refused


def expected_page(work: DistrictWork, brief: str, specs: Sequence[BriefSpec], made: set[str], *, invented: bool) -> Page:
    """What the page of a brief says of its district if the briefs `made`, and the pages of recipes they allow, have a page."""
    own, every = with_recipes(work, specs, made)
    return site.page_of(own, brief, every, made | {spec.brief for spec in every if not spec.notebook}, set(), invented=invented)


def _keep(run: Run, stem: Path, *, failed: bool) -> None:
    """Move what a run left to work/: its notebook, its page, and its log when it failed. Of a failed run no earlier one stays."""
    for source, target, wanted in (
        (run.executed, stem.with_suffix(".ipynb"), True),
        (run.finished, stem.with_suffix(FINISHED), not failed),
        (run.log, stem.with_suffix(".log"), failed),
    ):
        if wanted and source.is_file():
            source.replace(target)
        else:
            target.unlink(missing_ok=True)
