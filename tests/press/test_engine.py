"""The pool: the clock stops a run that the cells' own limit does not, and signals are noted, not thrown."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import psutil
import pytest

from ssos_analysis.press.engine import Pool, Stop
from ssos_analysis.press.worker import Run


@pytest.mark.slow
def test_a_run_over_its_time_is_stopped_with_its_kernel(rig: Any) -> None:
    [template] = rig.templates("endless")
    settings = rig.settings()
    job = rig.jobs([template])[0]
    kernels: list[psutil.Process] = []

    def tick() -> None:
        if not kernels:
            kernels.extend(p for p in psutil.Process().children(recursive=True) if "ipykernel_launcher" in " ".join(p.cmdline()))

    for limit in (6, 20, 60):  # on a machine under load the kernel may need longer to start than the first limits
        folder = rig.folder / f"run {limit} {{district_code}}"
        run = Run("0", template.path, folder, job.parameters, True, template.parameters_cell, 90)
        [outcome] = Pool(1, settings.environment, job_seconds=limit).outcomes([run], Stop(), tick)
        assert outcome.failure is not None
        assert outcome.failure.error == "JobTimeout"
        assert f"{limit} seconds" in outcome.failure.message
        assert outcome.seconds >= limit
        if kernels:
            break
    assert kernels
    _, alive = psutil.wait_procs(kernels, timeout=5)
    assert alive == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_is_noted_and_handlers_come_back(number: signal.Signals, code: int) -> None:
    before = signal.getsignal(number)
    with Stop() as stop:
        assert not stop
        os.kill(os.getpid(), number)
        until = time.monotonic() + 2
        while not stop and time.monotonic() < until:
            time.sleep(0.01)
        assert stop
        assert stop.exit_code == code
    assert signal.getsignal(number) is before


def test_no_run_means_no_worker(rig: Any) -> None:
    children = psutil.Process().children()
    assert list(Pool(2, {}, job_seconds=1).outcomes([], Stop())) == []
    assert psutil.Process().children() == children
