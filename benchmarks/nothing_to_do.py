"""How long a build takes that finds nothing to do: `ssos briefs build` on so many districts and every notebook.

    python benchmarks/nothing_to_do.py EXAMPLE [--districts 400] [--rounds 3]

EXAMPLE is a folder of the example state (data/example). One of its districts is built; its folders then stand for every other
district (their code in place of its own), which are added to a copy of the store. So the command is the real one, and looks at as
many records, files and digests as it would after a build of the whole state. Prints each round and the median.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ssos_analysis.press.freshness import reads_of
from ssos_analysis.press.outputs import note_outputs
from ssos_analysis.press.records import Ask, JobRecord, Product, write_whole
from ssos_analysis.reads import DataNow
from ssos_analysis.sources.store import Store

BUILT = "99010000"


def main() -> None:
    """Build one, copy it, and time the command."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("example", type=Path)
    words.add_argument("--districts", type=int, default=400)
    words.add_argument("--rounds", type=int, default=3)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(given.example, root / "example")
        codes = add_districts(Store.open(root / "example" / "store"), given.districts)
        product = Product.of(root / "reports", invented=True)
        print(f"first build of one district: {build(root, BUILT)[0]:.1f} s", flush=True)
        briefs = copies(product, DataNow(Store.open(root / "example" / "store")), codes)
        files = sum(path.is_file() for path in product.site.rglob("*"))
        jobs = sum(len(work.records) for work in product.districts())
        print(f"{len(product.districts())} districts, {jobs} briefs, {files} files in site/", flush=True)
        build(root, BUILT, *codes, "--notebooks", *briefs)
        took = [build(root, BUILT, *codes, "--notebooks", *briefs) for _ in range(given.rounds)]
        told = json.loads((product.work() / "run.json").read_text("utf-8"))
        for what, seconds in (("by the clock", [clock for clock, _ in took]), ("of processor", [work for _, work in took])):
            rounds = ", ".join(f"{one:.2f}" for one in seconds)
            print(f"nothing to do, {what}: {rounds} s; median {statistics.median(seconds):.2f} s")
        print(told["counts"])


def add_districts(store: Store, districts_n: int) -> list[str]:
    """Enrollment of so many more districts, whose codes are of invented ones too."""
    held = store.table("enrollment_by_grade")
    rows = held[held["org_code"] == BUILT]
    codes = [f"{9500 + number:04d}0000" for number in range(1, districts_n)]
    more = [rows.assign(org_code=code, org_name=f"District {code}") for code in codes]
    store.replace({"enrollment_by_grade": pd.concat([held, *more], ignore_index=True)}, store.sources())
    return codes


def copies(product: Product, data: DataNow, codes: list[str]) -> list[str]:
    """The folders of one district for every other; the briefs that it has, since a failure would run again each time."""
    work = product.known(BUILT)
    work = replace(work, records={brief: record for brief, record in work.records.items() if record.failure is None})
    [site] = product.site.glob(f"{BUILT}-*")
    reads = {brief: reads_of(product.work(BUILT) / f"{brief}.ipynb") for brief in work.records}
    for code in codes:
        name = f"District {code}"
        target = product.site / f"{code}-district-{code}"
        shutil.copytree(site, target)
        product.work(code).mkdir(parents=True)
        for brief, record in work.records.items():
            shutil.copyfile(product.work(BUILT) / f"{brief}.ipynb", product.work(code) / f"{brief}.ipynb")
            inputs = {**record.made_from["inputs"], "parameters": {"district_code": code}, "params_of_district": ""}
            region = {**reads[brief], "region": data.region(code)}
            made_from = {"inputs": inputs, "read": data.settle(code, region)}
            write_small(product.work(code) / f"{brief}.json", replace(record, made_from=made_from))
        asks = {brief: Ask(work.asked[brief].ask, {"district_code": code}) for brief in work.records}
        product.ask(code, name, asks)
        decided = product.work(BUILT) / ".decisions"
        if decided.is_file():
            shutil.copyfile(decided, product.work(code) / ".decisions")
        note_outputs(product, code, target.name, work.records)
    return list(work.records)


def write_small(path: Path, record: JobRecord) -> None:
    write_whole(path, record.to_json())


def build(root: Path, *words: str) -> tuple[float, float]:
    """Seconds of the command, as it is typed: by the clock, and of processor."""
    command = Path(sys.executable).with_name("ssos")
    environment = {**os.environ, "SSOS_EXAMPLE": str(root / "example"), "SSOS_REPORTS": str(root / "reports")}
    began, before = time.perf_counter(), os.times()
    called = [command, "briefs", "build", "--example", "--districts", *words]
    done = subprocess.run(called, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the command failed; is EXAMPLE of an older generator?\n{done.stdout[-1000:]}\n{done.stderr[-1000:]}")
    after = os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, work


if __name__ == "__main__":
    main()
