"""`ssos briefs` from the words typed to the exit code, on a clone and stores made for the test."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from ssos_analysis import workspace
from ssos_analysis.cli import app
from ssos_analysis.cli.build_end import tell_end
from ssos_analysis.cli.many_values import spread
from ssos_analysis.press.build import Result
from ssos_analysis.press.records import Product, write_whole
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.example.build import STAMP, STORE, version_stamp
from ssos_analysis.sources.store import Store

SOURCE = SourceUse(
    "abcabcabcabc", "abcabcabcabc" + "0" * 52, "e.xlsx", "", "enrollment_by_grade", "Enrollment", "2025 Enrollment", "", ""
)
REAL = {"00350000": ("Boston", 2025), "02810000": ("Springfield", 2025), "09990000": ("Closed Regional", 2019)}
INVENTED = {"99010000": ("Port Hollis", 2025), "99020000": ("Under Wood (District)", 2025)}
NOTEBOOK = """
import json
from IPython.display import display

def show(kind, **about):
    display({"text/html": "<h1>T</h1>"}, raw=True, metadata={"ssos": {"kind": kind, **about}})

show("heading", title="T", question="Q?", district_code=district_code, district_name="D", school_year_label="2024-25",
     invented=True, description="A page made for a test, long enough to describe it.")
assert school_year != 2011, "a year to fail in"
show("sources", record=json.dumps({"notebook": "n", "district_code": district_code, "district_name": "D", "sources": [],
     "parameters": {"school_year": school_year}, "invented": True, "hidden": [], "versions": {}}))
"""


def fill(store: Store, districts: dict[str, tuple[str, int]]) -> None:
    """A store with one enrollment total for each district."""
    table = TABLES["enrollment_by_grade"]
    rows = pd.DataFrame({name: pd.Series([None] * len(districts), dtype=object) for name in table.names})
    rows["org_code"], rows["org_level"] = list(districts), "district"
    rows["org_name"] = [name for name, _ in districts.values()]
    rows["school_year"] = [year for _, year in districts.values()]
    rows["student_group"], rows["grade"] = "all_students", "ALL"
    rows["students_n"], rows["students_n__status"] = 500.0, "reported"
    rows["students_n__decimals"] = np.zeros(len(districts), dtype="int8")
    rows["students_n__text"], rows["publication"] = "500", SOURCE.publication
    rows["source_id"], rows["source_row"] = SOURCE.source_id, 1
    store.replace({table.name: rows}, [SOURCE])


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with one brief and an example state of two districts; no store of real data yet."""
    real_home = workspace.home()
    home = tmp_path / "clone"
    (home / "params" / "briefs").mkdir(parents=True)
    for path in (real_home / "params").iterdir():
        if path.name != "briefs":
            (home / "params" / path.name).symlink_to(path)
    (home / "params" / "briefs" / "only.yml").write_text(
        'brief: only\nnotebook: notebooks/only.ipynb\ntitle: "The only brief"\nquestion: "Q?"\norder: 1\n'
    )
    (home / "notebooks").mkdir()
    parameters = new_code_cell('district_code = "99010000"\nschool_year = None', metadata={"tags": ["parameters"]})
    nbformat.write(new_notebook(cells=[parameters, new_code_cell(NOTEBOOK)]), home / "notebooks" / "only.ipynb")
    (home / "reports").mkdir()
    for name in ("templates", "pages"):
        (home / "reports" / name).symlink_to(real_home / "reports" / name)
    for name, path in (("SSOS_HOME", home), ("SSOS_EXAMPLE", home / "data" / "example"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, str(path))
    example = home / "data" / "example"
    fill(Store.create(example / STORE, invented=True), INVENTED)
    (example / STAMP).write_text(json.dumps({"invented": True, "version": version_stamp()}))
    return home


@pytest.mark.usefixtures("clone")
def test_the_way_on_is_told_as_it_must_be_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for reports, more in ((workspace.reports_path(), ""), (tmp_path / "my briefs", f" --reports '{tmp_path}/my briefs'")):
        product = Product.of(reports, invented=True)
        write_whole(product.index, "an index")
        tell_end(Result(exit_code_if_stopped=130), product, running_n=4)
        said = capsys.readouterr().out
        assert f"ssos briefs retry --example{more}\n" in said
        assert f"ssos briefs open --example{more}\n" in said


def run(*words: str) -> tuple[int, str]:
    """Exit code, and everything that was said."""
    answer = CliRunner().invoke(app, ["briefs", *words])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def test_values_after_one_flag_are_spread_and_nothing_else_is() -> None:
    many = {"--districts", "--notebooks"}
    assert spread(["--districts", "a", "b", "--jobs", "2", "--notebooks", "n"], many) == [
        *("--districts", "a", "--districts", "b", "--jobs", "2", "--notebooks", "n")
    ]
    assert spread(["--districts=a", "b", "--", "c"], many) == ["--districts=a", "--districts", "b", "--", "c"]
    assert spread(["x", "--districts"], many) == ["x", "--districts"]


@pytest.mark.usefixtures("clone")
def test_without_a_store_both_ways_on_are_told() -> None:
    for words in (("--districts", "all"), ("--districts", "Boston", "0281")):
        code, said = run("build", *words)
        assert code == 2
        assert "ssos data import" in said
        assert "ssos briefs build --example" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "no district was named"),
        (("--districts", "Bostn", "0035"), "Boston (00350000)"),
        (("--districts", "Boston", "Port Hollis"), "never built together"),
        (("--districts", "Boston", "99010000"), "never built together"),
        (("--districts", "all", "Boston"), "`all` stands beside names"),
        (("--districts", "Boston", "--notebooks", "onl"), "did you mean only"),
        (("--districts", "Boston", "--school-year", "24"), "not a spring year"),
        (("--districts", "Boston", "--as-of", "2024-01-01"), "no parameter 'as_of'"),
        (("--example", "--districts", "Boston"), "'Boston' is no district"),
        (("--districts", "Boston", "--jobs", "0"), "--jobs"),
        (("--roster", "none.csv"), "does not exist"),
    ],
)
def test_what_cannot_be_built_is_a_usage_fault_and_touches_nothing(clone: Path, words: tuple[str, ...], told: str) -> None:
    fill(Store.create(clone / "data" / "store", invented=False), REAL)
    code, said = run("build", *words)
    assert code == 2
    assert told in said
    assert not (clone / "reports" / "built").exists()


