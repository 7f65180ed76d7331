"""Records as the hub gives them: a few made up, and some built back from the state's own exports."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

Record = dict[str, str]

MCAS = "i9w6-niyt"
GRADUATION = "n2xa-p822"
ENROLLMENT = "t8td-gens"
GROUPS = ("All Students", "Asian", "Black or African American", "English Learners", "High Needs", "White")
RATES = {
    "4-year": "4-Year Graduation Rate",
    "4-year-adjusted": "4-Year Adjusted Cohort Graduation Rate",
    "5-year": "5-Year Graduation Rate",
    "5-year-adjusted": "5-Year Adjusted Cohort Graduation Rate",
}
_COLLECTED_GROUPS = {
    "all": "All Students",
    "native_american": "American Indian or Alaska Native",
    "asian": "Asian",
    "black": "Black or African American",
    "hispanic": "Hispanic or Latino",
    "multiracial": "Multi-Race, Not Hispanic or Latino",
    "pacific_islander": "Native Hawaiian or Other Pacific Islander",
    "white": "White",
    "female": "Female",
    "male": "Male",
    "low_income": "Low Income",
    "not_low_income": "Non-Low Income",
    "special_ed": "Students with Disabilities",
    "high_needs": "High Needs",
    "english_learner": "English Learners",
    "homeless": "Homeless",
    "foster_care": "Foster Care",
}
_COLLECTED_SUBJECTS = {"ela": "ELA", "math": "MATH", "science": "SCI", "biology": "BIO", "physics": "PHY"}
MCAS_COLUMNS = [
    "sy", "dist_code", "dist_name", "org_code", "org_name", "org_type", "test_grade", "subject_code", "stu_grp",
    "m_plus_e_cnt", "m_plus_e_pct", "e_cnt", "e_pct", "m_cnt", "m_pct", "pm_cnt", "pm_pct", "nm_cnt", "nm_pct", "stu_cnt",
    "stu_part_pct", "avg_scaled_score", "avg_sgp", "avg_sgp_incl", "ach_percentile", "district_and_school",
]  # fmt: skip
GRADUATION_COLUMNS = [
    "sy", "dist_code", "dist_name", "org_code", "org_name", "org_type", "grad_rate_type", "stu_grp", "cohort_cnt",
    "grad_pct", "in_sch_pct", "non_grad_pct", "ged_pct", "drpout_pct", "exclud_pct",
]  # fmt: skip


def graduation(districts: int = 30, years: range = range(2021, 2025), *, add: float = 0.0) -> list[Record]:
    """Rates of districts by group and year: a row says its own place in its figures, so that a lost or doubled one shows.

    The smallest cohorts have no figures, as the state hides them. `add` moves every rate, as a later state of the dataset does.
    """
    return [
        {
            "sy": str(year),
            **organization(district),
            "grad_rate_type": rate,
            "stu_grp": group,
            "cohort_cnt": str(cohort),
            **({} if cohort < 6 else _rates(0.5 + (district * 7 + place * 3 + year) % 40 / 100 + add)),
        }
        for year in years
        for district in range(1, districts + 1)
        for place, group in enumerate(GROUPS)
        for rate in (RATES["4-year"], RATES["5-year"])
        for cohort in [(district * 13 + place * 5 + year) % 90 + 1]
    ]


def organization(district: int) -> Record:
    """The organization fields of a district with an ordinary code."""
    code, name = f"{district:04d}0000", f"District {district}"
    return {"dist_code": code, "dist_name": name, "org_code": code, "org_name": name, "org_type": "District"}


def _rates(graduated: float) -> Record:
    rest = 1 - graduated
    names = ("in_sch_pct", "non_grad_pct", "ged_pct", "drpout_pct", "exclud_pct")
    return {"grad_pct": f"{graduated:.3f}", **dict.fromkeys(names, f"{rest / 5:.3f}")}


def collected_graduation(path: Path) -> Iterator[Record]:
    """The collected copy of n2xa-p822 (state and districts, 2006-2024) turned back into the hub's records.

    Shares other than the graduates' were not collected: their fields are left out, as the hub leaves out what is null.
    """
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: value for name, value in _as_on_hub(row).items() if value}


def _as_on_hub(row: Mapping[str, str]) -> Record:
    is_state = row["type"] == "State"
    code = "00000000" if is_state else f"{int(row['district_id']):04d}0000"
    name = "State Totals" if is_state else row["district_name"]
    return {
        "sy": row["end_year"],
        "dist_code": code,
        "dist_name": name,
        "org_code": code,
        "org_name": name,
        "org_type": row["type"],
        "grad_rate_type": RATES[row["cohort_type"]],
        "stu_grp": _COLLECTED_GROUPS[row["subgroup"]],
        "cohort_cnt": row["cohort_count"],
        "grad_pct": row["grad_rate"],
    }


def collected_mcas(path: Path) -> list[Record]:
    """The collected rows of i9w6-niyt that have every count, turned back into the hub's records: a blank is a field left out."""
    fields = {
        "meeting_exceeding": "m_plus_e", "exceeding": "e", "meeting": "m", "partially_meeting": "pm", "not_meeting": "nm",
    }  # fmt: skip
    named = {f"{ours}_{unit}": f"{hub}_{unit}" for ours, hub in fields.items() for unit in ("cnt", "pct")}
    named |= {"student_count": "stu_cnt", "participation_rate": "stu_part_pct", "scaled_score": "avg_scaled_score"}
    named |= {"sgp": "avg_sgp", "sgp_n": "avg_sgp_incl", "end_year": "sy"}
    types = {"State": "State", "District": "Public School District", "School": "Public School"}
    records = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            district = f"{row['district_id']}0000" if row["district_id"] else "00000000"
            name = row["district_name"] or "State"
            record = {
                "dist_code": district,
                "dist_name": name,
                "org_code": row["school_id"] or district,
                "org_name": row["school_name"] or name,
                "org_type": types[row["type"]],
                "test_grade": row["grade"],
                "subject_code": _COLLECTED_SUBJECTS[row["subject"]],
                "stu_grp": _COLLECTED_GROUPS[row["subgroup"]],
                **{hub: row[ours] for ours, hub in named.items()},
            }
            records.append({field: cell for field, cell in record.items() if cell})
    return records
