"""Keys that a file does not print and its own figures tell: grades and student group of MCAS exports, subject of class sizes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.sources.cells import Array, Factor, parse_column
from ssos_analysis.sources.class_subjects import ALL_SUBJECTS, infer_class_subject
from ssos_analysis.sources.file_rows import FileRows
from ssos_analysis.sources.grade_spans import SpanEvidence, infer_grades
from ssos_analysis.sources.layouts import TableLayout
from ssos_analysis.sources.titles import Answer, ask
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

CLASS_SUBJECT = "class_subject"
CLASS_FIGURES = (["Total # of Classes"], ["Average Class Size"], ["Number of Students"])
GROWTH_COLUMNS = ("growth_mean_sgp", "growth_median_sgp")


def infer_grades_and_group(
    rows: FileRows,
    layout: TableLayout,
    keys: dict[str, Factor],
    answers: dict[str, Answer],
    silent: list[str],
    enrollment: pd.DataFrame | None,
) -> None:
    """Fill the grade span and student group that an MCAS export does not print, from its own counts, or ask for them.

    What the analyst said of them is held against the counts, too. Counts of one group are not comparable with enrollment.
    """
    group = answers.get("student_group")
    if group and group.value != ALL_STUDENTS:
        if "grades" in silent:
            ask("grades", rows.faults, rows.where, reason="counts of one student group cannot be compared with enrollment")
        return
    evidence = _evidence(rows, layout, keys, enrollment)
    said_grades = answers.get("grades")
    if said_grades and evidence.grades and evidence.covers_all and said_grades.value != evidence.grades:
        rows.faults.add(
            f"--grades says {said_grades.value}, but the counts are those of {evidence.grades} ({evidence.words})",
            where=rows.where,
            mend="leave out --grades, or give the file it was meant for",
        )
        return
    for key in [key for key in ("grades", "student_group") if key in silent]:
        value = evidence.grades if key == "grades" else ALL_STUDENTS if evidence.covers_all else None
        if value is None:
            reason = evidence.words
            if key == "student_group" and evidence.grades:
                reason = f"its counts do not show that they are all students ({evidence.words})"
            ask(key, rows.faults, rows.where, reason=reason)
        else:
            answers[key] = Answer(value, "inferred")
            answers["inference"] = Answer(evidence.words, "tested counts against enrollment")
            keys[key] = Factor.constant(value, rows.n)


def infer_subject_of_classes(rows: FileRows, keys: dict[str, Factor], answers: dict[str, Answer], said: dict[str, str]) -> None:
    """Fill the subject of a class size report from its own figures, or ask for it; hold what the analyst said against them."""
    evidence = infer_class_subject(*(_numbers(rows, headings) for headings in CLASS_FIGURES))
    if CLASS_SUBJECT in said:
        if (said[CLASS_SUBJECT] == ALL_SUBJECTS) != (evidence.subject == ALL_SUBJECTS):
            what = f"--class-subject says {said[CLASS_SUBJECT]}, but {evidence.words}"
            rows.faults.add(what, where=rows.where, mend="leave out --class-subject, or give the file it was meant for")
        return
    if evidence.subject is None:
        ask(CLASS_SUBJECT, rows.faults, rows.where, reason=evidence.words)
        return
    answers[CLASS_SUBJECT] = Answer(evidence.subject, "inferred")
    answers["inference"] = Answer(evidence.words, "seats taken against students")
    keys[CLASS_SUBJECT] = Factor.constant(evidence.subject, rows.n)


def _numbers(rows: FileRows, headings: list[str]) -> Array:
    """A column of the file as numbers, NaN where it has none."""
    place = rows.found.position(headings)
    return np.full(rows.n, np.nan) if place is None else np.asarray(parse_column(rows.column(place), kind="number").value)


def _evidence(rows: FileRows, layout: TableLayout, keys: dict[str, Factor], enrollment: pd.DataFrame | None) -> SpanEvidence:
    """Tested counts of the file, compared with enrollment of its year."""
    counts = rows.found.position(layout.values["tested_n"].headers)
    headings = [layout.values[name].headers for name in GROWTH_COLUMNS if name in layout.values]
    growth = next((place for names in headings if (place := rows.found.position(names)) is not None), None)
    nothing = np.full(rows.n, np.nan)
    tested = pd.DataFrame(
        {
            "org_code": rows.code.array(),
            "subject": keys["subject"].array(),
            "tested_n": nothing if counts is None else parse_column(rows.column(counts), kind="count").value,
        }
    )
    has_growth = growth is not None and bool(np.isfinite(parse_column(rows.column(growth), kind="number").value).any())
    years = {int(year) for year in keys["school_year"].values if year}
    return infer_grades(tested, year=max(years, default=0), has_growth=has_growth, enrollment=enrollment)
