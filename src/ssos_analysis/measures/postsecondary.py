"""After high school: college, what graduates plan, the SAT."""

from __future__ import annotations

from ssos_analysis.measures.definition import Better, Measure, Role

_GOING = "Graduates Attending Institutions of Higher Education"
_TIMES = {
    "16_months": ("college_going_16_months_pct", "within 16 months"),
    "12_months": ("college_going_12_months_pct", "within 12 months"),
    "not_said": ("college_going_pct", "as the report counts it"),
}


def _going(period: str) -> Measure:
    name, words = _TIMES[period]
    return Measure(
        id=name,
        label=f"Graduates who went to college, {words}",
        short_label=f"College-going, {words}",
        who="high school graduates",
        what="went to college" + (f" {words}" if period != "not_said" else ""),
        kind="share",
        unit="percent of graduates",
        better="higher",
        topic="college_going",
        family="college_going",
        table="college_going",
        value="attending_pct",
        numerator="attending_n",
        denominator="graduates_n",
        where={"capture_period": period, "institutions": "all"},
        report=_GOING,
        definition=(
            "Graduates of the class found at a college over all graduates of the class"
            + (f", {words} of leaving" if period != "not_said" else "; the report does not say how long after")
            + f". Source: DESE, {_GOING}."
        ),
    )


def _kind_of_college(value: str, words: str) -> Measure:
    return Measure(
        id=f"college_{value}",
        label=f"Of those who went to college, {words}",
        short_label=words.capitalize(),
        who="graduates who went to college",
        what=f"went to {words}",
        kind="share",
        unit="percent of those attending",
        better="context",
        role="context",
        topic="college_going",
        family="college_going",
        table="college_going",
        value=value,
        denominator="attending_n",
        where={"capture_period": "16_months", "institutions": "all"},
        report=_GOING,
        definition=f"Graduates at {words} over graduates at any college within 16 months. Source: DESE, {_GOING}.",
    )


def _plan(plan: str, words: str, better: Better = "context", role: Role = "context") -> Measure:
    return Measure(
        id=f"plan_{plan}_pct",
        label=f"Graduates who plan {words}",
        short_label=f"Plan: {words}",
        who="high school graduates",
        what=f"planned {words}",
        kind="share",
        unit="percent of graduates",
        better=better,
        role=role,
        topic="graduate_plans",
        family="graduate_plans",
        table="graduate_plans",
        value="graduates_pct",
        where={"plan": plan},
        report="Plans of High School Graduates",
        definition="Graduates with the plan, as they stated it, over graduates. Source: DESE, Plans of High School Graduates.",
    )


def _sat(name: str, value: str, words: str) -> Measure:
    return Measure(
        id=name,
        label=f"Mean SAT score: {words}",
        short_label=f"SAT {words}",
        who="SAT takers",
        what=f"mean SAT score in {words}",
        kind="mean",
        unit="score points",
        better="higher",
        topic="sat",
        family="sat",
        table="sat",
        value=value,
        denominator="taken_n",
        report="SAT Performance Report",
        definition="Mean score of those who took the test, 200 to 800; who takes it differs, so districts do not compare. "
        "Source: DESE, SAT Performance.",
    )


def _progression(name: str, value: str, label: str, what: str) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="students in the graduation cohort",
        what=what,
        kind="share",
        unit="percent, as published",
        better="higher",
        topic="college_progression",
        family="college_progression",
        table="college_progression",
        value=value,
        report="Special Education Progression dataset",
        definition=f"{label}; the base of the percent is not stated, so no interval is made. Source: DESE, hub.",
    )


MEASURES = (
    *(_going(period) for period in _TIMES),
    _kind_of_college("public_4yr_pct", "public four-year colleges"),
    _kind_of_college("private_4yr_pct", "private four-year colleges"),
    _kind_of_college("public_2yr_pct", "public two-year colleges"),
    _plan("four_year_public", "a public four-year college"),
    _plan("four_year_private", "a private four-year college"),
    _plan("two_year_public", "a public two-year college"),
    _plan("work", "to work"),
    _plan("military", "the military"),
    _plan("apprenticeship", "an apprenticeship"),
    _sat("sat_reading_writing_mean", "reading_writing_mean", "reading and writing"),
    _sat("sat_math_mean", "math_mean", "mathematics"),
    _sat("sat_reading_mean", "reading_mean", "critical reading (to 2016)"),
    _progression(
        "college_persisting_pct", "persisting_pct", "Back for a second year of college", "came back for a second year of college"
    ),
    _progression(
        "college_next_fall_pct", "college_next_fall_pct", "College in the next fall", "went to college in the next fall"
    ),
)
