"""Graduation and dropout. Graduates are not published as a count: they are reconstructed from rate and cohort, and marked so."""

from __future__ import annotations

from ssos_analysis.measures.definition import Better, Measure

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


_OTHER_ENDS: tuple[tuple[str, str, str, Better], ...] = (
    ("still_in_school_pct", "Still in school after four years", "were still in school after four years", "context"),
    ("dropped_out_pct", "Dropped out of the cohort", "had dropped out of the cohort", "lower"),
    ("hs_equivalency_pct", "High school equivalency", "had a high school equivalency", "context"),
    ("non_grad_completer_pct", "Completed without graduating", "completed without graduating", "context"),
    ("permanently_excluded_pct", "Permanently excluded", "had been permanently excluded", "lower"),
)


def _other_end(value: str, label: str, what: str, better: Better) -> Measure:
    return Measure(
        id=f"four_year_{value}",
        label=f"{label}, four-year cohort",
        short_label=label,
        who="students in the cohort",
        what=what,
        kind="share",
        unit="percent of the cohort",
        better=better,
        topic="graduation",
        family="graduation",
        table="graduation",
        value=value,
        denominator="cohort_n",
        where={"rate_kind": "4-year"},
        report=f"{REPORT}, 4-Year",
        definition="Of the four-year cohort, those who did not graduate. Source: DESE, High School Graduation Rates.",
    )


def _dropout_of_grade(grade: str) -> Measure:
    return Measure(
        id=f"dropout_grade_{grade}_pct",
        label=f"Annual dropout rate, grade {int(grade)}",
        short_label=f"Dropout, grade {int(grade)}",
        who=f"students in grade {int(grade)}",
        what="dropped out",
        kind="share",
        unit=f"percent of students in grade {int(grade)}",
        better="lower",
        topic="dropout",
        family="dropout",
        table="dropout",
        value=f"dropout_grade_{grade}_pct",
        report="Dropout Report",
        definition=f"Students of grade {int(grade)} who left in the year, not back by 1 October; the report publishes "
        "no counts by grade. Source: DESE, Dropout Report.",
    )


MEASURES = (
    *(_graduation(kind) for kind in _KINDS),
    *(_other_end(*one) for one in _OTHER_ENDS),
    DROPOUT,
    *(_dropout_of_grade(grade) for grade in ("09", "10", "11", "12")),
)