def test_an_invented_store_is_no_store_of_real_data(clone: Path) -> None:
    code, said = run("build", "--districts", "Port Hollis", "--store", str(clone / "data" / "example" / "store"))
    assert code == 2
    assert "use --example" in said


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("command", ["open", "serve"])
def test_before_a_build_there_is_nothing_to_look_at(command: str) -> None:
    code, said = run(command)
    assert code == 2
    assert "no briefs were built yet" in said
    assert "No briefs were asked for yet" in run("status")[1]
    assert "No briefs were asked for yet" in run("retry")[1]


@pytest.mark.slow
def test_build_fail_status_retry_and_serve(clone: Path) -> None:
    product = Product.of(clone / "reports" / "built", invented=True)
    code, said = run("build", "--districts", "port hollis", "--jobs", "1")  # found to be invented without being told
    assert code == 0
    assert "1 of 1 briefs built, for 1 districts." in said
    assert str(product.index) in said
    assert (product.site / "99010000-port-hollis" / "only.html").is_file()
    assert not Product.of(clone / "reports" / "built", invented=False).root.exists()

    assert "1 briefs unchanged: their pages stand." in run("build", "--districts", "9901")[1]
    said = run("build", "--districts", "9901", "--force", "--explain")[1]
    assert "Port Hollis (99010000), only: asked for with --force" in said
    assert said.endswith("1 of 1 briefs would run; 0 unchanged.\n")

    code, said = run("build", "--example", "--notebooks", "only", "--school-year", "2011", "--districts", "9902")
    assert code == 1
    assert "failed: Under Wood (99020000), only: cell 2: AssertionError: a year to fail in" in said
    assert "ssos briefs retry --example" in said
    said = run("status")[1]
    assert "99010000  Port Hollis: 1 of 1 done" in said
    assert "only: failed: cell 2: AssertionError" in said

    notebook = clone / "notebooks" / "only.ipynb"
    notebook.write_text(notebook.read_text().replace("2011", "1999"))
    code, said = run("retry", "--jobs", "1")
    assert (code, "1 of 1 briefs built" in said) == (0, True)
    assert product.known("99020000").asked["only"].parameters == {"district_code": "99020000", "school_year": 2011}
    assert run("retry")[1] == "Nothing failed and nothing is missing.\n"
    assert run("status")[1].splitlines()[-1] == "2 districts: 2 done, 0 failed, 0 missing."

    code, said = run("serve", "--port", "0", "--seconds", "0.3")
    assert code == 0
    assert said.startswith("http://127.0.0.1:")
