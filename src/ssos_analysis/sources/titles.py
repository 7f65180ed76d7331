"""What a file is about: year, student group, grades, kind of rate, period. Title, column, layout or analyst tell.

A file that does not say is refused with the option that says it; an answer that contradicts the file is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields

from ssos_analysis.errors import Faults
from ssos_analysis.sources.layouts import KeyColumn, Layout, header_key
from ssos_analysis.vocabulary.assessment import GRADE_SPANS, SUBJECTS, grade_span, subject_id
from ssos_analysis.vocabulary.school_years import school_year
from ssos_analysis.vocabulary.student_groups import GROUPS, group_id


@dataclass(frozen=True)
class Declared:
    """What the analyst says of a file that does not say it itself. Each None is not said.

    On the command line: --year --group --grades --rate --period --class-subject --vintage.
    """

    school_year: int | None = None
    student_group: str | None = None
    grades: str | None = None
    rate_kind: str | None = None
    attendance_period: str | None = None
    vintage: str | None = None
    class_subject: str | None = None


@dataclass(frozen=True)
class Question:
    """One key of the tables that a file may leave unsaid: the option that says it, and how words become its id."""

    key: str
    option: str
    title_group: str
    words: str
    example: str
    known: str
    read: Callable[[str], str | None]


def _year_text(text: str) -> str | None:
    year = school_year(text)
    return None if year is None else str(year)


def _one_of(*names: str) -> Callable[[str], str | None]:
    ids = {header_key(name): name for name in names}
    return lambda text: ids.get(header_key(text))


QUESTIONS = {
    question.key: question
    for question in (
        Question("school_year", "--year", "year", "school year", "--year 2024", "a spring year such as 2024", _year_text),
        Question("student_group", "--group", "group", "student group", "--group all_students", ", ".join(GROUPS), group_id),
        Question("grades", "--grades", "grades", "grades tested", "--grades 03-08", ", ".join(GRADE_SPANS), grade_span),
        Question(
            "rate_kind",
            "--rate",
            "rate",
            "kind of graduation rate",
            "--rate 4-year",
            "4-year, 4-year-adjusted, 5-year, 5-year-adjusted",
            _one_of("4-year", "4-year-adjusted", "5-year", "5-year-adjusted"),
        ),
        Question(
            "attendance_period",
            "--period",
            "period",
            "attendance period",
            "--period end_of_year",
            "end_of_year, march",
            _one_of("end_of_year", "march"),
        ),
        Question(
            "class_subject",
            "--class-subject",
            "class_subject",
            "subject of the classes",
            "--class-subject mathematics",
            "all_subjects, or a subject in your words",
            lambda text: header_key(text).replace(" ", "_") or None,
        ),
        Question("subject", "", "subject", "subject", "", ", ".join(SUBJECTS), subject_id),
        Question("offense", "", "offense", "offenses", "", "all_offenses", _one_of("all_offenses")),
        Question("grade", "", "grade", "grade", "", "PK, K, 01 to 12, SP, ALL", lambda text: text),
    )
}


def question_about(key: str) -> Question:
    """The question of a key. A key without a vocabulary of its own (job class, course, spending category) takes the words as
    published, and none but the file, its title or its layout can say it."""
    if key in QUESTIONS:
        return QUESTIONS[key]
    return Question(key, "", key, key.replace("_", " "), "", "any words", lambda text: text or None)


@dataclass(frozen=True)
class Answer:
    """The value of one key for a whole file, and how it is known."""

    value: str
    how: str

    def __str__(self) -> str:
        return f"{self.value} ({self.how})"


def meaning(question: Question, layout: Layout, column: KeyColumn, text: str) -> str | None:
    """The id behind a published text: the layout's own words first, then the vocabulary."""
    words = {**layout.title_values.get(question.key, {}), **column.values}
    by_key = {header_key(word): value for word, value in words.items()}
    if known := by_key.get(header_key(text)):
        return known
    for pattern, value in column.matching.items():
        if found := re.search(pattern, text):
            return found.expand(value)
    return question.read(text)


def declared_answers(declared: Declared, faults: Faults, where: str) -> dict[str, str]:
    """What the analyst said, as ids; a word we do not know is a fault."""
    answers = {}
    for field in fields(Declared):
        said = getattr(declared, field.name)
        if said is None or field.name == "vintage":
            continue
        question = QUESTIONS[field.name]
        value = question.read(str(said))
        if value is None:
            faults.add(f"{question.option} {said!r} is not understood", where=where, mend=f"known: {question.known}")
        else:
            answers[field.name] = value
    return answers


def file_answer(
    key: str, column: KeyColumn, layout: Layout, title: str, said: dict[str, str], faults: Faults, where: str
) -> Answer | None:
    """One key of a file that has no column for it: from the title, the layout or the analyst. None where nobody says it.

    A title that says it in words we do not know, and an analyst who contradicts title or layout, are faults.
    """
    question = question_about(key)
    found = layout.title_match(title)
    word = found.groupdict().get(question.title_group) if found else None
    told: Answer | None = None
    if word is not None and (word := word.strip(" -–()")):
        value = meaning(question, layout, column, word)
        if value is None:
            faults.add(
                f"the title names the {question.words} {word!r}, which this project does not know",
                where=f"{where}, title {title!r}",
                mend=f"add it under title_values: {key}: in {layout.place}, or correct the export",
            )
            return None
        told = Answer(value, "title")
    elif column.constant is not None:
        told = Answer(column.constant, "layout")
    elif column.silent_title is not None and found:
        told = Answer(column.silent_title, "title")
    if key in said:
        if told and told.value != said[key]:
            source = "title" if told.how == "title" else "publication"
            faults.add(
                f"{question.option} says {said[key]}, but the {source} says {told.value}",
                where=f"{where}, title {title!r}" if title else where,
                mend=f"leave out {question.option}, or give the file it was meant for",
            )
            return None
        return told or Answer(said[key], "declared")
    return told


def ask(key: str, faults: Faults, where: str, *, reason: str = "") -> None:
    """Refuse a file that does not say something, with the option that says it."""
    question = question_about(key)
    faults.add(
        f"the file does not say its {question.words}" + (f": {reason}" if reason else ""),
        where=where,
        mend=f"say it: {question.example} (known: {question.known})"
        if question.option
        else "save the export again with its title row",
    )
