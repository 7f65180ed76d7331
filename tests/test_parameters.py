"""The way in: wrong names, wrong kinds and treacherous YAML stop a run, with a message that says what to write."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis import parameters
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import BriefSpec, DisclosurePolicy, NotebookParameters, read_yaml, validated
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, ALL_STUDENTS, GROUPS

WHERE = "a test"


def checked(**values):
    return NotebookParameters.checked({"district_code": "99010000", **values}, where=WHERE)


def yaml_file(folder, text):
    path = folder / "given.yml"
    path.write_text(text, "utf-8")
    return path


def test_a_code_alone_is_enough():
    assert checked() == NotebookParameters(
        district_code="99010000", school_year=None, reference_group=ALL_OTHER_STUDENTS, as_of=None
    )


@pytest.mark.parametrize("number", [118784, 350000, 99010000, 0, True])
def test_a_number_is_no_code_and_the_message_says_why(number):
    with pytest.raises(ParameterError) as caught:
        checked(district_code=number)
    assert f"{number!r} is a number" in caught.value.what
    assert "YAML reads 00350000 as 118784" in caught.value.what
    assert '"00350000"' in caught.value.what


def test_an_unquoted_code_of_boston_is_refused_after_yaml_has_spoilt_it(tmp_path):
    values = read_yaml(yaml_file(tmp_path, "district_code: 00350000\n"))
    assert values == {"district_code": 118784}  # octal, as YAML 1.1 reads it
    with pytest.raises(ParameterError, match="118784 is a number"):
        NotebookParameters.checked(values, where="given.yml")


def test_a_quoted_code_of_boston_keeps_its_zeros(tmp_path):
    values = read_yaml(yaml_file(tmp_path, 'district_code: "00350000"\n'))
    assert NotebookParameters.checked(values, where="given.yml").district_code == "00350000"


@pytest.mark.parametrize("text", ["", "35", "350000", "0035000", "003500000", "0035000O", "00350000\n", " 00350000", "٠٠٣٥٠٠٠٠"])
def test_text_that_is_no_code_is_refused(text):
    with pytest.raises(ParameterError, match="is not a code"):
        checked(district_code=text)


def test_the_code_of_a_school_is_answered_with_that_of_its_district():
    with pytest.raises(ParameterError, match=r'00350505.*"00350000"'):
        checked(district_code="00350505")


def test_the_state_is_no_district():
    with pytest.raises(ParameterError, match="00000000"):
        checked(district_code="00000000")


@pytest.mark.parametrize("year", [23, 1999, 2061, 202324, True, "2024", 2024.0, "2023-24"])
def test_what_is_no_spring_year_is_refused(year):
    with pytest.raises(ParameterError, match="school_year"):
        checked(school_year=year)


@given(st.integers(2000, 2060))
def test_spring_years_pass_unchanged(year):
    assert checked(school_year=year).school_year == year


@pytest.mark.parametrize("group", sorted({ALL_OTHER_STUDENTS, *GROUPS} - {ALL_STUDENTS}))
def test_every_group_but_all_students_can_be_a_reference(group):
    assert checked(reference_group=group).reference_group == group


@pytest.mark.parametrize("group", [ALL_STUDENTS, "EL", "", "English learners"])
def test_other_references_are_answered_with_the_list(group):
    with pytest.raises(ParameterError, match="is not a student group") as caught:
        checked(reference_group=group)
    assert "english_learners" in caught.value.mend


def test_as_of_is_a_date():
    assert checked(as_of="2026-11-23").as_of == dt.date(2026, 11, 23)
    with pytest.raises(ParameterError, match="as_of"):
        checked(as_of="autumn")


@given(st.text(min_size=1, max_size=30).filter(lambda name: name not in NotebookParameters.model_fields))
def test_no_unknown_name_passes(name):
    # papermill writes names into the notebook as code: a name we do not know is never handed on
    with pytest.raises(ParameterError, match="is not a parameter") as caught:
        NotebookParameters.checked({"district_code": "99010000", name: 1}, where=WHERE)
    assert "reference_group" in caught.value.mend


def test_all_faults_are_told_at_once():
    with pytest.raises(ParameterError) as caught:
        NotebookParameters.checked({"district_code": 350000, "school_year": 23, "colour": "red"}, where=WHERE)
    assert caught.value.what.startswith("3 faults:")
    for name in ("district_code", "school_year", "colour"):
        assert name in caught.value.what


@pytest.mark.parametrize("values", [None, [], "99010000", {}])
def test_an_empty_or_shapeless_file_is_refused(values):
    with pytest.raises(ParameterError):
        NotebookParameters.checked(values, where=WHERE)


def test_parameters_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        checked().school_year = 2020  # type: ignore[misc]


# ---- YAML ----


def test_a_missing_file_is_told_by_name(tmp_path):
    with pytest.raises(ParameterError, match="does not exist") as caught:
        read_yaml(tmp_path / "absent.yml")
    assert caught.value.where == "absent.yml"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases"),
        ("base: &b {x: 1}\nmore:\n  <<: *b\n", "aliases"),
        ("school_year: 2023\nschool_year: 2024\n", "school_year stands twice"),
        ("outer:\n  - {x: 1, x: 2}\n", "x stands twice"),
        ("a: !!python/object/apply:os.system ['true']\n", "not readable YAML"),
        ("a: !include other.yml\n", "not readable YAML"),
        ("a: [1\n", "not readable YAML"),
        ("? [a, b]\n: 1\n", "not readable YAML"),
        ("a: 1\n---\nb: 2\n", "not readable YAML"),
    ],
)
def test_treacherous_yaml_is_refused_with_the_reason(tmp_path, text, reason):
    with pytest.raises(ParameterError, match=reason) as caught:
        read_yaml(yaml_file(tmp_path, text))
    assert caught.value.where == "given.yml"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "given.yml"
    path.write_bytes(b"a: \xff\xfe\x00")
    with pytest.raises(ParameterError, match="not readable YAML"):
        read_yaml(path)


def test_a_data_file_given_by_mistake_is_refused_before_it_is_parsed(tmp_path):
    with pytest.raises(ParameterError, match="larger than 1 MB"):
        read_yaml(yaml_file(tmp_path, "#" * 1_000_001))


# ---- the files of params/ ----


def test_the_disclosure_policy_reads_and_every_floor_is_cited():
    policy = parameters.disclosure_policy()
    families = [rule.publication_family for rule in policy.rules]
    assert len(families) == len(set(families))
    assert {"mcas", "graduation", "attendance", "discipline", "dropout", "enrollment"} <= set(families)
    assert all(rule.source and rule.since and rule.least_n >= rule.least_cell_n for rule in policy.rules)


def test_a_floor_is_never_assumed():
    with pytest.raises(ParameterError, match="no disclosure rule for 'astrology'"):
        parameters.disclosure_policy().rule("astrology")


def test_a_policy_without_a_source_is_refused():
    rule = {"publication_family": "mcas", "least_n": 10, "least_cell_n": 3, "since": "2017", "confirmed": "no"}
    with pytest.raises(ParameterError, match="source"):
        validated(DisclosurePolicy, {"version": "2026-11-23", "rules": [rule]}, where=WHERE)


def test_yes_and_no_must_be_quoted_since_yaml_makes_them_true_and_false(tmp_path):
    values = read_yaml(yaml_file(tmp_path, "confirmed: yes\n"))
    assert values == {"confirmed": True}
    with pytest.raises(ParameterError, match="confirmed"):
        validated(parameters.DisclosureRule, {**GOOD_RULE, **values}, where=WHERE)


GOOD_RULE = {"publication_family": "mcas", "least_n": 10, "least_cell_n": 3, "since": "2017", "source": "s"}


def test_series_breaks_name_known_groups_and_unique_ids():
    breaks = parameters.series_breaks().breaks
    assert len({each.id for each in breaks}) == len(breaks)
    for each in breaks:
        assert set(each.groups) <= set(GROUPS)
        assert each.topics


def test_the_two_changes_of_low_income_are_breaks():
    years = {each.first_year for each in parameters.series_breaks().breaks if "low_income" in each.groups}
    assert {2015, 2022} <= years


def test_values_of_methods_are_dated_cited_and_never_assumed():
    values = parameters.method_values()
    assert len({each.id for each in values.values}) == len(values.values)
    assert all(each.source and each.unit and each.since.isdigit() for each in values.values)
    assert values.known("mcas_scaled_score_cuts").value == [470, 500, 530]
    with pytest.raises(ParameterError, match="no value for 'astrology'"):
        values.known("astrology")
    with pytest.raises(ParameterError) as caught:
        values.known("mcas_student_sd")
    assert "is not known" in caught.value.what
    assert caught.value.where == "params/method_values.yml"


def test_briefs_come_in_printing_order_and_name_notebooks_that_stand():
    specs = parameters.brief_specs()
    assert specs[0].brief == "district_at_a_glance"
    assert [spec.order for spec in specs] == sorted({spec.order for spec in specs}), "two briefs have one place"
    assert {spec.brief for spec in specs} == {path.stem for path in (parameters.workspace.home() / "notebooks").glob("*.ipynb")}
    assert all(isinstance(spec, BriefSpec) and spec.question.endswith("?") for spec in specs)
    for spec in specs:
        assert (parameters.workspace.home() / spec.notebook).is_file()
