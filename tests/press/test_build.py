"""One batch with every way to end, looked at from many sides; then batches that are stopped, full, or two at once."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from ssos_analysis.press import build as building
from ssos_analysis.press import records, site, state_pages
from ssos_analysis.press.build import Result, build
from ssos_analysis.press.engines import STOCK, WARM
from ssos_analysis.press.plan import read_templates
from ssos_analysis.press.records import DONE, EARLIER, FAILED, MISSING, Product
from ssos_analysis.press.status import status_lines

FIRST, SECOND = "99010000", "99020000"
ENDS = ("good", "raising", "leaving", "kernel_killed", "worker_killed", "endless", "sometimes")
OF_FIRST = ("good", "raising", "sometimes")  # the first district is spared the slow ends


def tree(folder: Path) -> dict[str, str]:
    """Every file of a folder with the hash of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_tree_of_a_folder_tells_a_changed_byte(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = tree(tmp_path)
    (tmp_path / "a").write_text("2")
    assert tree(tmp_path) != before


@pytest.fixture(scope="module", params=[WARM, STOCK])
def batch(module_rig: Any, request: pytest.FixtureRequest) -> tuple[Any, Product, Result, list[Any]]:
    """Two districts, seven notebooks, two at once, with each engine."""
    product = Product.of(module_rig.folder / request.param, invented=True)
    templates = module_rig.templates(*ENDS)
    watcher = module_rig.watcher()
    jobs = [job for job in module_rig.jobs(templates) if job.district.code == SECOND or job.template.brief in OF_FIRST]
    settings = module_rig.settings(cell_seconds=5, engine=request.param)
    result = build(jobs, product, [t.spec for t in templates], settings, watcher, invented=True)
    return module_rig, product, result, watcher.ended_jobs


@pytest.mark.slow
class TestABatchWithEveryEnd:
    def test_every_job_ends_once_and_only_good_ones_are_done(self, batch: Any) -> None:
        _, _, result, ended = batch
        assert len(ended) == len({(code, brief) for code, brief, _ in ended}) == len(ENDS) + len(OF_FIRST)
        done = {(job.district.code, job.template.brief) for job in result.done}
        assert done == {("99010000", "good"), ("99020000", "good"), ("99010000", "sometimes")}
        assert len(result.failed) == len(ended) - 3
        assert result.exit_code == 1

    @pytest.mark.parametrize(
        ("brief", "cell", "error", "message"),
        [
            ("raising", 5, "ValueError", "no such group in x.parquet"),
            ("leaving", 5, "SystemExit", "0"),
            ("kernel_killed", 5, "DeadKernel", "the kernel ended while the cell ran"),
            ("worker_killed", None, "WorkerDied", " ended"),
            ("endless", 5, "CellTimeout", "more than 5 seconds"),
            ("sometimes", 5, "AssertionError", "this district only"),
        ],
    )
    def test_a_failure_names_cell_error_and_reason(
        self, batch: Any, brief: str, cell: int | None, error: str, message: str
    ) -> None:
        _, _, result, _ = batch
        [failure] = [f for job, f in result.failed if job.template.brief == brief and job.district.code == "99020000"]
        assert (failure.cell, failure.error) == (cell, error)
        assert message in failure.message
        assert "/home" not in str(failure)

    def test_only_finished_briefs_have_a_page(self, batch: Any) -> None:
        _, product, _, _ = batch
        assert {path.name for path in (product.site / "99010000-port-hollis").glob("*.html")} == {
            "index.html",
            "good.html",
            "sometimes.html",
        }
        [second] = product.site.glob("99020000-*")
        assert second.name.isascii()
        assert {path.name for path in second.glob("*.html")} == {"index.html", "good.html"}

    def test_the_site_holds_no_path_no_notebook_and_no_reason(self, batch: Any) -> None:
        rig, product, _, _ = batch
        files = [path for path in product.site.rglob("*") if path.is_file()]
        assert any(path.suffix == ".html" for path in files)
        for path in files:
            assert path.suffix in {".html", ".json", ".csv"}
            text = path.read_text("utf-8")
            assert str(rig.folder) not in text
            assert "no such group" not in text

    def test_index_and_json_tell_which_briefs_failed(self, batch: Any) -> None:
        _, product, _, _ = batch
        told = json.loads((product.site / "index.json").read_text("utf-8"))
        assert told["invented"] is True
        states = {district["code"]: {b["brief"]: b["state"] for b in district["briefs"]} for district in told["districts"]}
        assert states[FIRST] == {"good": DONE, "raising": FAILED, "sometimes": DONE}
        assert states[SECOND] == {**dict.fromkeys(ENDS, FAILED), "good": DONE}
        assert [district["status"] for district in told["districts"]] == ["Partly built", "Partly built"]
        assert "Partly built" in product.index.read_text("utf-8")

    def test_the_run_record_names_inputs_parameters_and_files(self, batch: Any) -> None:
        _, product, _, _ = batch
        folder = product.site / "99010000-port-hollis"
        told = json.loads((folder / "run.json").read_text("utf-8"))
        assert told["sources"][0]["sha256"].startswith("0123456789ab")
        assert set(told["briefs"]) == {"good", "sometimes"}
        assert told["briefs"]["good"]["versions"] == {"ssos_analysis": "test"}
        assert told["files"] == {name: digest for name, digest in tree(folder).items() if name != "run.json"}

    def test_tables_get_legal_names_of_their_own(self, batch: Any) -> None:
        _, product, _, _ = batch
        data = product.site / "99010000-port-hollis" / "data"
        assert {path.name for path in data.iterdir()} == {"good-unsafe-name.csv", "sometimes-unsafe-name.csv"}
        assert (data / "good-unsafe-name.csv").read_text("utf-8") == "group,rate\nall,29\n"

    def test_executed_notebooks_stay_in_work_and_scratch_is_gone(self, batch: Any) -> None:
        _, product, _, _ = batch
        kept = {path.name for path in product.work("99010000").iterdir()}
        assert {"good.ipynb", "good.json", "raising.ipynb", "raising.json", "raising.log", "asked.json"} <= kept
        assert "good.log" not in kept
        assert not list(product.work().glob(".batch-*"))
        assert not [path for path in product.root.rglob("*") if path.name.startswith((".stage", ".new", ".replaced"))]

    def test_no_process_is_left(self, batch: Any) -> None:
        store = str(batch[0].folder / "no-store")
        assert until(lambda: not processes_with(store))  # a kernel looks for its parent once a second

    def test_status_tells_each_failure_and_the_way_on(self, batch: Any) -> None:
        rig, product, _, _ = batch
        lines = list(status_lines(product, [t.spec for t in rig.templates(*ENDS)]))
        assert "99010000  Port Hollis: 2 of 3 done" in lines
        assert any(line.startswith("    raising: failed: cell 5: ValueError") for line in lines)
        assert lines[-2:] == ["2 districts: 3 done, 7 failed, 0 missing.", "Build the rest with: ssos briefs retry --example"]

    def test_a_rebuild_is_byte_identical(self, batch: Any, module_rig: Any) -> None:
        _, product, _, _ = batch
        templates = module_rig.templates("good")
        before = tree(product.site)
        specs = [t.spec for t in module_rig.templates(*ENDS)]
        build(module_rig.jobs(templates), product, specs, module_rig.settings(workers=1), module_rig.watcher(), invented=True)
        assert tree(product.site) == before


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether it comes true in time; a machine under load takes longer."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.1)
    return is_so()


def processes_with(store: str) -> list[psutil.Process]:
    """Processes of batches with this store that run now, also those whose parents are gone: their environment tells."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("SSOS_STORE") == store:
                found.append(process)
    return found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, module_rig: Any) -> Path:
    """The product of one district with two good briefs."""
    reports = tmp_path_factory.mktemp("published")
    templates = module_rig.templates("good", "sometimes")
    jobs = module_rig.jobs(templates, module_rig.districts[:1])
    product = Product.of(reports, invented=True)
    result = build(
        jobs, product, [t.spec for t in templates], module_rig.settings(workers=1), module_rig.watcher(), invented=True
    )
    assert result.exit_code == 0
    return reports


@pytest.fixture
def built(rig: Any, published: Path) -> tuple[Any, Product, list[Any]]:
    """A copy of it to do harm to."""
    shutil.copytree(published, rig.folder / "reports")
    return rig, Product.of(rig.folder / "reports", invented=True), rig.templates("good", "sometimes")


def again(rig: Any, product: Product, templates: Any, chosen: Any) -> Result:
    """Build some of the first district's briefs again."""
    jobs = rig.jobs(chosen, rig.districts[:1])
    return build(jobs, product, [t.spec for t in templates], rig.settings(workers=1), rig.watcher(), invented=True)


def test_a_brief_that_fails_later_takes_its_page_away(built: Any) -> None:
    rig, product, templates = built
    rig.write_notebook("notebooks/good.ipynb", "1 / 0")
    result = build(
        rig.jobs(templates[:1], rig.districts[:1]),
        product,
        [t.spec for t in templates],
        rig.settings(),
        rig.watcher(),
        invented=True,
    )
    assert [str(failure) for _, failure in result.failed] == ["cell 5: ZeroDivisionError: division by zero"]
    folder = product.site / "99010000-port-hollis"
    assert {path.name for path in folder.glob("*.html")} == {"index.html", "sometimes.html"}
    assert "good.html" not in (folder / "sometimes.html").read_text("utf-8")
    assert {path.name for path in (folder / "data").iterdir()} == {"sometimes-unsafe-name.csv"}


def test_a_full_disk_leaves_what_was_published_and_says_so(built: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rig, product, templates = built
    before = tree(product.site)
    kept = tree(product.work("99010000"))

    def full(path: Path, text: str, **_: object) -> None:
        if path.suffix == ".csv":  # the pages fit, the tables do not
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        records.write_whole(path, text)

    monkeypatch.setattr(site, "write_whole", full)
    result = again(rig, product, templates, templates)
    assert [failure.error for _, failure in result.failed] == ["NotPublished", "NotPublished"]
    assert result.failed[0][1].message == "No space left on device"
    assert tree(product.site / "99010000-port-hollis") == {
        name.removeprefix("99010000-port-hollis/"): digest
        for name, digest in before.items()
        if name.startswith("99010000-port-hollis/")
    }
    changed = {name for name, digest in tree(product.work("99010000")).items() if kept.get(name) != digest}
    assert changed == {"asked.json"}
    monkeypatch.undo()
    work = product.known("99010000")
    assert [work.state(t.brief) for t in templates] == [EARLIER, EARLIER]


def test_too_little_space_is_said_before_anything_runs(rig: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1_000_000})())
    templates = rig.templates("good")
    product = Product.of(rig.folder / "reports", invented=True)
    watcher = rig.watcher()
    with pytest.raises(building.PressError, match="1 MB free"):
        build(rig.jobs(templates), product, [t.spec for t in templates], rig.settings(), watcher, invented=True)
    assert watcher.ended_jobs == []


