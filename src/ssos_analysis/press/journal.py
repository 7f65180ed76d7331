"""How a batch went, for machines: `work/run.json` (the last batch, whole) and `work/log.jsonl` (one event a line, bounded).

Both stay in work/: they hold clock times, and site/ holds none. No folder of the machine is in either.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ssos_analysis.press.costs import Costs
from ssos_analysis.press.freshness import Due
from ssos_analysis.press.plan import Job
from ssos_analysis.press.records import Failure, Product, write_whole
from ssos_analysis.press.result import Result, Watcher

if TYPE_CHECKING:
    from ssos_analysis.press.engine import Outcome

RUN_NAME, LOG_NAME = "run.json", "log.jsonl"
_FORMAT = 1
_MOST_LOG_BYTES = 4_000_000
_DONE, _FAILED, _UNCHANGED, _NOT_REACHED = "done", "failed", "unchanged", "not_reached"


class Journal:
    """A watcher that writes the log while it tells another watcher, and run.json at the end.

    Parameters
    ----------
    due : every job of the batch, those that need not run included.
    about : what else run.json says of the batch: engine, workers, versions, plain values.
    """

    def __init__(self, product: Product, due: Sequence[Due], costs: Costs, watcher: Watcher, about: Mapping[str, Any]) -> None:
        self.product, self.due, self.costs, self._watcher, self._about = product, due, costs, watcher, dict(about)
        self._began, self._clock = _now(), time.monotonic()
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        running_n = sum(bool(one.reasons) for one in due)
        self._log("began", jobs=running_n, unchanged=len(due) - running_n, **self._about)

    def ended(self, job: Job, outcome: Outcome) -> None:
        """A job ended: into the log, and on to the other watcher."""
        self._outcomes[_key(job)] = outcome
        self.costs.ended(job.template.brief, job.district.name, outcome.seconds)
        self._log("job", **_job(job), outcome=_FAILED if outcome.failure else _DONE, **_facts(outcome, outcome.failure))
        self._watcher.ended(job, outcome)

    def tick(self) -> None:
        """A moment passed."""
        self._watcher.tick()

    def close(self, result: Result) -> dict[str, Any]:
        """Write run.json, and return what it says."""
        failed = {_key(job): failure for job, failure in result.failed}
        done = {_key(job) for job in result.done}
        jobs = [self._told(one, failed, done) for one in self.due]
        counts = Counter(str(job["outcome"]) for job in jobs)
        told = {
            "format": _FORMAT,
            "invented": self.product.is_invented,
            **self._about,
            "began": self._began,
            "ended": _now(),
            "wall_seconds": round(time.monotonic() - self._clock, 2),
            "exit_code": result.exit_code,
            "stopped": result.exit_code_if_stopped is not None,
            "counts": {name: counts[name] for name in (_DONE, _FAILED, _UNCHANGED, _NOT_REACHED)},
            "notebooks": [asdict(cost) for cost in self.costs.by_notebook()],
            "jobs": jobs,
        }
        with suppress(OSError):  # the briefs stand, and their end is told all the same
            write_whole(self.product.work() / RUN_NAME, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        self._log("ended", exit_code=result.exit_code, wall_seconds=told["wall_seconds"], **told["counts"])
        return told

    def _told(self, one: Due, failed: Mapping[tuple[str, str], Failure], done: set[tuple[str, str]]) -> dict[str, Any]:
        key, outcome = _key(one.job), self._outcomes.get(_key(one.job))
        if not one.reasons:
            return {**_job(one.job), "outcome": _UNCHANGED}
        word = _DONE if key in done else _FAILED if key in failed else _NOT_REACHED
        facts = _facts(outcome, failed.get(key)) if outcome else {}
        return {**_job(one.job), "outcome": word, "why": list(one.reasons), **facts}

    def _log(self, event: str, **facts: Any) -> None:
        """Append a line; a log that cannot be written stops no build. A full one becomes the one before, which goes."""
        path = self.product.work() / LOG_NAME
        line = json.dumps({"at": _now(), "event": event, **facts}, ensure_ascii=False) + "\n"
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size + len(line) > _MOST_LOG_BYTES:
                path.replace(path.with_name("log.1.jsonl"))
            with path.open("a", encoding="utf-8") as log:
                log.write(line)


class Silent:
    """A watcher that says nothing."""

    def ended(self, job: Job, outcome: Outcome) -> None:
        """Nothing."""

    def tick(self) -> None:
        """Nothing."""


def _job(job: Job) -> dict[str, str]:
    return {"code": job.district.code, "district": job.district.name, "brief": job.template.brief}


def _key(job: Job) -> tuple[str, str]:
    return job.district.code, job.template.brief


def _facts(outcome: Outcome, failure: Failure | None) -> dict[str, Any]:
    """Seconds, peak memory where the engine knows it, and why it failed."""
    told: dict[str, Any] = {"seconds": round(outcome.seconds, 2)}
    if (peak := getattr(outcome, "peak_mb", None)) is not None:
        told["peak_mb"] = round(float(peak), 1)
    return told | ({"failure": asdict(failure)} if failure else {})


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
