"""What a fork shares with its server and what it must not, and what becomes of forks that misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import papermill
import psutil
import pytest
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_notebook

from ssos_analysis.press.engine import Outcome, Stop
from ssos_analysis.press.engines import STOCK, WARM, chosen_engine, pool_of
from ssos_analysis.press.plan import read_templates
from ssos_analysis.press.records import Failure, PressError
from ssos_analysis.press.retries import is_tried_again
from ssos_analysis.press.warm import pool as pools
from ssos_analysis.press.warm.memory import out_of_memory_kills, resident_mb
from ssos_analysis.press.warm.pool import WarmPool
from ssos_analysis.press.warm.preload import imports_of, preload
from ssos_analysis.press.warm.server import ForkServer
from ssos_analysis.press.worker import Run

pytestmark = pytest.mark.slow

ANOTHER_TRY = 'with open(f"{folder}/tries", "a") as tries: tries.write("x")\n'
MIDDLES = {
    # In this order what is counted to end twice has ended before the server is killed, which ends whatever runs beside it.
    "killed_once": f'{ANOTHER_TRY}import os\nif os.path.getsize(f"{{folder}}/tries") < 2: os.kill(os.getpid(), 9)',
    "killed": f"{ANOTHER_TRY}import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "exiting": f"{ANOTHER_TRY}import os; os._exit(7)",
    "good": "import builtins; assert not hasattr(builtins, 'leaked'); builtins.leaked = 1",
    "duckdb": "import duckdb; assert duckdb.connect().sql('select 42').fetchall() == [(42,)]",
    "drawing_lots": 'import random, numpy as np; open(f"{folder}/lots", "w").write(f"{random.random()} {np.random.rand()}")',
    "drawing_too": 'import random, numpy as np; open(f"{folder}/lots", "w").write(f"{random.random()} {np.random.rand()}")',
    "orphaning": 'import subprocess; open(f"{folder}/orphan", "w").write(str(subprocess.Popen(["sleep", "300"]).pid))',
    "in_c": "import itertools; sum(itertools.repeat(0))",
    "endless": "while True: pass",
    "hogging": "import time; held = []\nwhile True: held.append(b'x' * 20_000_000); time.sleep(0.01)",
    "hogging_child": "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = b\"x\" * 900_000_000; input()'], "
    "stdin=subprocess.PIPE)",
    "raising": f"{ANOTHER_TRY}raise ValueError('no')",
    "leaving": f"{ANOTHER_TRY}import sys; sys.exit(3)",
    "good_too": "import builtins; assert not hasattr(builtins, 'leaked'); builtins.leaked = 1",
    "server_killed": f"{ANOTHER_TRY}import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)",
}


@pytest.fixture(scope="module")
def ended(module_rig: Any) -> dict[str, tuple[Outcome, Path]]:
    """Every kind of run in one pool of two: how it ended, and the folder it wrote to."""
    runs = []
    for name, middle in MIDDLES.items():
        folder = module_rig.folder / name
        folder.mkdir()
        notebook = module_rig.write_notebook(f"{name}.ipynb", f"folder = {str(folder)!r}\n{middle}")
        seconds = 2 if name in ("in_c", "endless") else 60
        runs.append(Run(name, notebook, folder / "run", {"district_code": "99010000"}, True, 1, seconds))
    broken = module_rig.folder / "broken.ipynb"
    broken.write_text('{"cells": [')
    runs.append(Run("broken", broken, module_rig.folder / "broken", {"district_code": "99010000"}, True, 1, 60))
    log, environment = module_rig.folder / "warm.log", module_rig.settings().environment
    pool = WarmPool(2, environment, job_seconds=100, job_memory_mb=600, imports=["papermill", "numpy"], log=log)
    outcomes = {outcome.run.key: (outcome, outcome.run.folder.parent) for outcome in pool.outcomes(runs, Stop())}
    assert len(outcomes) == len(runs)
    return outcomes


def tries_n(ended: Any, name: str) -> int:
    return len((ended[name][1] / "tries").read_text())


@pytest.mark.parametrize("name", ["good", "good_too", "duckdb", "drawing_lots", "drawing_too", "orphaning", "killed_once"])
def test_runs_that_end_well_do_so_whatever_goes_on_beside_them(ended: Any, name: str) -> None:
    assert ended[name][0].failure is None
    assert 50 < ended[name][0].peak_mb < 600


@pytest.mark.parametrize(
    ("name", "cell", "error", "message", "tries"),
    [
        ("in_c", 5, "CellTimeout", "more than 2 seconds", None),
        ("endless", 5, "CellTimeout", "more than 2 seconds", None),
        ("hogging", 5, "MemoryLimit", "more than 600 MB", None),
        ("hogging_child", 5, "MemoryLimit", "more than 600 MB", None),
        ("raising", 5, "ValueError", "no", 1),
        ("leaving", 5, "SystemExit", "3", 1),
        ("exiting", 5, "DeadKernel", "exit code 7", 2),
        ("killed", 5, "DeadKernel", "signal 9", 2),
        ("server_killed", None, "WorkerDied", "forked from ended", 2),
        ("broken", None, "NotJSONError", "", None),
    ],
)
def test_a_run_that_fails_is_told_with_its_cell_and_tried_again_if_that_can_help(
    ended: Any, name: str, cell: int | None, error: str, message: str, tries: int | None
) -> None:
    failure = ended[name][0].failure
    assert (failure.cell, failure.error) == (cell, error)
    assert message in failure.message
    if tries is not None:
        assert tries_n(ended, name) == tries


def test_an_interrupted_cell_leaves_a_traceback_of_where_it_was(ended: Any) -> None:
    cells = nbformat.read(ended["endless"][1] / "run" / "executed.ipynb", as_version=4).cells
    assert [output.ename for cell in cells for output in cell.get("outputs", []) if output.output_type == "error"] == [
        "KeyboardInterrupt"
    ]


def test_forks_draw_different_random_numbers(ended: Any) -> None:
    lots = [(ended[name][1] / "lots").read_text().split() for name in ("drawing_lots", "drawing_too")]
    assert len({number for pair in lots for number in pair}) == 4


def test_what_a_notebook_started_ends_with_it(ended: Any) -> None:
    assert not psutil.pid_exists(int((ended["orphaning"][1] / "orphan").read_text()))


def test_a_run_killed_once_is_done_at_its_second_try(ended: Any) -> None:
    assert tries_n(ended, "killed_once") == 2


def test_only_ends_that_may_have_passed_are_tried_again() -> None:
    again = {"DeadKernel", "WorkerDied"}
    for error in (*again, "CellTimeout", "JobTimeout", "MemoryLimit", "OutOfMemory", "ValueError", "PageRefused"):
        assert is_tried_again(Failure(None, error, ""), 1) == (error in again)
        assert not is_tried_again(Failure(None, error, ""), 2)
    assert not is_tried_again(None, 1)


class _Signals:
    """A fork that only notes what it is sent."""

    pid, exit_code = os.getpid(), None

    def __init__(self) -> None:
        self.sent: list[tuple[int, bool]] = []
        self.connection = SimpleNamespace(poll=lambda: False)

    def signal(self, number: int, *, whole_group: bool = False) -> None:
        self.sent.append((number, whole_group))


def test_a_job_over_its_time_is_interrupted_then_killed_with_all_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, fork = WarmPool(1, {}, job_seconds=5, job_memory_mb=1e6), _Signals()
    slot = pools._Slot(SimpleNamespace(cell_seconds=99), fork, time.monotonic() - 4, is_alone=False)
    pool._watch(slot)
    assert (slot.over, fork.sent) == (None, [])
    slot.since -= 2
    pool._watch(slot)
    assert slot.over is not None
    assert slot.over.error == "JobTimeout"
    assert fork.sent == [(signal.SIGINT, False)]
    slot.kill_at = 0
    pool._watch(slot)
    assert fork.sent[1:] == [(signal.SIGKILL, True)]


def test_a_process_that_the_system_ended_for_want_of_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, fork = WarmPool(1, {}, job_seconds=5, job_memory_mb=1e6), SimpleNamespace(exit_code=-signal.SIGKILL)
    slot = pools._Slot(SimpleNamespace(parameters_cell=1), fork, 0.0, is_alone=False, cell=5)
    pool._kills_n = 3
    monkeypatch.setattr(pools, "out_of_memory_kills", lambda: 4)
    assert pool._death(slot) == Failure(5, "OutOfMemory", "the system ended the process, because memory ran out")
    assert pool._death(slot).error == "DeadKernel"  # that kill is accounted for


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_memory_of_a_process_counts_its_children() -> None:
    alone = resident_mb(os.getpid())
    command = [sys.executable, "-c", "x = b'x' * 60_000_000; print(1, flush=True); input()"]
    with psutil.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        assert resident_mb(os.getpid()) > alone + 60
        child.kill()
    assert resident_mb(2**22) == 0
    assert out_of_memory_kills() >= 0


def test_a_server_that_cannot_start_is_said(module_rig: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = WarmPool(1, {"PYTHONPATH": str(module_rig.folder / "broken")}, job_seconds=5, job_memory_mb=1e6)
    package = module_rig.folder / "broken" / "ipykernel"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('broken')")
    run = Run("0", module_rig.folder / "good.ipynb", module_rig.folder / "x", {}, True, 1, 60)
    with pytest.raises(PressError, match="again and again"):
        list(pool.outcomes([run], Stop()))


def test_the_server_of_all_briefs_has_one_thread_and_no_faults(module_rig: Any) -> None:
    settings = module_rig.settings()
    paths = [template.path for template in read_templates()]
    pool = pool_of(WARM, 1, settings.environment, job_seconds=9, job_memory_mb=1e6, notebooks=paths, warm_ups=settings.warm_ups)
    assert isinstance(pool, WarmPool)
    server = pool._server()
    try:
        assert server.is_warm(60)
        assert server.threads_n == 1
        assert server.faults == []
    finally:
        server.close()


def test_what_briefs_import_where_they_come_to_need_it_is_there_before_the_fork(example_store: Path) -> None:
    said = (
        "import sys\n"
        "from contextlib import nullcontext\n"
        "from ssos_analysis.press.warm.preload import preload\n"
        "from ssos_analysis.warming import WARM_UP\n"
        "faults = preload(['ssos_analysis.brief.open_brief'], [WARM_UP], nullcontext())\n"
        "held = set(sys.modules)\n"
        "brief = sys.modules['ssos_analysis.brief'].open_brief('99010000')\n"
        "brief.statewide('graduation_4yr')\n"
        "later = sorted(set(sys.modules) - held)\n"
        "print(faults, [name for name in later if name.startswith(('ssos_analysis', 'pyarrow', 'statsmodels'))])\n"
    )
    environment = os.environ | {"SSOS_EXAMPLE": str(example_store)}
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.splitlines() == ["[] []"], done.stderr


def test_a_preload_leaves_no_filter_that_silences_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "silencing_for_a_test.py").write_text(
        "import warnings\n"
        "warnings.simplefilter('ignore')\n"
        "warnings.filterwarnings('ignore', message='of mine')\n"
        "def warm():\n"
        "    import matplotlib, numpy\n"
        "    warnings.simplefilter('error'); matplotlib.rcParams['font.size'] = 99; numpy.random.rand()\n"
        "def fails(): raise OSError('cold')\n"
    )
    import matplotlib
    import numpy as np

    with warnings.catch_warnings():
        before, size, state = list(warnings.filters), matplotlib.rcParams["font.size"], np.random.get_state()[1][:5].tolist()
        names = ["silencing_for_a_test", "no_such_module.part", "duckdb"]
        faults = preload(names, ["silencing_for_a_test:warm", "silencing_for_a_test:fails"], nullcontext())
        added = [each for each in warnings.filters if each not in before]
    assert [each[1].pattern for each in added] == ["of mine"]
    assert matplotlib.rcParams["font.size"] == size
    assert np.random.get_state()[1][:5].tolist() == state
    assert faults == ["silencing_for_a_test:fails: OSError: cold"]


def test_imports_are_found_in_code_that_parses() -> None:
    cells = [
        "import a.b as c, d\nfrom e.f import g, h as i\nfrom j import *",
        "%magic\nimport k",
        "def l():\n    import m",
        "from . import n",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    assert imports_of([notebook, notebook]) == ["a.b", "d", "e.f.g", "e.f.h"]


def test_papermill_alone_keeps_its_limit_of_a_cell_and_ends_the_fork() -> None:
    notebook = new_notebook(cells=[new_code_cell("import itertools; sum(itertools.repeat(0))")])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    with pytest.raises(CellTimeoutError):
        papermill.execute_notebook(notebook, None, engine_name="ssos_warm", execution_timeout=1, progress_bar=False)
    children = psutil.Process().children(recursive=True)
    forks = [child for child in children if child.parent() in children and "python" in child.name()]
    _, alive = psutil.wait_procs(forks, timeout=5)
    assert alive == []


def test_an_engine_that_is_none_or_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_engine() == WARM
    with pytest.raises(PressError, match="no engine 'cold'"):
        chosen_engine("cold")
    monkeypatch.setattr(ForkServer, "is_possible", staticmethod(lambda: False))
    assert chosen_engine() == STOCK
    with pytest.raises(PressError, match="cannot be forked safely"):
        chosen_engine(WARM)
