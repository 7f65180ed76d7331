"""Student groups: every spelling the state uses is known, none means two groups, and only true partitions may be added up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.vocabulary import student_groups as sg
from ssos_analysis.vocabulary.student_groups import GROUPS, group_id, group_label, group_noun, sort_key

# DESE, E2C Hub, next-generation MCAS: `student_group` as published; the graduation table uses 16 of them
E2C_LABELS = {
    "All Students": "all_students",
    "American Indian or Alaska Native": "american_indian_or_alaska_native",
    "Asian": "asian",
    "Black or African American": "black_or_african_american",
    "Hispanic or Latino": "hispanic_or_latino",
    "Multi-Race, Not Hispanic or Latino": "multi_race",
    "Native Hawaiian or Other Pacific Islander": "native_hawaiian_or_pacific_islander",
    "White": "white",
    "Female": "female",
    "Male": "male",
    "Students with Disabilities": "students_with_disabilities",
    "Students without Disabilities": "students_without_disabilities",
    "English Learners": "english_learners",
    "English Learners and Former English Learners": "english_learners_and_former",
    "Ever English Learners": "ever_english_learners",
    "Former English Learners": "former_english_learners",
    "Economically Disadvantaged": "economically_disadvantaged",
    "Low Income": "low_income",
    "Non-Low Income": "not_low_income",
    "High Needs": "high_needs",
    "Foster Care": "foster_care",
    "Homeless": "homeless",
    "Migrant": "migrant",
    "Military": "military",
    "Title I": "title_i",
    "Non-Title I": "not_title_i",
}
# The same groups in other years of the hub, and in statereport exports
OTHER_LABELS = {
    "English Learner": "english_learners",
    "Ever English Learner": "ever_english_learners",
    "Former English Learner": "former_english_learners",
    "English\u00a0Learner and Former English\u00a0Learner": "english_learners_and_former",
    "EL": "english_learners",
    "Econ. Disadvantaged": "economically_disadvantaged",
    "Amer. Ind. or Alaska Nat.": "american_indian_or_alaska_native",
    "Afr. Amer./Black": "black_or_african_american",
    "Multi-Race, Non-Hisp./Lat.": "multi_race",
    "Nat. Haw. or Pacif. Isl.": "native_hawaiian_or_pacific_islander",
    "Students w/ Disabilities": "students_with_disabilities",
    "All": "all_students",
}


@pytest.mark.parametrize(("label", "group"), [*E2C_LABELS.items(), *OTHER_LABELS.items()])
def test_every_label_of_the_state_is_known(label, group):
    assert group_id(label) == group


@given(
    st.sampled_from(sorted(E2C_LABELS)),
    st.sampled_from(["\u00a0", "  ", "\t", "\u202f"]),
    st.sampled_from([str.upper, str.lower]),
)
def test_spacing_and_case_never_change_the_group(label, space, case):
    assert group_id(f"{space}{case(label).replace(' ', space)} ") == E2C_LABELS[label]


@pytest.mark.parametrize("label", ["", " ", "Ever", "Blue", "Non", "Students", "Low", "Not Reported", "—"])
def test_what_we_do_not_know_is_not_guessed(label):
    assert group_id(label) is None


def test_no_spelling_means_two_groups():
    for group in GROUPS.values():
        for spelling in (group.id, group.label, *group.aliases):
            assert group_id(spelling) == group.id


def test_the_reference_is_no_published_group_but_has_a_name():
    assert sg.ALL_OTHER_STUDENTS not in GROUPS
    assert group_id(sg.ALL_OTHER_STUDENTS) is None
    assert group_label(sg.ALL_OTHER_STUDENTS) == "All other students"
    assert group_noun(sg.ALL_OTHER_STUDENTS) == "all other students"


def test_complements_are_mutual_and_share_a_partition():
    for group in GROUPS.values():
        if group.complement:
            other = GROUPS[group.complement]
            assert other.complement == group.id
            assert other.partition == group.partition is not None


def test_the_seven_race_groups_are_the_whole_partition():
    assert set(sg.RACE_ETHNICITY) == {group.id for group in GROUPS.values() if group.partition == "race_ethnicity"}
    assert len(sg.RACE_ETHNICITY) == 7


@pytest.mark.parametrize("group", ["english_learners", "high_needs", "homeless", "ever_english_learners"])
def test_overlapping_groups_belong_to_no_partition(group):
    assert GROUPS[group].partition is None


def test_the_printing_order_begins_with_all_students_and_ends_with_the_unknown():
    assert min(GROUPS, key=sort_key) == sg.ALL_STUDENTS
    assert len({sort_key(group) for group in GROUPS}) == len(GROUPS)
    assert sort_key("unheard_of") > max(sort_key(group) for group in GROUPS)


def test_an_unknown_group_has_no_label():
    with pytest.raises(KeyError):
        group_label("unheard_of")
