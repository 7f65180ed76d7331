"""Graduation and dropout. Graduates are not published as a count: they are reconstructed from rate and cohort, and marked so."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure

REPORT = "High School Graduation Rates"
_KINDS = {
    "4-year": ("four_year", "Four-year graduation rate", "graduated in four years"),
    "4-year-adjusted": ("four_year_adjusted", "Four-year adjusted graduation rate", "graduated in four years (adjusted cohort)"),
    "5-year": ("five_year", "Five-year graduation rate", "graduated in five years"),
    "5-year-adjusted": ("five_year_adjusted", "Five-year adjusted graduation rate", "graduated in five years (adjusted cohort)"),
}


def _graduation(kind: str) -> Measure:
    name, label, what = _KINDS[kind]
    return Measure(
        id=f"{name}_graduation_pct",
        label=label,
        short_label=label,
        who="students in the cohort",
        what=what,
        kind="share",
        unit="percent of the cohort",
        better="higher",
        topic="graduation",
        family="graduation",
        table="graduation",
        value="graduated_pct",
        denominator="cohort_n",
        where={"rate_kind": kind},
        report=f"{REPORT}, {kind.replace('year', 'Year').replace('-adjusted', ' Adjusted')}",
        definition=(
            "Graduates over the cohort: first-time ninth graders, less transfers out, plus transfers in. "
            + ("The adjusted cohort's exact rule we could not confirm. " if "adjusted" in kind else "")
            + "Years are as the state names them. Source: DESE, High School Graduation Rates."
        ),
    )


DROPOUT = Measure(
    id="dropout_pct",
    label="Annual dropout rate, grades 9-12",
    short_label="Annual dropout",
    who="students in grades 9-12",
    what="dropped out",
    kind="share",
    unit="percent of students in grades 9-12",
    better="lower",
    topic="dropout",
    family="dropout",
    table="dropout",
    value="dropout_pct",
    numerator="dropout_n",
    denominator="enrolled_9_12_n",
    report="Dropout Report",
    definition=(
        "Students of grades 9 to 12 who left school in the year and did not return by 1 October. Source: DESE, Dropout Report."
    ),
)

MEASURES = (*(_graduation(kind) for kind in _KINDS), DROPOUT)
