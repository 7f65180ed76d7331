"""Who the whole state is: up to 400 invented districts, drawn in parts of twenty, each part a small state of every kind.

A part has a city, towns, regional and elementary districts, charters and vocational schools, so that the shares and levels of the
state, which the simulation meets in each part, leave room for districts to differ. The first n districts are the same whatever
the number asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ssos_analysis.sources.example.organizations import CHARTER, COASTAL, PK, PUBLIC, WEST_CENTRAL, District, School
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.state_scale.naming import BIRDS, place_names

PART, MOST = 20, 400
_PREFIXES = ("95", "96", "97", "98")
_PER_PREFIX = 100
# One letter a district: city, town, vocational, charter, elementary, regional. Any beginning of it can be simulated alone.
_KINDS = "CTVHETTRHTETHTVTRHET"
# Students of each part's city in 2018, set by us beside the sizes of the state's twenty largest districts. Large and small take
# turns, so that any quarter of the state is about a quarter of its students.
_CITIES = (
    8_000, 20_000, 10_500, 6_000, 24_000, 7_200, 13_500, 9_200, 25_000, 11_500, 48_000, 5_600, 6_400, 6_800, 7_500, 16_000,
    12_500, 10_000, 15_000, 8_500,
)  # fmt: skip
# Of the other kinds: median size, spread of its logarithm, least and most students.
_SIZES = {
    "T": (2_600, 0.60, 240, 9_000),
    "V": (850, 0.35, 350, 2_000),
    "H": (500, 0.55, 150, 2_200),
    "E": (420, 0.55, 150, 1_500),
    "R": (1_900, 0.45, 500, 5_000),
}
_POVERTY = {"C": (0.55, 0.25), "T": (-0.25, 0.40), "V": (0.20, 0.20), "H": (0.40, 0.35), "E": (-0.25, 0.35), "R": (-0.05, 0.25)}
# Students in one school, about: elementary, middle, high.
_ELEMENTARY, _MIDDLE, _HIGH = 400, 650, 1_250
_GRADES_PK_12 = 13.25  # K to 12, and a quarter of a grade in pre-kindergarten


def state_parts(districts: int, seed: int) -> Iterator[Organizations]:
    """The districts, in parts of twenty (the last may be shorter).

    Parameters
    ----------
    districts : 1 to 400.
    seed : decides names, sizes and what makes a district differ.
    """
    names = place_names(seed)
    for part in range(0, districts, PART):
        rng = np.random.default_rng([seed, 12, part])
        drawn = [_district(part + number, kind, names, rng) for number, kind in enumerate(_KINDS)]
        yield Organizations(tuple(drawn[: districts - part]))


def _district(index: int, kind: str, names: Iterator[str], rng: np.random.Generator) -> District:
    """One district: its size, its schools, and its distance from the state in every outcome."""
    size = _size(index, kind, rng)
    name = next(names)
    poverty = rng.normal(*_POVERTY[kind])
    per_grade = round(size / _GRADES_PK_12) if kind in "CTR" else round(size / {"V": 4, "H": 8, "E": 7.25}[kind])
    own = f"{name}-{next(names)}" if kind == "R" else name
    birds = iter(rng.permutation(np.array(BIRDS)).tolist())
    high_school = kind != "E"

    def apart(spread: float, middle: float = 0.0) -> float:
        return round(float(rng.normal(middle, spread)), 3)

    return District(
        number=index % _PER_PREFIX,
        prefix=_PREFIXES[index // _PER_PREFIX],
        name={"V": f"{name} Valley Regional Vocational Technical", "H": f"{name} Charter Public (District)"}.get(kind, own),
        org_type=CHARTER if kind == "H" else PUBLIC,
        schools=_schools(kind, own, per_grade, birds, rng),
        per_grade=0 if kind == "V" else max(per_grade, 3),
        per_grade_hs=max(per_grade, 3) if high_school else 0,
        per_grade_pk=round(per_grade / 4) if kind in "CTRE" else 0,
        race_pct=_race_pct(kind, poverty, rng),
        growth_pct=apart(0.8, -0.1),
        poverty=round(float(poverty), 3),
        newcomers=apart(0.2, 0.25 if kind == "C" else 0.0),
        achievement=apart(0.12, 0.15 if kind == "H" else 0.0),
        achievement_trend=apart(0.012),
        growth=apart(0.12, 0.2 if kind == "H" else 0.0),
        absence=apart(0.15, -0.25 if kind in "VH" else 0.0),
        discipline=apart(0.25, 0.15 if kind in "CH" else 0.0),
        completion=apart(0.25, 0.5 if kind in "VH" else 0.0),
        mobility=round(float(rng.uniform(0.02, 0.05) + (0.02 if kind == "C" else 0.0)), 3),
        withheld=frozenset({("attendance:end_of_year", 2023)}) if rng.random() < 0.02 else frozenset(),
        region=COASTAL if rng.random() < 0.5 else WEST_CENTRAL,
    )


def _size(index: int, kind: str, rng: np.random.Generator) -> float:
    """Students in 2018."""
    if kind == "C":
        return _CITIES[index // PART]
    median, spread, least, most = _SIZES[kind]
    return float(np.clip(median * np.exp(spread * rng.standard_normal()), least, most))


def _schools(kind: str, name: str, per_grade: int, birds: Iterator[str], rng: np.random.Generator) -> tuple[School, ...]:
    """A district's schools: codes 0005 on for elementary, 0305 middle, 0505 high, 0605 vocational, 0105 charter."""
    if kind == "V":
        return (School("0605", f"{name} Valley Regional Vocational Technical", 9, 12, 0, bool(rng.random() < 0.5)),)
    if kind == "H":
        return (School("0105", f"{name} Charter Public School", 5, 12),)
    if kind == "E":
        return _named("0000", "Elementary", PK, 6, 7 * per_grade / _ELEMENTARY, birds, rng)
    if per_grade < 45:
        return (School("0005", f"{next(birds)} Elementary", PK, 6), School("0505", f"{name} Junior Senior High", 7, 12))
    high = _named("0500", "High", 9, 12, 4 * per_grade / _HIGH, birds, rng)
    first = School("0505", f"{name} {'Regional ' if kind == 'R' else ''}High", 9, 12)
    physics = School(high[-1].suffix, high[-1].name, 9, 12, 0, teaches_physics_first=True)
    return (
        *_named("0000", "Elementary", PK, 5, 6 * per_grade / _ELEMENTARY, birds, rng),
        *_named("0300", "Middle", 6, 8, 3 * per_grade / _MIDDLE, birds, rng),
        first,
        *((*high[1:-1], physics) if len(high) > 1 else ()),
    )


