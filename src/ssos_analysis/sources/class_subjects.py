"""Which classes a class size report counts: those of all subjects, or of one.

The state's title names no subject, and an export of mathematics carries the same title as that of all subjects. Its own figures
tell: classes times class size are the seats taken, and a student sits in one class of a subject a year but in many of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.cells import Array

ALL_SUBJECTS = "all_subjects"
# Median seats of a student: 6.7 to 8.5 in 20 reports of all subjects, 1.04 to 1.07 in eleven of mathematics (2012-2022)
LEAST_SEATS = 3.0
LEAST_ORGANIZATIONS = 5


@dataclass(frozen=True)
class SubjectEvidence:
    """The subject that the figures show, or None, and the reason in words."""

    subject: str | None
    words: str


def infer_class_subject(classes: Array, class_size: Array, students: Array) -> SubjectEvidence:
    """Whether classes are those of all subjects.

    Parameters
    ----------
    classes, class_size, students : float arrays of one length
        Classes, mean class size and students of each organization; NaN where not reported.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        seats = classes * class_size / students
    seats = seats[np.isfinite(seats)]
    if len(seats) < LEAST_ORGANIZATIONS:
        return SubjectEvidence(None, f"only {len(seats)} organizations have classes, their size and students")
    median = float(np.median(seats))
    words = f"a student sits in {median:.1f} of its classes (median of {len(seats):,} organizations)"
    if median >= LEAST_SEATS:
        return SubjectEvidence(ALL_SUBJECTS, words)
    return SubjectEvidence(None, f"{words}, so it is of one subject, and neither title nor columns say which")
