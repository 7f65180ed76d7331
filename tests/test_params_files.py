"""`ssos params explain`: every file says what it decides, and a value is told with what it rests on."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from ssos_analysis import cli, workspace
from ssos_analysis.accountability.rules import rule_book
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import disclosure_policy, read_yaml
from ssos_analysis.params_files import FOLDERS, ParamsFile, params_files, params_named


@pytest.fixture(scope="module")
def files() -> dict[str, ParamsFile]:
    return {one.name: one for one in params_files()}


def said(*words: str, code: int = 0) -> str:
    answer = CliRunner().invoke(cli.app, ["params", "explain", *words])
    assert answer.exit_code == code, answer.output
    return answer.output


def test_every_file_of_params_is_told_with_what_it_decides(files):
    assert set(files) == {path.relative_to(workspace.params()).as_posix() for path in workspace.params().rglob("*.yml")}
    assert not [name for name, one in files.items() if len(one.decides) < 20 or not one.values]
    folders = {path.relative_to(workspace.params()).parts[0] for path in workspace.params().rglob("*/*.yml")}
    assert folders <= set(FOLDERS)


def test_a_floor_is_told_with_its_value_source_and_whether_it_is_confirmed():
    rules = {f"rules.{rule.publication_family}": rule for rule in disclosure_policy().rules}
    told = {value.name: value for value in params_named("disclosure").values if value.name in rules}
    assert set(told) == set(rules)
    for name, rule in rules.items():
        assert f"least_n {rule.least_n}" in told[name].value
        assert (told[name].source, told[name].confirmed) == (rule.source, rule.confirmed)


def test_a_value_that_is_not_known_is_said_to_be_so():
    assert "value not known" in {one.name: one for one in params_named("method_values").values}["values.mcas_student_sd"].value


@pytest.mark.parametrize("name", ["accountability/2024", "params/accountability/2024.yml", "2024"])
def test_a_file_is_found_as_people_name_it(name):
    assert params_named(name).name == "accountability/2024.yml"


@pytest.mark.parametrize("year", [2018, 2023, 2025])
def test_a_years_rules_are_told_whole_with_the_file_that_each_stands_in(year):
    values = {one.name: one for one in params_named(f"accountability/{year}").values if one.name.startswith("rules.")}
    book = rule_book(year)
    assert values
    for name, value in values.items():
        rule = book.rule(name.removeprefix("rules."))
        assert (value.source, value.confirmed) == (rule.source, rule.confirmed)
        stands_in = read_yaml(workspace.params() / value.follows) if value.follows else None
        assert stands_in is None or rule.id in {one["id"] for one in stands_in["rules"]}
    assert {one.id for one in book.rules.values()} == {name.removeprefix("rules.") for name in values}


def test_a_name_that_is_none_or_several_is_told_so():
    with pytest.raises(ParameterError, match="several files") as told:
        params_named("accountability")
    assert "briefs/accountability" in str(told.value)
    assert "accountability/2025" in str(told.value)
    with pytest.raises(ParameterError) as told:
        params_named("disclosures")
    assert "did you mean disclosure" in str(told.value)


def test_the_command_lists_and_explains(files):
    listed = said()
    assert all(f"\n{name}\n" in f"\n{listed}" for name in files)
    peers = said("peers")
    assert "peers_n: 10" in peers
    assert "source: Own choice, after DESE's description of DART" in peers
    assert "no file of params/ is called 'nothing'" in said("nothing", code=2)
