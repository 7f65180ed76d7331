"""The two ways of running notebooks: warm (forked from a process that has imported everything) and stock (papermill's own)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import nbformat

from ssos_analysis.errors import PressError
from ssos_analysis.press.cluster import DaskPool
from ssos_analysis.press.engine import Outcome, Pool, Stop
from ssos_analysis.press.warm.pool import WarmPool
from ssos_analysis.press.warm.preload import imports_of
from ssos_analysis.press.warm.server import ForkServer
from ssos_analysis.press.worker import Run

WARM, STOCK = "warm", "stock"
_WARM_UPS = ("ssos_analysis.press.rendering:warm_up",)
# What a run imports beside what its notebook names: papermill and nbconvert, and what their first call imports.
_OF_A_RUN = ("papermill", "ssos_analysis.press.finished", "ssos_analysis.press.warm.runs", "ssos_analysis.press.page_check")


class AnyPool(Protocol):
    """What a batch asks of a pool."""

    def outcomes(self, runs: Sequence[Run], stop: Stop, tick: Callable[[], None] = ...) -> Iterator[Outcome]:
        """Outcomes of the runs as they come, each once."""


def chosen_engine(asked: str | None = None) -> str:
    """The engine asked for; where none is, warm if processes can be forked safely, else stock.

    Raises
    ------
    PressError
        There is no such engine, or processes cannot be forked safely here.
    """
    if asked not in (None, WARM, STOCK):
        raise PressError(f"there is no engine {asked!r}", where="--engine", mend=f"use {WARM} or {STOCK}")
    if asked == WARM and not ForkServer.is_possible():
        raise PressError("processes cannot be forked safely on this system", where="--engine", mend=f"use --engine {STOCK}")
    return asked or (WARM if ForkServer.is_possible() else STOCK)


def pool_of(
    engine: str,
    size: int,
    environment: dict[str, str],
    *,
    job_seconds: float,
    job_memory_mb: float,
    notebooks: Sequence[Path] = (),
    warm_ups: Sequence[str] = (),
    log: Path | None = None,
    scheduler: str | None = None,
    is_shared: bool = False,
) -> AnyPool:
    """A pool of `size` processes.

    Parameters
    ----------
    notebooks : what will be run: the warm engine imports beforehand what they import.
    warm_ups : `module:function` that fill caches there.
    log : where the warm process writes what it prints.
    scheduler : address of a dask scheduler, whose workers take the runs then, each with a warm process of its own.
    is_shared : whether they see our folders.

    Raises
    ------
    PressError
        As `chosen_engine`.
    """
    if chosen_engine(engine) == STOCK:
        return Pool(size, environment, job_seconds=job_seconds)
    imports = [*_OF_A_RUN, *imports_of(nbformat.read(path, as_version=4) for path in notebooks)]
    warm_ups = [*_WARM_UPS, *warm_ups]
    if scheduler is not None:
        return DaskPool(
            scheduler,
            environment,
            job_seconds=job_seconds,
            job_memory_mb=job_memory_mb,
            imports=imports,
            warm_ups=warm_ups,
            is_shared=is_shared,
        )
    return WarmPool(
        size,
        environment,
        job_seconds=job_seconds,
        job_memory_mb=job_memory_mb,
        imports=imports,
        warm_ups=warm_ups,
        log=log,
    )
