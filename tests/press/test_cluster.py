"""The press on dask workers: two on the loopback, one of them killed; and every way to ask wrongly."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from ssos_analysis.cli.build_options import how_to_run
from ssos_analysis.errors import ParameterError
from ssos_analysis.press.build import build
from ssos_analysis.press.cluster import DaskPool
from ssos_analysis.press.engine import Stop
from ssos_analysis.press.records import DONE, PressError, Product
from ssos_analysis.press.worker import Run

HOW = {"workers": 1, "cell_seconds": 1, "job_seconds": 1, "job_memory_mb": 1, "engine": None}


@pytest.mark.parametrize(("executor", "scheduler"), [("ray", None), ("dask", None), ("local", "tcp://127.0.0.1:1")])
def test_an_executor_is_asked_for_in_full(executor: str, scheduler: str | None) -> None:
    with pytest.raises(ParameterError, match="executor"):
        how_to_run(**HOW, executor=executor, scheduler=scheduler, is_shared=False)
    assert how_to_run(**HOW, executor="dask", scheduler="tcp://x:1", is_shared=True) == {
        **HOW, "scheduler": "tcp://x:1", "is_shared": True,
    }  # fmt: skip


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[psutil.Popen]]]:
    """A scheduler and two workers of one thread each: its address, and the workers."""
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    folder = tmp_path_factory.mktemp("cluster")
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", "TMPDIR": str(folder)}
    environment.pop("PYTEST_CURRENT_TEST", None)
    common = ["--scheduler-file", str(folder / "scheduler.json"), "--no-dashboard"]
    module = [sys.executable, "-m"]
    with (folder / "log").open("wb") as log:
        how: dict[str, Any] = {"cwd": folder, "env": environment, "stdout": log, "stderr": log}
        scheduler = psutil.Popen(
            [*module, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common], **how
        )
        workers = [
            psutil.Popen(
                [*module, "distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *common], **how
            )
            for _ in range(2)
        ]
        from distributed import Client

        until = time.monotonic() + 120
        while not (folder / "scheduler.json").exists() and time.monotonic() < until:
            time.sleep(0.1)
        with Client(scheduler_file=str(folder / "scheduler.json"), timeout=120) as client:
            client.wait_for_workers(2, timeout=120)
            address = client.scheduler.address
        yield address, workers
        for process in (*workers, scheduler):
            for each in [*process.children(recursive=True), process] if process.is_running() else []:
                each.kill()
            process.wait()


@pytest.mark.slow
def test_every_brief_is_there_though_a_worker_is_killed(rig: Any, cluster: Any) -> None:
    address, workers = cluster
    killed: list[int] = []

    def kill_one() -> None:
        if not killed:
            killed.append(workers[0].pid)
            workers[0].send_signal(signal.SIGKILL)

    templates = rig.templates("good", "raising", "sometimes")
    product, watcher = Product.of(rig.folder / "reports", invented=True), rig.watcher(kill_one)
    settings = rig.settings(scheduler=address)
    result = build(rig.jobs(templates), product, [t.spec for t in templates], settings, watcher, invented=True)
    assert killed
    assert {(job.district.code, job.template.brief) for job in result.done} == {
        ("99010000", "good"), ("99020000", "good"), ("99010000", "sometimes"),
    }  # fmt: skip
    assert sorted(str(failure) for _, failure in result.failed) == [
        "cell 5: AssertionError: this district only",
        "cell 5: ValueError: no such group in x.parquet",
        "cell 5: ValueError: no such group in x.parquet",
    ]
    work = product.known("99010000")
    assert work.state("good") == DONE
    assert (product.site / "99010000-port-hollis" / "good.html").is_file()
    assert (product.work("99010000") / "raising.log").is_file()


@pytest.mark.slow
def test_workers_that_see_our_folder_write_there(rig: Any, cluster: Any) -> None:
    address, _ = cluster
    [template] = rig.templates("good")
    run = Run("0", template.path, rig.folder / "shared" / "0", {"district_code": "99010000"}, True, template.parameters_cell, 60)
    environment = rig.settings().environment
    pool = DaskPool(address, environment, job_seconds=60, job_memory_mb=2000, imports=["papermill"], is_shared=True)
    [outcome] = pool.outcomes([run], Stop())
    assert outcome.failure is None
    assert {path.name for path in run.folder.iterdir()} == {"executed.ipynb", "run.log"}


def test_a_scheduler_that_is_not_there_is_said(rig: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    monkeypatch.setattr("ssos_analysis.press.cluster._CONNECT_S", 1)
    run = Run("0", tmp_path / "n.ipynb", tmp_path / "0", {}, True, 1, 60)
    with pytest.raises(PressError, match="no scheduler answers"):
        list(DaskPool("tcp://127.0.0.1:9", {}, job_seconds=1, job_memory_mb=1).outcomes([run], Stop()))


def test_a_cluster_without_dask_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    run = Run("0", tmp_path / "n.ipynb", tmp_path / "0", {}, True, 1, 60)
    with pytest.raises(PressError, match="not installed"):
        list(DaskPool("tcp://127.0.0.1:9", {}, job_seconds=1, job_memory_mb=1).outcomes([run], Stop()))