def _named(
    base: str, kind: str, low: int, high: int, number: float, birds: Iterator[str], rng: np.random.Generator
) -> tuple[School, ...]:
    """Schools of one kind, as many as the number says (one at least). Of several, the last is at times a new one."""
    count = max(1, round(number))
    opens = int(rng.integers(2018, 2025)) if count > 1 and rng.random() < 0.06 else 0
    return tuple(
        School(f"{int(base) + 5 * (place + 1):04d}", f"{next(birds)} {kind}", low, high, opens if place == count - 1 else 0)
        for place in range(count)
    )


def _race_pct(kind: str, poverty: float, rng: np.random.Generator) -> tuple[float, float, float, float, float, float, float]:
    """Percent American Indian, Asian, Black, Hispanic, Multi-Race, Pacific Islander, White; poorer places are less white."""
    white = float(np.clip(0.62 - 0.35 * poverty + rng.normal(0, 0.08) - (0.15 if kind in "CH" else 0.0), 0.08, 0.93))
    rest = 99.7 - 100 * white
    shares = rng.dirichlet([2.0 if poverty < 0 else 1.2, 2.0, 3.6 + 2 * max(poverty, 0.0), 1.0])
    asian, black, hispanic, multi = (round(rest * float(share), 2) for share in shares)
    return 0.2, asian, black, hispanic, multi, 0.1, round(99.7 - asian - black - hispanic - multi, 2)
