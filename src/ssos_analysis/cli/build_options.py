"""Options that several commands about briefs share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

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
CORES_N = min(os.cpu_count() or 1, 64)
