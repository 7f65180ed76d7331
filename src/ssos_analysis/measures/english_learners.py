"""English learners: the ACCESS test of English proficiency. Every figure is about English learners."""

from __future__ import annotations

from ssos_analysis.measures.definition import Better, Measure, Role

_REPORT = "ACCESS for ELLs results"


def _share(
    name: str,
    value: str,
    label: str,
    what: str,
    unit: str,
    better: Better,
    *,
    denominator: str | None = None,
    role: Role = "outcome",
    who: str = "English learners",
) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who=who,
        what=what,
        kind="share",
        unit=unit,
        better=better,
        role=role,
        topic="access",
        family="english_learners",
        table="access",
        value=value,
        denominator=denominator,
        where={"grade": "ALL"},
        whole="english_learners",
        report=_REPORT,
        definition=f"{label}, all grades together (reporting elements of Title III). Source: DESE, ACCESS results.",
    )


MEASURES = (
    _share(
        "el_making_progress_pct",
        "making_progress_pct",
        "English learners making progress",
        "made progress toward English proficiency",
        "percent of English learners included",
        "higher",
        denominator="included_n",
    ),
    _share(
        "el_attained_pct",
        "attained_pct",
        "English learners attaining proficiency",
        "attained English proficiency",
        "percent of English learners included",
        "higher",
        denominator="included_n",
    ),
    _share(
        "el_participation_pct",
        "participation_pct",
        "Participation in ACCESS",
        "took ACCESS",
        "percent of English learners",
        "higher",
        denominator="enrolled_n",
    ),
    _share(
        "el_exited_pct",
        "exited_pct",
        "English learners attaining proficiency who left the program",
        "left the program",
        "percent of those who attained proficiency",
        "context",
        role="context",
        who="English learners who attained proficiency",
    ),
    _share(
        "el_long_term_pct",
        "long_term_pct",
        "Long-term English learners",
        "were long-term learners",
        "percent of English learners included",
        "lower",
        denominator="included_n",
    ),
    Measure(
        id="el_composite_level",
        label="Mean composite proficiency level of English learners",
        short_label="ACCESS composite level",
        who="English learners",
        what="mean composite proficiency level",
        kind="number",
        unit="proficiency levels",
        better="higher",
        topic="access",
        family="english_learners",
        table="access_levels",
        value="composite_level_mean",
        where={"composite_domain": "Overall Score"},
        whole="english_learners",
        report=_REPORT,
        definition="Mean composite proficiency level, 1 to 6, of learners tested. Source: DESE, ACCESS results by level.",
    ),
)
