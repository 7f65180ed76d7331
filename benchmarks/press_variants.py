"""One way of making pages, run as a process of its own so that its processor time can be counted: see press.py.

    python benchmarks/press_variants.py WAY FOLDER PAGES

Ways over the shipped notebooks: `naive` (papermill and nbconvert commands), `ours` (ssos briefs build), `cluster` (the same on
two dask workers), `api` (papermill's Python functions in two worker processes, no page), `warm` (our engine, no page), `pages`
(our engine, notebook and page written, nothing published), `plain` (the notebooks' code as plain functions in two warm processes,
the same notebook and page written). Over one heavy notebook the same (press_heavy.py). `empty`: an empty notebook.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from press import TO_STAND
from press_common import WORKERS, environment, executed_plainly, run
from press_heavy import HEAVY_WAYS

from ssos_analysis import workspace
from ssos_analysis.cli.asking import ask
from ssos_analysis.press.build import Settings, build
from ssos_analysis.press.engine import Stop
from ssos_analysis.press.engines import WARM, pool_of
from ssos_analysis.press.finished import finish
from ssos_analysis.press.plan import Job, plan, read_templates
from ssos_analysis.press.records import Product
from ssos_analysis.press.rendering import BriefLink, Page, warm_up
from ssos_analysis.press.worker import Run
from ssos_analysis.warming import WARM_UP
from ssos_analysis.warming import warm_up as warm_up_for_pages

AS_OF = "2026-11-23"


def jobs(pages: int) -> list[Job]:
    """Jobs of the example state: whole districts, spread over all of them, at least as many pages as asked for."""
    chosen = os.environ.get("SSOS_BENCH_BRIEFS", "").split()
    templates = [template for template in read_templates() if not chosen or template.brief in chosen]
    asked = ask(["all"], example=True, store_path=workspace.store_path(), where="benchmark")
    districts = sorted(asked.districts, key=lambda district: district.code)
    wanted = min(len(districts), -(-pages // len(templates)))
    step = len(districts) / wanted
    return plan([districts[int(number * step)] for number in range(wanted)], templates, {"as_of": AS_OF})


def naive(folder: Path, pages: int) -> int:
    """The two commands, one after the other, for each page."""
    made = jobs(pages)
    for number, job in enumerate(made):
        out = folder / f"{number}.ipynb"
        given = [part for name, value in job.parameters.items() for part in ("-r", name, str(value))]
        run("papermill", str(job.template.path), str(out), "--no-progress-bar", *given)
        run("jupyter", "nbconvert", "--to", "html", str(out))
    return len(made)


class Quiet:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.peaks: list[float] = []

    def ended(self, job: Job, outcome: Any) -> None:
        if outcome.failure is not None:
            assert outcome.failure.error == "PageRefused", (job.name, outcome.failure)  # made, and found wanting
            print(f"refused: {job.name}: {outcome.failure}")
        self.peaks.append(outcome.peak_mb or 0.0)

    def tick(self) -> None:
        pass


def ours(folder: Path, pages: int) -> int:
    made, quiet = jobs(pages), Quiet()
    specs = [template.spec for template in read_templates()]
    settings = Settings(environment(), WORKERS, engine=WARM, warm_ups=(WARM_UP,))
    result = build(made, Product.of(folder, invented=True), specs, settings, quiet, invented=True)
    for job, failure in result.failed:  # made, and refused by a check of what is published
        assert failure.error in ("NotPublished", "PageRefused"), failure
        print(f"not published: {job.name}")
    print(f"most memory of a worker: {max(quiet.peaks):.0f} MB; median {statistics.median(quiet.peaks):.0f}")
    return len(made)


def cluster(folder: Path, pages: int) -> int:
    """As `ours`, on two dask workers of the loopback, whose start is told apart: a cluster stands."""
    from distributed import Client

    begun = time.perf_counter()
    about, how = folder / "scheduler.json", {"cwd": folder, "stderr": subprocess.DEVNULL}
    common = ["--scheduler-file", str(about), "--host", "127.0.0.1", "--no-dashboard"]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"], [sys.executable, "-m", "distributed.cli.dask_worker"]
    running = [subprocess.Popen([*dask[0], "--port", "0", *common], **how)]
    running += [subprocess.Popen([*dask[1], "--nthreads", "1", "--no-nanny", *common], **how) for _ in range(WORKERS)]
    try:
        while not about.exists():
            time.sleep(0.1)
        with Client(scheduler_file=str(about), timeout=120) as client:
            client.wait_for_workers(WORKERS, timeout=120)
            address = client.scheduler.address
        print(f"{TO_STAND} {time.perf_counter() - begun:.3f}")
        made = jobs(pages)
        specs = [template.spec for template in read_templates()]
        settings = Settings(environment(), WORKERS, engine=WARM, warm_ups=(WARM_UP,), scheduler=address)
        build(made, Product.of(folder, invented=True), specs, settings, Quiet(), invented=True)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()
    return len(made)


def runs_of(folder: Path, made: list[Job]) -> Iterator[Run]:
    for number, job in enumerate(made):
        yield Run(str(number), job.template.path, folder / str(number), job.parameters, True, job.template.parameters_cell, 300)


def warm(folder: Path, pages: int) -> int:
    made = jobs(pages)
    return by_our_engine(made, list(runs_of(folder, made)))


def pages_alone(folder: Path, pages: int) -> int:
    made = jobs(pages)
    return by_our_engine(made, [replace(run_of, page=page) for run_of, page in tasks_of(folder, made)])


def by_our_engine(made: list[Job], runs: list[Run]) -> int:
    paths = sorted({job.template.path for job in made})
    pool = pool_of(WARM, WORKERS, environment(), job_seconds=600, job_memory_mb=4000, notebooks=paths, warm_ups=(WARM_UP,))
    for outcome in pool.outcomes(runs, Stop()):
        assert outcome.failure is None or outcome.failure.error == "PageRefused", outcome.failure
    return len(runs)


def tasks_of(folder: Path, made: list[Job]) -> list[tuple[Run, Page]]:
    """Each run, and what its page says of its district."""
    specs = [template.spec for template in read_templates()]
    links = tuple(BriefLink(spec.brief, spec.title, f"{spec.brief}.html") for spec in specs)
    return [
        (each, Page(job.template.spec.title, job.district.name, job.district.code, True, links, job.template.brief))
        for each, job in zip(runs_of(folder, made), made, strict=True)
    ]


def by_papermill(run_of: Run) -> None:
    import papermill

    run_of.folder.mkdir(parents=True)
    papermill.execute_notebook(str(run_of.notebook), str(run_of.executed), run_of.parameters, progress_bar=False)


def api(folder: Path, pages: int) -> int:
    made = jobs(pages)
    os.environ.update(environment())
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(by_papermill, list(runs_of(folder, made))))
    return len(made)


def as_function(task: tuple[Run, Page]) -> None:
    """The code of a notebook as one plain function: what it displays is kept, the notebook and its page are written."""
    run_of, page = task
    run_of.folder.mkdir(parents=True)
    nbformat.write(executed_plainly(run_of.notebook, run_of.parameters, run_of.parameters_cell), run_of.executed)
    finish(run_of.executed, page, run_of.finished)


def warm_plain() -> None:
    import papermill  # noqa: F401 -- as the warm process of the engine holds it

    warm_up()
    warm_up_for_pages()


def plain(folder: Path, pages: int) -> int:
    made = jobs(pages)
    os.environ.update(environment())
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"), warm_plain) as pool:
        list(pool.map(as_function, tasks_of(folder, made)))
    return len(made)


def empty(folder: Path, pages: int) -> int:
    """An empty notebook: the median of its milliseconds, from papermill's call to its return, file and all."""
    import papermill

    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    cells = [new_code_cell("number: int = 1", metadata={"tags": ["parameters"]}), new_code_cell("print(number)")]
    nbformat.write(new_notebook(cells=cells, metadata=about), folder / "empty.ipynb")
    taken = []
    for number in range(pages + 1):
        begun = time.perf_counter()
        papermill.execute_notebook(
            str(folder / "empty.ipynb"),
            str(folder / "out.ipynb"),
            {"number": number},
            engine_name="ssos_warm",
            progress_bar=False,
        )
        taken.append(1000 * (time.perf_counter() - begun))
    first, *rest = taken
    print(f"empty notebook: median {statistics.median(rest):.0f} ms, least {min(rest):.0f} (first, with imports: {first:.0f})")
    return pages


WAYS = {
    "naive": naive, "ours": ours, "cluster": cluster, "api": api, "warm": warm, "pages": pages_alone, "plain": plain,
    "empty": empty, **HEAVY_WAYS,
}  # fmt: skip

if __name__ == "__main__":
    print(f"pages {WAYS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))}")
