"""The same runs on many machines: dask.distributed gives them to workers, each of which keeps a warm process of its own.

A run travels with its notebook, and comes back as the bytes of what it left: workers need this package and the data, but no
folder of ours. The scheduler runs what a lost worker had again elsewhere, and gives up a run that took several along.
"""

from __future__ import annotations

import os
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ssos_analysis
from ssos_analysis.errors import PressError
from ssos_analysis.press.engine import Outcome, Stop
from ssos_analysis.press.inputs import digest_of_files
from ssos_analysis.press.records import Failure
from ssos_analysis.press.retries import WORKER_DIED
from ssos_analysis.press.warm.pool import WarmPool
from ssos_analysis.press.worker import Run

_PAUSE_S, _CONNECT_S = 0.2, 30
# A worker whose own environment names these reads its own copy; any other uses the folders of whoever asked.
_OF_THE_WORKER = ("SSOS_HOME", "SSOS_STORE", "SSOS_EXAMPLE")


@dataclass(frozen=True)
class Sent:
    """A run on its way: with the notebook itself, and how to watch it."""

    run: Run
    notebook: bytes
    environment: dict[str, str]
    limits: tuple[float, float]
    imports: tuple[str, ...]
    warm_ups: tuple[str, ...]
    shared: Path | None = None


@dataclass(frozen=True)
class Left:
    """What a run left: how it ended, and the files of its folder, unless they are in the shared folder already."""

    failure: Failure | None
    seconds: float
    peak_mb: float | None
    files: dict[str, bytes]


class DaskPool:
    """Runs on the workers of a dask scheduler. `is_shared`: workers see our folders, and put there what a run leaves."""

    def __init__(
        self,
        scheduler: str,
        environment: dict[str, str],
        *,
        job_seconds: float,
        job_memory_mb: float,
        imports: Sequence[str] = (),
        warm_ups: Sequence[str] = (),
        is_shared: bool = False,
    ) -> None:
        self.scheduler, self.is_shared = scheduler, is_shared
        own = {name: value for name, value in environment.items() if name != "IPYTHONDIR"}  # a folder of ours
        self._how = (own, (job_seconds, job_memory_mb), tuple(imports), tuple(warm_ups))

    def outcomes(self, runs: Sequence[Run], stop: Stop, tick: Callable[[], None] = lambda: None) -> Iterator[Outcome]:
        """Outcomes as they come. Ends early, with what is left called off, when `stop` is wished or the caller leaves the loop.

        Raises
        ------
        PressError
            dask.distributed is not installed, the scheduler cannot be reached, has no worker, or a worker has other code.
        """
        if not runs:
            return
        ended: queue.Queue[Any] = queue.Queue()
        with _client(self.scheduler) as client:
            _same_code(client)
            futures = {}
            for run in runs:
                future = client.submit(perform_sent, self._sent(run), pure=False, key=f"{run.key}-{time.time_ns()}")
                futures[future.key] = run
                future.add_done_callback(ended.put)
            waiting = len(futures)
            try:
                while waiting and not stop:
                    with suppress(queue.Empty):
                        future = ended.get(timeout=_PAUSE_S)
                        waiting -= 1
                        yield _outcome(futures[future.key], future)
                    tick()
            finally:
                if waiting:
                    client.cancel(list(client.futures))

    def _sent(self, run: Run) -> Sent:
        environment, limits, imports, warm_ups = self._how
        shared = run.folder if self.is_shared else None
        return Sent(run, run.notebook.read_bytes(), environment, limits, imports, warm_ups, shared)


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise PressError(
            "dask.distributed is not installed", where="--executor dask", mend="install it: pip install 'ssos-analysis[cluster]'"
        ) from None
    try:
        return Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise PressError(
            f"no scheduler answers at {scheduler}", where="--scheduler", mend="start one: see docs/cluster.md"
        ) from None


def _same_code(client: Any) -> None:
    """Every worker there has this package as it is here: pages of two versions do not belong into one site."""
    digests = client.run(code_digest)
    if not digests:
        raise PressError("the scheduler has no worker yet", where="--scheduler", mend="start some: see docs/cluster.md")
    if other := sorted(worker for worker, digest in digests.items() if digest != code_digest()):
        raise PressError(f"workers have another version of this package: {', '.join(other)}", mend="install the same there")


def code_digest() -> str:
    """Hash of the package's Python files."""
    root = Path(ssos_analysis.__file__).parent
    return digest_of_files(root.rglob("*.py"), root)


def _outcome(run: Run, future: Any) -> Outcome:
    """What came back, put where the run was to leave it."""
    try:
        left: Left = future.result()
    except Exception as error:  # noqa: BLE001 -- whatever went wrong far away is that run's result
        told = f"no worker finished the run: {type(error).__name__}"
        return Outcome(run, Failure(None, WORKER_DIED, told), 0.0)
    finally:
        future.release()
    run.folder.mkdir(parents=True, exist_ok=True)
    for name, content in left.files.items():
        (run.folder / Path(name).name).write_bytes(content)
    return Outcome(run, left.failure, left.seconds, left.peak_mb)


# From here on: in a worker.

_kept: dict[str, WarmPool] = {}
_one_at_a_time = threading.Lock()


def perform_sent(sent: Sent) -> Left:
    """Perform a run in a fork of this worker's own warm process, in a folder that is removed."""
    with tempfile.TemporaryDirectory(prefix="ssos-run-") as place, _one_at_a_time:
        folder = Path(place)
        (folder / "notebook.ipynb").write_bytes(sent.notebook)
        run = replace(sent.run, notebook=folder / "notebook.ipynb", folder=folder / "run")
        [outcome] = _pool(sent).outcomes([run], Stop())
        kept = [path for path in (run.executed, run.finished, run.log) if path.is_file()]
        if sent.shared is None:
            files = {path.name: path.read_bytes() for path in kept}
        else:
            files = {}
            sent.shared.mkdir(parents=True, exist_ok=True)
            for path in kept:
                _moved(path, sent.shared / path.name)
        return Left(outcome.failure, outcome.seconds, outcome.peak_mb, files)


def _pool(sent: Sent) -> WarmPool:
    """The worker's pool of one, with its warm process; another environment makes another."""
    own = {name: os.environ[name] for name in _OF_THE_WORKER if name in os.environ}
    environment = sent.environment | own | {"IPYTHONDIR": str(Path(tempfile.gettempdir(), f"ssos-ipython-{os.getpid()}"))}
    key = repr((environment, sent.limits, sent.imports, sent.warm_ups))
    if key not in _kept:
        while _kept:
            _kept.popitem()[1].close()
        seconds, memory_mb = sent.limits
        _kept[key] = WarmPool(
            1,
            environment,
            job_seconds=seconds,
            job_memory_mb=memory_mb,
            imports=sent.imports,
            warm_ups=sent.warm_ups,
            is_kept=True,
        )
    return _kept[key]


def _moved(source: Path, target: Path) -> None:
    """Move a file to another disk, so that a reader there finds it whole: two workers may have had the same run."""
    aside = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.copyfile(source, aside)
    aside.replace(target)
