"""Options that several commands about briefs share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ssos_analysis.errors import ParameterError

StorePath = Annotated[
    Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
]
ReportsPath = Annotated[
    Path | None, typer.Option("--reports", envvar="SSOS_REPORTS", help="Where briefs go (default: reports/built in the clone).")
]
Example = Annotated[bool, typer.Option("--example", help="The invented example state.")]
JobsN = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Notebooks run at once; each takes up to half a GB of memory.")]
CellSeconds = Annotated[int, typer.Option("--cell-seconds", min=1, help="The longest that one cell may run.")]
JobSeconds = Annotated[int, typer.Option("--job-seconds", min=1, help="The longest that one brief may take.")]
JobMemory = Annotated[int, typer.Option("--job-memory-mb", min=1, help="The most memory that one brief may take (warm engine).")]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="warm|stock",
        help="How notebooks are run: forked from a process that has imported everything, or by papermill alone "
        "(default: warm where processes can be forked safely).",
    ),
]
Executor = Annotated[
    str, typer.Option("--executor", metavar="local|dask", help="Where notebooks run: here, or on workers of a dask scheduler.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Of the dask scheduler, such as tcp://10.0.0.5:8786.")
]
SharedResults = Annotated[
    bool, typer.Option("--shared-results", help="Workers of --executor dask see the --reports folder, and write there.")
]
CORES_N = min(os.cpu_count() or 1, 64)


def how_to_run(
    workers: int,
    cell_seconds: int,
    job_seconds: int,
    job_memory_mb: int,
    engine: str | None,
    *,
    executor: str,
    scheduler: str | None,
    is_shared: bool,
) -> dict[str, Any]:
    """The options as `press.build.Settings` takes them, but for the environment.

    Raises
    ------
    ParameterError
        There is no such executor, or it and the scheduler do not go together.
    """
    if executor not in ("local", "dask"):
        raise ParameterError(f"there is no executor {executor!r}", where="--executor", mend="use local or dask")
    if (executor == "dask") != (scheduler is not None):
        raise ParameterError(
            "--executor dask and --scheduler go together", where="--executor", mend="give both or neither: see docs/cluster.md"
        )
    return {
        "workers": workers,
        "cell_seconds": cell_seconds,
        "job_seconds": job_seconds,
        "job_memory_mb": job_memory_mb,
        "engine": engine,
        "scheduler": scheduler,
        "is_shared": is_shared,
    }
