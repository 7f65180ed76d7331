"""Which grades an MCAS export covers. It prints neither its grades nor its student group; its tested counts tell both.

Each organization's tested count is compared with its own enrollment in every candidate span of that year. State totals alone
mislead: in 2021, when nine in ten took part, the grade 10 total was nearest the enrollment of grade 3. Two spans are compared in
the organizations whose enrollment in them differs: a school of grades 3 to 8 cannot tell 3 to 8 from 3 to 8 and 10.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ssos_analysis.vocabulary.organizations import STATE, district_of

SPANS = {
    "03-08": ("03", "04", "05", "06", "07", "08"),
    "03-10": ("03", "04", "05", "06", "07", "08", "10"),
    **{grade: (grade,) for grade in ("03", "04", "05", "06", "07", "08", "10")},
}
HIGH_SCHOOL_SCIENCE = frozenset({"BIO", "PHY", "CHE", "TEC"})
SCIENCE_GRADES = ("05", "08", "10")
CLEARER = 2  # the best span's median difference, doubled, must not exceed the next span's
LEAST_ORGANIZATIONS = 10
LEAST_TELLING = 3  # few schools of grades 3 to 8 have a grade 10 too, and their difference is then a whole grade
# All students took the test in the file, or close to all: 90 % took part in 2021, the worst year, and grades 3-8 have not been
# under 95 % since. A group's export falls short: the largest group of the state's list that is not everyone, students without
# disabilities, is about 80 % of students.
LEAST_SHARE = 0.87
MOST_SHARE = 1.05


@dataclass(frozen=True)
class SpanEvidence:
    """The grades a file was found to cover, whether it covers all students, and the comparison in words.

    `grades` is None where the comparison does not settle it; `covers_all` likewise.
    """

    grades: str | None
    covers_all: bool
    words: str


def infer_grades(tested: pd.DataFrame, *, year: int, has_growth: bool, enrollment: pd.DataFrame | None) -> SpanEvidence:
    """The grade span of an MCAS export.

    Parameters
    ----------
    tested : columns org_code, subject, tested_n (students; NaN where not reported), one row per organization and subject.
    year : spring year of the test.
    has_growth : whether any row has a growth percentile; grade 3 and high school science never have one.
    enrollment : columns org_code, school_year, grade, students_n, as stored in enrollment_by_grade; None where nothing is stored.
    """
    subjects = set(tested["subject"])
    if subjects <= HIGH_SCHOOL_SCIENCE:
        return _high_school_science(tested, year, enrollment)
    if enrollment is None or not (enrollment["school_year"] == year).any():
        return SpanEvidence(None, False, f"no enrollment by grade of {year} is in the store to compare it with")
    subject = "ELA" if "ELA" in subjects else "MATH" if "MATH" in subjects else sorted(subjects)[0]
    counts = tested[(tested["subject"] == subject) & tested["tested_n"].notna()].set_index("org_code")["tested_n"]
    enrolled = _enrolled(enrollment, year, only=SCIENCE_GRADES if subject == "SCI" else None)
    pairs = _paired(counts, enrolled)
    if len(pairs) < LEAST_ORGANIZATIONS:
        return SpanEvidence(None, False, f"only {len(pairs)} organizations have both a tested count and enrollment of {year}")
    best, second, distance, rival = _nearest_spans(pairs)
    words = (
        f"median difference between tested and enrolled {distance:g} students in {len(pairs):,} organizations; "
        f"next {second} with {rival:g}"
    )
    if distance * CLEARER > rival or distance == rival:
        return SpanEvidence(None, False, f"its counts fit {best} and {second} about equally ({words})")
    if contradiction := _contradiction(best, subjects, has_growth):
        return SpanEvidence(None, False, f"its counts fit {best}, but {contradiction} ({words})")
    share = pairs["tested"].sum() / pairs[best].sum()
    covers_all = LEAST_SHARE <= share <= MOST_SHARE and _covers_all_alike(pairs, best, second)
    return SpanEvidence(best, bool(covers_all), f"{words}; {share:.1%} of those enrolled were tested")


def _covers_all_alike(pairs: pd.DataFrame, best: str, second: str) -> bool:
    """Whether organizations that have the same students in both spans were tested whole, too.

    Six grades of everyone are as many as seven grades of six students in seven. Where there is no seventh grade, they differ.
    """
    alike = pairs[pairs[best] == pairs[second]]
    if len(alike) < LEAST_TELLING or not alike[best].sum():
        return True
    return bool(LEAST_SHARE <= alike["tested"].sum() / alike[best].sum() <= MOST_SHARE)


def _nearest_spans(pairs: pd.DataFrame) -> tuple[str, str, float, float]:
    """The span nearest the tested counts, the one hardest to tell from it, and the median differences that tell them apart."""
    overall = {span: (pairs["tested"] - pairs[span]).abs().median() for span in SPANS}
    best = min(SPANS, key=lambda span: overall[span])
    for _ in SPANS:
        apart = {span: _apart(pairs, best, span) for span in SPANS if span != best}
        second = min(apart, key=lambda span: apart[span][1] - apart[span][0])
        distance, rival = apart[second]
        if rival >= distance:
            break
        best = second  # nearer than the first where the two differ
    return best, second, distance, rival


def _apart(pairs: pd.DataFrame, one: str, other: str) -> tuple[float, float]:
    """Median differences of two spans from the tested counts, in organizations with another number of students in each."""
    telling = pairs[pairs[one] != pairs[other]]
    if len(telling) < LEAST_TELLING:
        telling = pairs
    first, second = (float((telling["tested"] - telling[span]).abs().median()) for span in (one, other))
    return first, second


def _enrolled(enrollment: pd.DataFrame, year: int, *, only: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Students of each candidate span, one row per organization, the state left out; of grades outside `only` none."""
    of_year = enrollment[(enrollment["school_year"] == year) & enrollment["grade"].isin(SPANS)]
    of_year = of_year[(of_year["org_code"] != STATE) & of_year["grade"].isin(only or set(of_year["grade"]))]
    wide = of_year.groupby(["org_code", "grade"])["students_n"].first().unstack().fillna(0)
    return pd.DataFrame({span: wide.reindex(columns=list(grades), fill_value=0).sum(axis=1) for span, grades in SPANS.items()})


