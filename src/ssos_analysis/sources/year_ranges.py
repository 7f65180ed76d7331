"""Spring years as a person writes them: 2018-2019, 2021-2023."""

from __future__ import annotations

from collections.abc import Iterable


def year_ranges(years: Iterable[int]) -> str:
    """`2018-2019, 2021` for 2018, 2019, 2021; empty for no years."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def missing_years(years: Iterable[int]) -> list[int]:
    """The years between the first and the last that are not there."""
    held = set(years)
    return [year for year in range(min(held), max(held)) if year not in held] if held else []
