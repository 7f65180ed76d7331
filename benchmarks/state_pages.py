"""Pages as the state's hub answers them, at the size of a state: 400 districts, 1,800 schools, 25 groups, 9 years.

    python benchmarks/state_pages.py FOLDER [DISTRICTS]

Some 3 million MCAS rows and the other tables in proportion, written page by page (50,000 records each). The values are noise in
the form of the hub's; for figures that mean something use the example state.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import orjson

ROWS_IN_PAGE = 50_000
DISTRICTS, SCHOOLS_OF_TWO = 400, 9
YEARS = range(2017, 2026)
GROUPS = """All Students; American Indian or Alaska Native; Asian; Black or African American; Hispanic or Latino;
Multi-Race, Not Hispanic or Latino; Native Hawaiian or Other Pacific Islander; White; Female; Male; Students with Disabilities;
Students without Disabilities; English Learners; English Learners and Former English Learners; Ever English Learners;
Former English Learners; Economically Disadvantaged; Low Income; Non-Low Income; High Needs; Foster Care; Homeless; Migrant;
Military; Title I"""
TESTS = (("ALL (03-08)", "ELA"), ("ALL (03-08)", "MATH"), ("05", "SCI"), ("10", "ELA"), ("10", "MATH"), ("03", "ELA"))
RATES = ("4-Year Graduation Rate", "5-Year Graduation Rate")

Record = dict[str, str]


def main(arguments: list[str]) -> int:
    """Write the pages, and say how many records they hold."""
    print(f"{write_pages(Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else DISTRICTS):,} records")
    return 0


def write_pages(folder: Path, districts: int = DISTRICTS) -> int:
    """Write `<folder>/<dataset>/page-00001.json` ... of a state with so many districts; returns the number of records."""
    chance = np.random.default_rng(3)
    organizations = list(_organizations(districts))
    total = 0
    for dataset, records in {
        "i9w6-niyt": _mcas(organizations, chance),
        "attendance": _attendance(organizations, chance),
        "discipline": _discipline(organizations, chance),
        "graduation": _graduation(organizations, chance),
        "enrollment": _enrollment(organizations, chance),
    }.items():
        place = folder / dataset
        place.mkdir(parents=True, exist_ok=True)
        page: list[Record] = []
        number = 0
        for record in records:
            page.append(record)
            if len(page) == ROWS_IN_PAGE:
                number += 1
                _write(place / f"page-{number:05}.json", page)
                total += len(page)
                page = []
        if page:
            _write(place / f"page-{number + 1:05}.json", page)
            total += len(page)
    return total


def _write(path: Path, page: list[Record]) -> None:
    """A page in the hub's own manner: a record a line, each line but the first begun by a comma."""
    path.write_bytes(b"[" + b"\n,".join(map(orjson.dumps, page)) + b"]\n")


def _organizations(districts: int) -> Iterator[Record]:
    """The state, then every district followed by its schools."""
    yield {"dist_code": "00000000", "dist_name": "State", "org_code": "00000000", "org_name": "State", "org_type": "State"}
    for number in range(1, districts + 1):
        code = f"{number:04}"
        district = {"dist_code": f"{code}0000", "dist_name": f"District of Town {number}"}
        yield district | {"org_code": f"{code}0000", "org_name": district["dist_name"], "org_type": "Public School District"}
        for school in range(1, SCHOOLS_OF_TWO // 2 + 1 + number % 2):
            name = f"Town {number} - School Number {school}"
            yield district | {"org_code": f"{code}{school * 5:04}", "org_name": name, "org_type": "Public School"}


def _keys(organizations: list[Record]) -> Iterator[Record]:
    """Each organization with each year and group."""
    groups = [group.strip().replace("\n", " ") for group in GROUPS.split(";")]
    for organization in organizations:
        for year in YEARS:
            for group in groups:
                yield {"sy": str(year), **organization, "stu_grp": group}


def _hides(key: Record, n: int) -> bool:
    """Whether the hub leaves out the results of so few students."""
    return n < 10 and key["org_code"] != "00000000"


def _mcas(organizations: list[Record], chance: np.random.Generator) -> Iterator[Record]:
    for key in _keys(organizations):
        counts = chance.integers(0, 300, (len(TESTS), 4)).tolist()
        means = chance.integers(4700, 5300, (len(TESTS), 2)).tolist()
        for (grade, subject), (e, m, pm, nm), (score, growth) in zip(TESTS, counts, means, strict=True):
            n = e + m + pm + nm
            record = key | {"test_grade": grade, "subject_code": subject, "stu_cnt": str(n), "stu_part_pct": "0.98"}
            record["district_and_school"] = key["org_name"]
            if not _hides(key, n):
                record |= {"m_plus_e_cnt": str(e + m), "m_plus_e_pct": f"{(e + m) / max(1, n):.2f}"}
                for name, count in (("e", e), ("m", m), ("pm", pm), ("nm", nm)):
                    record[f"{name}_cnt"] = str(count)
                    record[f"{name}_pct"] = f"{count / max(1, n):.2f}"
                record["avg_scaled_score"] = f"{score / 10:.1f}"
                if subject != "SCI" and grade != "03":
                    record |= {"avg_sgp": f"{growth % 980 / 10 + 1:.1f}", "avg_sgp_incl": str(n)}
            yield record


def _attendance(organizations: list[Record], chance: np.random.Generator) -> Iterator[Record]:
    for key in _keys(organizations):
        rate, absent, chronic = chance.integers(0, 400, 3).tolist()
        yield key | {
            "attend_period": "End of Year",
            "attend_rate": f"{1 - rate / 4000:.3f}",
            "cnt_avg_abs": f"{absent / 20:.1f}",
            "pct_abs_10_days": f"{absent / 500:.3f}",
            "pct_chron_abs_10": f"{chronic / 1000:.3f}",
            "pct_chron_abs_20": f"{chronic / 4000:.3f}",
            "pct_unexc_10_days": f"{absent / 900:.3f}",
        }


def _discipline(organizations: list[Record], chance: np.random.Generator) -> Iterator[Record]:
    for key in _keys(organizations):
        n, some = chance.integers(10, 900, 2).tolist()
        some = min(n, some // 10)
        shares = {
            name: f"{some / n / part:.3f}" for part, name in enumerate(("in_susp_pct", "out_susp_pct", "emerg_rmvl_pct"), start=2)
        }
        yield key | {"offense": "All Offenses", "stu_cnt": str(n), "stu_discipl_cnt": str(some), **shares}


def _graduation(organizations: list[Record], chance: np.random.Generator) -> Iterator[Record]:
    some = [one for one in organizations if one["org_code"].endswith(("0000", "0005"))]
    for key in _keys(some):
        n, left = chance.integers(10, 400, 2).tolist()
        left = min(n, left // 10)
        for rate in RATES:
            yield key | {
                "grad_rate_type": rate,
                "cohort_cnt": str(n),
                "grad_pct": f"{1 - left / n:.3f}",
                "drpout_pct": f"{left / n / 2:.3f}",
            }


def _enrollment(organizations: list[Record], chance: np.random.Generator) -> Iterator[Record]:
    for organization in organizations:
        for year in YEARS:
            grades = chance.integers(20, 90, 12).tolist()
            record = {"sy": str(year), **organization, "total_cnt": str(sum(grades))}
            yield record | {f"g{grade}_cnt": str(n) for grade, n in enumerate(grades, start=1)}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
