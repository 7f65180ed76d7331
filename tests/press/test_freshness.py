"""Which jobs run again and why: each thing a page is made from names itself; a failure and a harmed file never stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ssos_analysis.press import inputs
from ssos_analysis.press.engine import Outcome
from ssos_analysis.press.freshness import Due, Freshness, explained
from ssos_analysis.press.plan import Job, job_of, read_template
from ssos_analysis.press.publishing import publish
from ssos_analysis.press.records import DONE, EARLIER, Ask, Failure, Product
from ssos_analysis.press.worker import Run
from tests.press.executed_brief import notebook


class DataOf:
    """Data that are one word for each district."""

    def __init__(self, **words: str) -> None:
        self.words = words

    def settle(self, district_code: str, reads: Mapping[str, Any]) -> dict[str, Any]:
        return {"word": self.words.get(district_code, ""), "read": dict(reads)}

    def changes(self, district_code: str, settled: Mapping[str, Any]) -> list[str]:
        return [] if settled["word"] == self.words.get(district_code, "") else ["data of the district changed: words"]

    def renewed(self, settled: Mapping[str, Any]) -> dict[str, Any]:
        return dict(settled)


class Shop:
    """Two districts, two briefs, published from notebooks made by hand: no kernel runs."""

    def __init__(self, rig: Any) -> None:
        self.rig, self.product = rig, Product.of(rig.folder / "reports", invented=True)
        self.templates = rig.templates("good", "other")
        self.data = DataOf()
        self.jobs: list[Job] = rig.jobs(self.templates)

    def freshness(self) -> Freshness:
        return Freshness(self.product, self.data)

    def publish(self, *, failing: str = "", ask: str = "first", briefs: tuple[str, ...] = ("good", "other")) -> None:
        freshness = self.freshness()
        for district in self.rig.districts:
            jobs = [job for job in self.jobs if job.district == district and job.template.brief in briefs]
            ended = {job.template.brief: self._ran(job, failing == job.template.brief) for job in jobs}
            specs = [template.spec for template in self.templates]
            publish(jobs, ended, self.product, specs, ask, invented=True, freshness=freshness)

    def _ran(self, job: Job, is_failing: bool) -> Outcome:
        folder = self.rig.folder / "runs" / job.district.code / job.template.brief
        folder.mkdir(parents=True, exist_ok=True)
        run = Run(job.template.brief, job.template.path, folder, job.parameters, True, 1, 30)
        if is_failing:
            return Outcome(run, Failure(5, "ValueError", "no"), 0.5)
        executed = notebook(job.district.name, code=job.district.code)
        table = executed.cells[-2].outputs[-1].metadata["ssos"]
        table |= {"kind": "table", "id": "t", "csv_name": f"{job.template.brief}-t", "csv": "group,n\nall,29\n"}
        executed.cells[-1].outputs[-1].metadata["ssos"]["reads"] = json.dumps({"slices": ["words"]})
        nbformat.write(executed, run.executed)
        return Outcome(run, None, 1.234)

    def reasons(self, freshness: Freshness | None = None) -> dict[tuple[str, str], tuple[str, ...]]:
        """Of the jobs that would run."""
        due = (freshness or self.freshness()).due(self.jobs)
        return {(one.job.district.code[:4], one.job.template.brief): one.reasons for one in due if one.reasons}

    @property
    def folder(self) -> Path:
        return self.product.site / "99010000-port-hollis"


@pytest.fixture
def shop(rig: Any) -> Shop:
    made = Shop(rig)
    made.publish()
    return made


def test_what_was_never_built_runs_and_what_stands_does_not(rig: Any) -> None:
    shop = Shop(rig)
    assert set(shop.reasons().values()) == {("never built",)}
    assert len(shop.reasons()) == 4
    shop.publish()
    assert shop.reasons() == {}
    record = shop.product.known("99010000").records["good"]
    assert record.made_from["read"]["read"] == {"slices": ["words"]}


def test_a_district_whose_data_changed_is_the_only_one_to_run(shop: Shop) -> None:
    shop.data = DataOf(**{"99020000": "new"})
    assert shop.reasons() == dict.fromkeys([("9902", "good"), ("9902", "other")], ("data of the district changed: words",))


def rewrite(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_a_sentence_changed_in_a_notebook_runs_that_notebook_alone(shop: Shop) -> None:
    rewrite(shop.templates[0].path, "Two sentences. Here.", "Two sentences, one of them new.")
    assert shop.reasons() == dict.fromkeys([("9901", "good"), ("9902", "good")], ("notebook changed",))


def test_outputs_ids_and_idle_tags_of_a_notebook_change_nothing(shop: Shop) -> None:
    held = nbformat.read(shop.templates[0].path, as_version=4)
    for place, cell in enumerate(held.cells):
        cell["id"] = f"other-{place}"
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    held.cells[2].execution_count = 9
    nbformat.write(held, shop.templates[0].path)
    assert shop.reasons() == {}
    held.cells[2].metadata["tags"].append("raises-exception")
    nbformat.write(held, shop.templates[0].path)
    assert {brief for _, brief in shop.reasons()} == {"good"}


@pytest.mark.parametrize(
    ("part", "words"),
    [("_code", "package code changed"), ("_template", "page template changed"), ("_lock", "lock changed, or another Python")],
)
def test_code_template_and_lock_run_everything(shop: Shop, part: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs.InputsNow, part, "another")
    assert set(shop.reasons().values()) == {(words,)}
    assert len(shop.reasons()) == 4


def test_the_code_of_the_package_is_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    for name in ("a.py", "part/b.py"):
        (tmp_path / name).write_text("1")
    before = inputs.digest_of_files(tmp_path.rglob("*.py"), tmp_path)
    (tmp_path / "part" / "b.py").write_text("2")
    assert inputs.digest_of_files(tmp_path.rglob("*.py"), tmp_path) != before


def test_parameters_and_a_changed_title_name_themselves(shop: Shop) -> None:
    good = shop.templates[0]
    retitled = good.spec.model_copy(update={"title": "Another"})
    shop.jobs = [
        job_of(shop.rig.districts[0], good, {"school_year": 2020}),
        job_of(shop.rig.districts[1], read_template(retitled, good.path), {}),
    ]
    assert shop.reasons() == {
        ("9901", "good"): ("parameters changed: school_year",),
        ("9902", "good"): ("params/briefs/ changed its title, question or place",),
    }


def test_a_failure_never_stands(shop: Shop) -> None:
    shop.publish(failing="other", ask="second")
    assert set(shop.reasons()) == {("9901", "other"), ("9902", "other")}
    assert shop.reasons()["9901", "other"] == ("failed last time: cell 5: ValueError: no",)


def tamper(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))


@pytest.mark.parametrize(
    ("name", "harm", "words", "briefs"),
    [
        ("good.html", Path.unlink, "output missing: good.html", {"good"}),
        ("good.html", tamper, "output changed by someone else: good.html", {"good"}),
        ("index.html", tamper, "output changed by someone else: index.html", {"good", "other"}),
        ("run.json", Path.unlink, "output missing: run.json", {"good", "other"}),
    ],
)
def test_an_output_that_is_gone_or_changed_runs_again(
    shop: Shop, name: str, harm: Callable[[Path], object], words: str, briefs: set[str]
) -> None:
    harm(shop.folder / name)
    assert shop.reasons() == {("9901", brief): (words,) for brief in briefs}


def test_a_download_belongs_to_its_brief_and_touching_it_harms_nothing(shop: Shop) -> None:
    [table, *_] = sorted((shop.folder / "data").glob("other-*.csv"))
    table.touch()
    assert shop.reasons() == {}
    tamper(table)
    assert set(shop.reasons()) == {("9901", "other")}
    (shop.product.work("99020000") / ".outputs").write_text("{")
    assert set(shop.reasons()) == {("9901", "other"), ("9902", "good"), ("9902", "other")}


def test_force_runs_what_stands(shop: Shop) -> None:
    assert {one.reasons for one in shop.freshness().due(shop.jobs, force=True)} == {("asked for with --force",)}


def test_a_page_that_stands_answers_a_build_that_was_stopped(shop: Shop) -> None:
    shop.product.ask("99010000", "Port Hollis", {"good": Ask("stopped", {"district_code": "99010000"})})
    assert shop.product.known("99010000").state("good") == EARLIER
    freshness = shop.freshness()
    assert shop.reasons(freshness) == {}
    assert freshness.keep(shop.jobs)
    assert shop.product.known("99010000").state("good") == DONE
    assert not freshness.keep(shop.rig.jobs(shop.templates[1:]))


def test_records_of_an_earlier_version_are_built_anew(shop: Shop) -> None:
    path = shop.product.work("99010000") / "good.json"
    held = json.loads(path.read_text())
    for made_from in ({}, {"inputs": {"code": "1"}, "read": {}}, {**held["made_from"], "read": {}}):
        path.write_text(json.dumps({**held, "made_from": made_from}))
        assert shop.reasons() == {("9901", "good"): ("what its page was made from is not known",)}


def test_the_explanation_names_each_job_and_counts_reasons(shop: Shop) -> None:
    due = [Due(shop.jobs[0], ("never built",)), Due(shop.jobs[1], ()), Due(shop.jobs[2], ("notebook changed", "never built"))]
    lines = list(explained(due))
    assert lines[0] == "Port Hollis (99010000), good: never built"
    assert lines[1].endswith("good: notebook changed; never built")
    assert "  2 x never built" in lines
    assert lines[-1] == "2 of 3 briefs would run; 1 unchanged."