def test_an_index_that_cannot_be_made_leaves_the_briefs_and_the_end_of_the_batch_told(
    built: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, product, templates = built
    before = product.index.read_bytes(), (product.site / "index.json").read_bytes()

    def refused(*_: object, **__: object) -> str:
        raise building.PressError("a table says nothing", where="index.html of the site")

    monkeypatch.setattr(state_pages, "render_site_index", refused)
    result = again(rig, product, templates, templates[:1])
    assert len(result.done) == 1
    assert result.index_fault is not None
    assert "a table says nothing" in str(result.index_fault)
    assert result.exit_code == 1
    assert (product.index.read_bytes(), (product.site / "index.json").read_bytes()) == before


def test_a_file_where_the_reports_should_be_is_said(rig: Any) -> None:
    (rig.folder / "reports").write_text("a file")
    templates = rig.templates("good")
    product = Product.of(rig.folder / "reports", invented=True)
    with pytest.raises(building.PressError, match="Not a directory"):
        build(rig.jobs(templates), product, [t.spec for t in templates], rig.settings(), rig.watcher(), invented=True)


def test_a_build_killed_between_two_renames_is_put_right(built: Any) -> None:
    _, product, _ = built
    folder = product.site / "99010000-port-hollis"
    aside = product.work("99010000") / ".replaced"
    aside.mkdir()
    before = tree(folder)
    folder.rename(aside / folder.name)
    site.put_back(product, "99010000")
    assert tree(folder) == before
    assert not aside.exists()


BATCH = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import Rig
from ssos_analysis.press.build import build
from ssos_analysis.press.records import Product

if __name__ == "__main__":
    rig = Rig(Path({folder!r}))
    templates = rig.templates(*{briefs!r})
    jobs = rig.jobs(templates, rig.districts)
    product = Product.of(rig.folder / "reports", invented=True)
    watcher = rig.watcher(lambda: print("ended", flush=True))
    result = build(jobs, product, [t.spec for t in templates], rig.settings(workers=1, engine={engine!r}), watcher, invented=True)
    sys.exit(result.exit_code)
"""


def begin(rig: Any, *briefs: str, engine: str = WARM) -> subprocess.Popen[str]:
    """A batch in a process of its own, as the command runs one."""
    script = rig.folder / "batch.py"
    script.write_text(BATCH.format(tests=str(Path(__file__).parent), folder=str(rig.folder), briefs=briefs, engine=engine))
    return subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, start_new_session=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "engine"), [(signal.SIGINT, 130, WARM), (signal.SIGTERM, 143, WARM), (signal.SIGINT, 130, STOCK)]
)
def test_a_stopped_batch_leaves_whole_what_ended_and_no_process(rig: Any, number: int, code: int, engine: str) -> None:
    batch = begin(rig, "late", engine=engine)  # ends in the first district, never in the second
    assert batch.stdout is not None
    assert batch.stdout.readline() == "ended\n"
    product = Product.of(rig.folder / "reports", invented=True)
    assert until(lambda: any(product.work().glob(".batch-*/*/cwd/begun")))
    family = psutil.Process(batch.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(batch.pid, number)  # as a terminal does: the whole group hears Ctrl-C
    else:
        batch.send_signal(number)
    assert batch.wait(timeout=15) == code
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    assert [product.known(district.code).state("late") for district in rig.districts] == [DONE, MISSING]
    assert [path.name for path in product.site.glob("99*")] == ["99010000-port-hollis"]
    assert "99010000-port-hollis/index.html" in product.index.read_text("utf-8")
    assert not list(product.work().glob(".batch-*"))


@pytest.mark.slow
def test_a_second_batch_is_told_who_is_at_work_and_one_that_was_killed_is_taken_up(rig: Any) -> None:
    batch = begin(rig, "late")  # ends in the first district, never in the second
    product, store = Product.of(rig.folder / "reports", invented=True), str(rig.folder / "no-store")
    assert batch.stdout is not None
    assert batch.stdout.readline() == "ended\n"
    assert until(lambda: any(product.work().glob(".batch-*/*/cwd/begun")))
    [template] = rig.templates("late")
    with pytest.raises(building.PressError, match=f"process {batch.pid} on .*, since"):
        build(rig.jobs([template]), product, [template.spec], rig.settings(), rig.watcher(), invented=True)
    batch.kill()
    batch.wait()
    assert until(lambda: not processes_with(store))
    assert [product.known(district.code).state("late") for district in rig.districts] == [DONE, MISSING]
    rig.write_notebook("notebooks/late.ipynb")  # mended: it ends
    result = build(rig.jobs([template])[1:], product, [template.spec], rig.settings(), rig.watcher(), invented=True)
    assert result.exit_code == 0
    assert [product.known(district.code).state("late") for district in rig.districts] == [DONE, DONE]
    assert not list(product.work().glob(".batch-*/"))


@pytest.mark.slow
def test_a_reader_never_finds_half_a_folder_while_it_is_built_again(built: Any) -> None:
    rig, product, templates = built
    torn: list[str] = []
    over = threading.Event()

    def read() -> None:
        """A reader who comes all the time: a folder is there whole, or not there."""
        while not over.is_set():
            for folder in product.site.glob("9901*"):
                try:
                    names = {path.name for path in folder.iterdir()}
                except FileNotFoundError:
                    continue
                if names and names != {"index.html", "good.html", "sometimes.html", "run.json", "data"}:
                    torn.append(f"{folder.name}: {sorted(names)}")
            time.sleep(0.001)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        again(rig, product, templates, templates)
    finally:
        over.set()
        reader.join()
    assert torn == []
    assert product.known(FIRST).state("good") == DONE
    [folder] = product.site.glob("99*")
    told = json.loads((folder / "run.json").read_text("utf-8"))
    assert told["files"] == {name: digest for name, digest in tree(folder).items() if name != "run.json"}
    assert nbformat.read(product.work("99010000") / "good.ipynb", as_version=4).cells


@pytest.mark.slow
def test_a_damaged_file_of_the_store_fails_the_briefs_that_read_it_and_no_other(
    rig: Any, example_store: Path, tmp_path: Path
) -> None:
    shutil.copytree(example_store / "store", tmp_path / "example" / "store")
    damaged = [path for path in (tmp_path / "example" / "store").rglob("*.parquet") if "attendance" in str(path)]
    assert damaged
    for path in damaged:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    templates = [template for template in read_templates() if template.brief == "chronic_absenteeism"] + rig.templates("good")
    product, settings = Product.of(rig.folder / "reports", invented=True), rig.settings()
    settings.environment["SSOS_EXAMPLE"] = str(tmp_path / "example")
    jobs = rig.jobs(templates, rig.districts[:1])
    result = build(jobs, product, [t.spec for t in templates], settings, rig.watcher(), invented=True)
    assert [job.template.brief for job in result.done] == ["good"]
    [(job, failure)] = result.failed
    assert (job.template.brief, failure.error) == ("chronic_absenteeism", "StoreError")
    assert not list(product.site.rglob("chronic_absenteeism.html"))
