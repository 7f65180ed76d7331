"""Student groups: their names, which of them partition the students, and which overlap.

Groups of one partition share no student and together make all students: only these may be added up. Every other group
overlaps the rest (a student can be an English learner, have a disability and be low income at once).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

ALL_STUDENTS = "all_students"
ALL_OTHER_STUDENTS = "all_other_students"


@dataclass(frozen=True)
class StudentGroup:
    """One student group as the state names it.

    Attributes
    ----------
    id : name used in tables and parameters.
    label : name in print.
    noun : the group inside a sentence ("students with disabilities").
    partition : the partition the group belongs to, or None where it overlaps other groups.
    complement : the group that holds all other students, where the state publishes one.
    aliases : other spellings in the state's files and hub; compared without regard to case, spacing or punctuation.
    """

    id: str
    label: str
    noun: str
    partition: str | None = None
    complement: str | None = None
    aliases: tuple[str, ...] = ()


_RACE = "race_ethnicity"

_GROUPS = (
    StudentGroup(ALL_STUDENTS, "All students", "all students", aliases=("All", "All Students", "State", "Total")),
    StudentGroup(
        "american_indian_or_alaska_native",
        "American Indian or Alaska Native",
        "American Indian or Alaska Native students",
        _RACE,
        aliases=(
            "Native American",
            "native_american",
            "American Indian",
            "Amer. Ind. or Alaska Nat.",
            "Am. Ind. or Alaska Nat.",
        ),
    ),
    StudentGroup("asian", "Asian", "Asian students", _RACE),
    StudentGroup(
        "black_or_african_american",
        "Black or African American",
        "Black or African American students",
        _RACE,
        aliases=("African American", "Black", "Afr. Amer./Black", "African American/Black", "Afr. Am./Black"),
    ),
    StudentGroup(
        "hispanic_or_latino",
        "Hispanic or Latino",
        "Hispanic or Latino students",
        _RACE,
        aliases=("Hispanic", "Hispanic/Latino", "Latino"),
    ),
    StudentGroup(
        "multi_race",
        "Multi-Race, Not Hispanic or Latino",
        "multi-race students",
        _RACE,
        aliases=(
            "Multi-Race, Non-Hispanic",
            "Multi-Race, Non-Hisp./Lat.",
            "Multi-Race, Not Hispanic",
            "multiracial",
            "Multi-race",
        ),
    ),
    StudentGroup(
        "native_hawaiian_or_pacific_islander",
        "Native Hawaiian or Other Pacific Islander",
        "Native Hawaiian or other Pacific Islander students",
        _RACE,
        aliases=(
            "Native Hawaiian, Pacific Islander",
            "Pacific Islander",
            "Nat. Haw. or Pacif. Isl.",
            "Native Hawaiian or Pacific Islander",
        ),
    ),
    StudentGroup("white", "White", "White students", _RACE),
    StudentGroup("female", "Female", "female students", "gender", aliases=("Females",)),
    StudentGroup("male", "Male", "male students", "gender", aliases=("Males",)),
    StudentGroup("nonbinary", "Nonbinary", "nonbinary students", "gender", aliases=("Non-Binary", "Non Binary")),
    StudentGroup(
        "students_with_disabilities",
        "Students with disabilities",
        "students with disabilities",
        "disability",
        complement="students_without_disabilities",
        aliases=(
            "Students w/ Disabilities",
            "Students w/disabilities",
            "special_ed",
            "SWD",
            "Students With Disability",
        ),
    ),
    StudentGroup(
        "students_without_disabilities",
        "Students without disabilities",
        "students without disabilities",
        "disability",
        complement="students_with_disabilities",
        aliases=("Students w/o Disabilities", "Non-Disabled"),
    ),
    StudentGroup(
        "english_learners",
        "English learners",
        "English learners",
        aliases=("English Learner", "English Language Learner", "English Language Learners", "EL", "ELL", "LEP"),
    ),
    StudentGroup(
        "english_learners_and_former",
        "English learners and former English learners",
        "current or former English learners",
        aliases=(
            "English Learners and Former English Learners",
            "EL and Former EL",
            "English Learner and Former English Learner",
        ),
    ),
    StudentGroup(
        "ever_english_learners",
        "Ever English learners",
        "students who were ever English learners",
        aliases=("Ever English Learner", "Ever EL"),
    ),
    StudentGroup(
        "former_english_learners",
        "Former English learners",
        "former English learners",
        aliases=("Former English Learner", "Former EL"),
    ),
    StudentGroup(
        "economically_disadvantaged",
        "Economically disadvantaged",
        "economically disadvantaged students",
        "income",
        complement="not_economically_disadvantaged",
        aliases=("Econ. Disadvantaged", "Economically Disadv.", "Ec. Disadvantaged", "ECD"),
    ),
    StudentGroup(
        "not_economically_disadvantaged",
        "Not economically disadvantaged",
        "students who are not economically disadvantaged",
        "income",
        complement="economically_disadvantaged",
        aliases=("Non-Econ. Disadvantaged", "Non-Economically Disadvantaged"),
    ),
    StudentGroup(
        "low_income",
        "Low income",
        "low-income students",
        "income",
        complement="not_low_income",
        aliases=("Low-Income",),
    ),
    StudentGroup(
        "not_low_income",
        "Not low income",
        "students who are not low income",
        "income",
        complement="low_income",
        aliases=("Non-Low Income", "Non Low Income"),
    ),
    StudentGroup("high_needs", "High needs", "high needs students", aliases=("High Need Students", "High Needs Students")),
    StudentGroup("foster_care", "Foster care", "students in foster care"),
    StudentGroup("homeless", "Homeless", "students who are homeless"),
    StudentGroup("migrant", "Migrant", "migrant students"),
    StudentGroup("military", "Military", "students in military families", aliases=("Military Connected",)),
    StudentGroup("title_i", "Title I", "students in Title I programs", "title_i", complement="not_title_i", aliases=("Title 1",)),
    StudentGroup(
        "not_title_i",
        "Not Title I",
        "students not in Title I programs",
        "title_i",
        complement="title_i",
        aliases=("Non-Title I", "Non Title 1"),
    ),
    StudentGroup("first_language_not_english", "First language not English", "students whose first language is not English"),
    StudentGroup(
        "lowest_performing",
        "Lowest performing students",
        "the lowest performing students",
        aliases=("Lowest Performing", "Lowest Performing Students Group"),
    ),
)

GROUPS: dict[str, StudentGroup] = {group.id: group for group in _GROUPS}


def groups_of(partition: str) -> tuple[str, ...]:
    """The groups of one partition (`race_ethnicity`, `gender`, `disability`, `income`), in their printing order."""
    return tuple(group.id for group in _GROUPS if group.partition == partition)


RACE_ETHNICITY = groups_of(_RACE)


def _key(label: str) -> str:
    """A label without case, accents, spacing or punctuation: the state's spelling of one group varies in all four."""
    plain = unicodedata.normalize("NFKD", label)
    return re.sub(r"[^a-z0-9]+", "", plain.lower())


_BY_KEY = {_key(name): group.id for group in _GROUPS for name in (group.id, group.label, *group.aliases)}


def group_id(label: str) -> str | None:
    """The id of a student group from any spelling the state uses, or None when we do not know it."""
    return _BY_KEY.get(_key(label))


def group_label(group: str) -> str:
    """The printed name of a group id; `all_other_students` is a reference, not a published group, and has one too."""
    return "All other students" if group == ALL_OTHER_STUDENTS else GROUPS[group].label


def group_noun(group: str) -> str:
    """The group as it stands inside a sentence."""
    return "all other students" if group == ALL_OTHER_STUDENTS else GROUPS[group].noun


def sort_key(group: str) -> int:
    """Position in the fixed printing order: all students first, then the order of the state's own reports."""
    return list(GROUPS).index(group) if group in GROUPS else len(GROUPS)