def _paired(counts: pd.Series[float], enrolled: pd.DataFrame) -> pd.DataFrame:
    """Tested and enrolled students side by side; schools are summed to districts where schools' enrollment is not stored.

    A district whose smaller schools are absent (under ten tested) falls short by a few students: the median bears that.
    """
    counts = counts[counts.index != STATE]
    pairs = enrolled.join(counts.rename("tested"), how="inner")
    if len(pairs) >= LEAST_ORGANIZATIONS and len(pairs) >= len(counts) / 2:
        return pairs
    by_district = counts.groupby([district_of(code) for code in counts.index]).sum()
    return enrolled.join(by_district.rename("tested"), how="inner")


def _contradiction(span: str, subjects: set[str], has_growth: bool) -> str:
    """Evidence against a span; empty where there is none."""
    if has_growth and span == "03":
        return "it has growth percentiles, which grade 3 never has"
    if not has_growth and span != "03" and subjects & {"ELA", "MATH"}:
        return "it has no growth percentile in any row, as only grade 3 and high school science do"
    if "SCI" in subjects and not set(SPANS[span]) & set(SCIENCE_GRADES):
        return "it has science, which is tested in grades 5, 8 and 10"
    return ""


def _high_school_science(tested: pd.DataFrame, year: int, enrollment: pd.DataFrame | None) -> SpanEvidence:
    """Biology and physics are high school tests. A student of grade 10 has one result: their sum should be near grade 10."""
    words = f"its subjects are {' and '.join(sorted(set(tested['subject'])))} only"
    if enrollment is None or not (enrollment["school_year"] == year).any():
        return SpanEvidence("HS", False, f"{words}; no enrollment of {year} is in the store to tell whose results they are")
    counts = tested[tested["tested_n"].notna()].groupby("org_code")["tested_n"].sum()
    pairs = _paired(counts, _enrolled(enrollment, year))
    pairs = pairs[pairs["10"] > 0]
    if len(pairs) < LEAST_ORGANIZATIONS:
        return SpanEvidence("HS", False, f"{words}; too few organizations to tell whose results they are")
    share = pairs["tested"].sum() / pairs["10"].sum()
    return SpanEvidence(
        "HS", bool(LEAST_SHARE <= share <= MOST_SHARE), f"{words}; {share:.1%} of grade 10 in {len(pairs):,} organizations"
    )
