"""What can be wrong with a run is found before a kernel starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ssos_analysis.errors import ParameterError, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.plan import Template, choose_templates, job_of, plan, read_template, read_templates
from ssos_analysis.press.roster import District

SPEC = BriefSpec(brief="test", notebook="notebooks/test.ipynb", title="T", question="?", order=1)


def notebook(folder: Path, *sources: str, tagged: int) -> Path:
    """A notebook whose first `tagged` cells carry the tag."""
    cells = [
        new_code_cell(source, metadata={"tags": ["parameters"]} if number < tagged else {})
        for number, source in enumerate(sources)
    ]
    path = folder / "test.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize("tagged", [0, 2])
def test_exactly_one_parameters_cell_is_wanted(tmp_path: Path, tagged: int) -> None:
    path = notebook(tmp_path, 'district_code = "99010000"', "school_year = None", tagged=tagged)
    with pytest.raises(PressError, match=f"{tagged} cells are tagged"):
        read_template(SPEC, path)


@pytest.mark.parametrize(
    "source", ["import os", "a = open('x')", "a, b = 1, 2", "a.b = 1", "a: int", "if True:\n    a = 1", "a = ", "a = b = 1"]
)
def test_a_parameters_cell_sets_plain_values_only(tmp_path: Path, source: str) -> None:
    with pytest.raises(PressError, match="more than set plain values"):
        read_template(SPEC, notebook(tmp_path, source, tagged=1))


def test_the_names_of_the_parameters_cell_are_read(tmp_path: Path) -> None:
    path = notebook(tmp_path, 'district_code: str = "99010000"  # a code\nschool_year = None', tagged=1)
    assert read_template(SPEC, path).parameters == {"district_code", "school_year"}


def test_a_notebook_that_is_missing_or_broken_is_said(tmp_path: Path) -> None:
    with pytest.raises(PressError, match="does not exist"):
        read_template(SPEC, tmp_path / "none.ipynb")
    (tmp_path / "test.ipynb").write_text("{")
    with pytest.raises(PressError, match="cannot be read"):
        read_template(SPEC, tmp_path / "test.ipynb")


def test_what_was_not_said_is_left_to_the_notebook(rig: Any) -> None:
    [template] = rig.templates("good")
    jobs = plan(rig.districts, [template], {"school_year": None, "as_of": None})
    assert [job.parameters for job in jobs] == [{"district_code": d.code} for d in rig.districts]
    assert job_of(rig.districts[0], template, {"school_year": 2024}).parameters["school_year"] == 2024


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"scool_year": 2024}, "'scool_year' is not a parameter"),
        ({"x=1; import os": 2024}, "is not a parameter"),
        ({"school_year": 24}, "not a spring year"),
        ({"school_year": "2024; import os"}, "school_year"),
        ({"reference_group": "everyone"}, "not a student group"),
    ],
)
def test_unknown_parameters_and_values_stop_the_run(rig: Any, given: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterError) as error:
        plan(rig.districts, rig.templates("good"), given)
    assert told in str(error.value)


def test_a_parameter_that_this_notebook_lacks_stops_the_run(rig: Any) -> None:
    with pytest.raises(ParameterError, match="no parameter 'reference_group'"):
        plan(rig.districts, rig.templates("good"), {"reference_group": "all_other_students"})


def test_briefs_are_chosen_by_name_or_file_in_printing_order(rig: Any) -> None:
    templates = rig.templates("good", "raising", "sometimes")
    assert choose_templates(templates, []) == templates
    assert choose_templates(templates, ["notebooks/sometimes.ipynb", "good"]) == [templates[0], templates[2]]
    with pytest.raises(ParameterError, match="did you mean sometimes"):
        choose_templates(templates, ["sometime"])


def test_the_templates_of_the_clone_can_all_be_planned(rig: Any) -> None:
    templates = read_templates()
    assert [template.spec.order for template in templates] == sorted(template.spec.order for template in templates)
    jobs = plan(rig.districts, templates, {"school_year": 2024, "as_of": "2025-09-01"})
    assert len(jobs) == 2 * len(templates) > 0


def test_named_schools_go_to_their_district_and_to_the_notebooks_that_take_them(tmp_path):
    taking = Template(SPEC, tmp_path / "a.ipynb", frozenset({"district_code", "schools"}), 0)
    other = Template(SPEC, tmp_path / "b.ipynb", frozenset({"district_code"}), 0)
    districts = [District("02810000", "Springfield"), District("00350000", "Boston")]
    jobs = plan(districts, [taking, other], {"school_year": None, "schools": ["02810510"]})
    assert [job.parameters.get("schools") for job in jobs] == [["02810510"], None, None, None]
    with pytest.raises(ParameterError, match="is no school of a district that is built"):
        plan(districts, [taking], {"schools": ["00950005"]})
