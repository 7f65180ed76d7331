"""A batch: run the jobs, publish each district when its last job has ended, then the index. One failure stops no other."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ssos_analysis.errors import PressError, SsosError
from ssos_analysis.locks import locked
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import site
from ssos_analysis.press.engine import Outcome, Stop
from ssos_analysis.press.engines import chosen_engine, pool_of
from ssos_analysis.press.freshness import Freshness
from ssos_analysis.press.plan import Job
from ssos_analysis.press.publishing import expected_page, publish
from ssos_analysis.press.records import Ask, Failure, Product
from ssos_analysis.press.rendering import Page
from ssos_analysis.press.result import Result as Result
from ssos_analysis.press.result import Watcher as Watcher
from ssos_analysis.press.worker import Run

MOST_MEMORY_MB = 2000
_LEAST_FREE_BYTES, _BYTES_A_JOB = 50_000_000, 2_000_000
_OF_THE_FOLDER = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST)


@dataclass(frozen=True)
class Settings:
    """How to run. `environment` is that of workers and kernels; times are in seconds; `warm_ups` are `module:function`;
    `scheduler` is the address of a dask scheduler, whose workers take the runs (and see our folders, where `is_shared`)."""

    environment: dict[str, str] = field(default_factory=dict)
    workers: int = 1
    cell_seconds: int = 300
    job_seconds: int = 900
    job_memory_mb: int = MOST_MEMORY_MB
    engine: str = field(default_factory=chosen_engine)
    warm_ups: tuple[str, ...] = ()
    scheduler: str | None = None
    is_shared: bool = False


def build(
    jobs: Sequence[Job],
    product: Product,
    specs: Sequence[BriefSpec],
    settings: Settings,
    watcher: Watcher,
    *,
    invented: bool,
    freshness: Freshness | None = None,
) -> Result:
    """Run the jobs and publish what came of them.

    Parameters
    ----------
    jobs : of one product: all invented, or none.
    specs : every brief there is, in printing order; a district's earlier briefs are published again beside the new ones.
    freshness : what the batch began with, for the records of its pages; None leaves them without, and they are never skipped.

    Raises
    ------
    PressError
        The disk is too full to begin, or full or read-only at the end.
    """
    result, ask = Result(), uuid.uuid4().hex
    with _told_of_the_disk(), _scratch(product, len(jobs)) as scratch:
        by_district = _ask_for(jobs, product, ask)
        pages = _pages(by_district, product, specs, invented)
        runs = [_run_of(job, scratch, str(number), settings, invented, pages) for number, job in enumerate(jobs)]
        # the user's own IPython folder holds start-up files, and a history that kernels would wait for each other to write
        environment = {**settings.environment, "IPYTHONDIR": str(scratch / "ipython")}
        pool = pool_of(
            settings.engine,
            settings.workers,
            environment,
            job_seconds=settings.job_seconds,
            job_memory_mb=settings.job_memory_mb,
            notebooks=sorted({job.template.path for job in jobs}),
            warm_ups=settings.warm_ups,
            log=scratch / "warm.log",
            scheduler=settings.scheduler,
            is_shared=settings.is_shared,
        )
        ended: dict[str, dict[str, Outcome]] = {code: {} for code in by_district}
        with Stop() as stop:
            # one thread, beside the runs: while a district's pages are composed and checked, the pool hands out the next runs
            with ThreadPoolExecutor(1) as publisher:
                settled = []
                for outcome in pool.outcomes(runs, stop, watcher.tick):
                    job = jobs[int(outcome.run.key)]
                    code = job.district.code
                    ended[code][job.template.brief] = outcome
                    watcher.ended(job, outcome)
                    if len(ended[code]) == len(by_district[code]):
                        its = by_district[code], ended[code]
                        settled.append(publisher.submit(_settle, *its, product, specs, ask, invented, result, freshness))
            for one in settled:
                one.result()  # what nobody foresaw is raised here
            try:
                site.publish_index(product, specs, invented=invented)
            except SsosError as error:  # the briefs stand, and what became of each must still be told
                result.index_fault = error
            result.exit_code_if_stopped = stop.exit_code if stop else None
    result.failed.sort(key=lambda pair: jobs.index(pair[0]))
    return result


def _ask_for(jobs: Sequence[Job], product: Product, ask: str) -> dict[str, list[Job]]:
    """Note what is asked, so that a build which is stopped can be taken up by `retry`; the jobs by district."""
    by_district: dict[str, list[Job]] = {}
    for job in jobs:
        by_district.setdefault(job.district.code, []).append(job)
    for code, its_jobs in by_district.items():
        asks = {job.template.brief: Ask(ask, job.parameters) for job in its_jobs}
        with locked(product.lock(code), kind=PressError, doing="a build"):
            site.put_back(product, code)
            product.ask(code, its_jobs[0].district.name, asks)
    return by_district


def _pages(
    by_district: Mapping[str, Sequence[Job]], product: Product, specs: Sequence[BriefSpec], invented: bool
) -> dict[tuple[str, str], Page]:
    """What the page of each job says of its district if all goes well, by district and brief."""
    pages = {}
    for code, its_jobs in by_district.items():
        work = product.known(code)
        for brief in (job.template.brief for job in its_jobs):
            pages[code, brief] = expected_page(work, brief, specs, set(work.asked), invented=invented)
    return pages


def _run_of(job: Job, scratch: Path, key: str, settings: Settings, invented: bool, pages: Mapping[tuple[str, str], Page]) -> Run:
    return Run(
        key=key,
        notebook=job.template.path,
        folder=scratch / key,
        parameters=job.parameters,
        invented=invented,
        parameters_cell=job.template.parameters_cell,
        cell_seconds=settings.cell_seconds,
        page=pages[job.district.code, job.template.brief],
    )


def _settle(
    jobs: list[Job],
    ended: Mapping[str, Outcome],
    product: Product,
    specs: Sequence[BriefSpec],
    ask: str,
    invented: bool,
    result: Result,
    freshness: Freshness | None,
) -> None:
    """Publish one district; if that fails, its jobs failed, and what it had before stands."""
    try:
        failures = publish(jobs, ended, product, specs, ask, invented=invented, freshness=freshness)
    except (SsosError, OSError) as error:
        reason = Failure.told(None, "NotPublished", getattr(error, "strerror", None) or error)
        failures = {job.template.brief: ended[job.template.brief].failure or reason for job in jobs}
    for job in jobs:
        failure = failures.get(job.template.brief)
        if failure is None:
            result.done.append(job)
        else:
            result.failed.append((job, failure))
    for name in sorted(set(failures) - {job.template.brief for job in jobs}):
        result.not_composed.append((jobs[0].district.name, name, failures[name]))


@contextmanager
def _scratch(product: Product, jobs_n: int) -> Iterator[Path]:
    """A folder for this batch, removed when it ends; those of batches that were killed are removed too."""
    work = product.work()
    work.mkdir(parents=True, exist_ok=True)
    free, wanted = shutil.disk_usage(work).free, _LEAST_FREE_BYTES + _BYTES_A_JOB * jobs_n
    if free < wanted:
        raise PressError(
            f"the disk has {free // 1_000_000} MB free, and {jobs_n} briefs may need {wanted // 1_000_000} MB",
            where=product.root.name,
            mend="free space, build fewer districts at once, or give another folder with --reports",
        )
    with ExitStack() as held:
        held.enter_context(locked(work / ".batch.lock", kind=PressError, doing="a build", wait_seconds=0, is_named=True))
        for left in sorted(work.glob(".batch-*/")):  # of a batch that was killed
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(dir=work, prefix=".batch-")).resolve()
        held.callback(_remove, folder)
        yield folder


def _remove(folder: Path) -> None:
    """Remove a batch's folder. A notebook that was stopped may write its last file while that goes on, so it is tried again."""
    for _ in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.2)


@contextmanager
def _told_of_the_disk() -> Iterator[None]:
    """A full or read-only disk, or a file where a folder should be, in our words; what was published before stands."""
    try:
        yield
    except OSError as error:
        if error.errno not in _OF_THE_FOLDER:
            raise
        raise PressError(
            f"the briefs could not be written: {os.strerror(error.errno)}; what was published before stands",
            mend="free space, correct the folder's permissions or name another with --reports; then run the command again",
        ) from error
