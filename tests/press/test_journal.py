"""What a batch leaves for machines, how long it says it will take, and the line that says it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ssos_analysis.cli.build_progress import BuildProgress, slowest
from ssos_analysis.press import journal as journals
from ssos_analysis.press.build import Result
from ssos_analysis.press.costs import Costs, earlier_costs
from ssos_analysis.press.engine import Outcome
from ssos_analysis.press.freshness import Due
from ssos_analysis.press.journal import Journal
from ssos_analysis.press.plan import Job
from ssos_analysis.press.records import DistrictWork, Failure, JobRecord, Product
from ssos_analysis.press.worker import Run

WHY = Failure(5, "ValueError", "no such group in x.parquet")


def outcome(job: Job, seconds: float, failure: Failure | None = None) -> Outcome:
    run = Run("0", job.template.path, Path("run"), job.parameters, True, 1, 30)
    return Outcome(run, failure, seconds)


@pytest.fixture
def batch(rig: Any) -> tuple[Journal, list[Job], Costs, Any]:
    """Two districts, two briefs: three to run, one unchanged."""
    jobs = rig.jobs(rig.templates("good", "other"))
    due = [Due(job, () if place == 0 else ("never built",)) for place, job in enumerate(jobs)]
    costs = Costs({"good": 1, "other": 2}, {"good": 4.0, "other": 2.0})
    told = rig.watcher()
    product = Product.of(rig.folder / "reports", invented=True)
    return Journal(product, due, costs, told, {"engine": "stock", "workers": 2}), jobs, costs, told


def test_run_json_and_the_log_tell_every_job(batch: Any, rig: Any) -> None:
    journal, jobs, _, told = batch
    journal.ended(jobs[1], outcome(jobs[1], 2.0))
    journal.ended(jobs[3], outcome(jobs[3], 1.0, WHY))
    journal.close(Result(done=[jobs[1]], failed=[(jobs[3], WHY)], exit_code_if_stopped=130))
    assert [brief for _, brief, _ in told.ended_jobs] == ["other", "other"]
    work = journal.product.work()
    run = json.loads((work / "run.json").read_text("utf-8"))
    assert run["counts"] == {"done": 1, "failed": 1, "unchanged": 1, "not_reached": 1}
    assert (run["engine"], run["exit_code"], run["stopped"], run["invented"]) == ("stock", 130, True, True)
    assert [job["outcome"] for job in run["jobs"]] == ["unchanged", "done", "not_reached", "failed"]
    whose = {"code": "99010000", "district": "Port Hollis", "brief": "other"}
    assert run["jobs"][1] == {**whose, "outcome": "done", "why": ["never built"], "seconds": 2.0}
    assert run["jobs"][3]["failure"] == {"cell": 5, "error": "ValueError", "message": "no such group in x.parquet"}
    assert run["notebooks"][0]["brief"] == "other"
    events = [json.loads(line) for line in (work / "log.jsonl").read_text("utf-8").splitlines()]
    assert [event["event"] for event in events] == ["began", "job", "job", "ended"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", event["at"]) for event in events)
    for name in ("run.json", "log.jsonl"):
        assert str(rig.folder) not in (work / name).read_text("utf-8")


def test_a_brief_refused_when_published_is_no_done_one(batch: Any) -> None:
    journal, jobs, _, _ = batch
    journal.ended(jobs[1], outcome(jobs[1], 2.0))
    run = journal.close(Result(failed=[(jobs[1], Failure(None, "PageRefused", "no alt text"))]))
    assert run["jobs"][1]["outcome"] == "failed"
    assert run["jobs"][1]["failure"]["error"] == "PageRefused"


def test_the_log_is_bounded_and_a_disk_that_refuses_it_stops_nothing(batch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, jobs, _, told = batch
    monkeypatch.setattr(journals, "_MOST_LOG_BYTES", 2_000)
    for _ in range(40):
        journal.ended(jobs[1], outcome(jobs[1], 2.0))
    logs = sorted(journal.product.work().glob("log*"))
    assert [path.name for path in logs] == ["log.1.jsonl", "log.jsonl"]
    assert all(path.stat().st_size <= 2_000 for path in logs)
    monkeypatch.setattr(journals, "LOG_NAME", "no/such\0name")
    with pytest.raises(ValueError, match="null"):
        journal._log("x")
    monkeypatch.setattr(journals, "LOG_NAME", ".")  # a folder
    journal.ended(jobs[1], outcome(jobs[1], 2.0))
    assert len(told.ended_jobs) == 41


class TestTimeLeft:
    def test_before_any_ended_it_comes_from_the_last_run_and_then_from_this_one(self) -> None:
        costs = Costs({"slow": 10, "quick": 10}, {"slow": 6.0, "quick": 1.0})
        assert costs.seconds_left(2) == 35
        costs.ended("quick", "Port Hollis", 3.0)  # three times as slow as then: so will be the others
        assert costs.seconds_left(2) == (10 * 18 + 9 * 3) / 2

    def test_nothing_known_says_nothing_and_an_unknown_notebook_costs_what_others_do(self) -> None:
        costs = Costs({"new": 4}, {})
        assert costs.seconds_left(1) is None
        costs = Costs({"new": 4, "old": 1}, {"old": 2.0})
        assert costs.seconds_left(1) == 10

    def test_one_long_run_does_not_move_the_median(self) -> None:
        costs = Costs({"one": 9}, {})
        for seconds in (1.0, 1.0, 50.0):
            costs.ended("one", "Port Hollis", seconds)
        assert costs.seconds_left(1) == 6

    def test_earlier_costs_leave_failures_out(self) -> None:
        records = [JobRecord("one", "a", None, "", 3.0), JobRecord("two", "a", WHY, "", 90.0)]
        assert earlier_costs([DistrictWork("99010000", "x", {}, {one.brief: one for one in records})]) == {"one": 3.0}


def test_the_line_counts_what_is_done_failed_unchanged_and_left(batch: Any) -> None:
    _, jobs, costs, _ = batch
    said = io.StringIO()
    progress = BuildProgress(3, Console(file=said, width=200), costs, workers=2, unchanged_n=1)
    progress.begun -= 60
    costs.ended("other", "Port Hollis", 2.0)
    progress.ended(jobs[1], outcome(jobs[1], 2.0))
    costs.ended("other", "Under-Wood", 2.0)
    progress.ended(jobs[3], outcome(jobs[3], 2.0, WHY))
    progress.say()
    assert "failed: " in said.getvalue()
    line = said.getvalue().splitlines()[-1]
    assert line == "briefs: 1 done, 1 failed, 1 unchanged, 1 left; 1:00 elapsed, 2 a minute, about 0:02 left"
    assert list(slowest(costs)) == ["     2.0 s  other, median of 2, longest 2.0 s (Under-Wood)"]
