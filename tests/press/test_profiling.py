"""Where a brief's time goes: every millisecond has a part, every cell its seconds, and a failing cell is told."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import ssos_analysis
from ssos_analysis.errors import PressError
from ssos_analysis.press import profiling
from ssos_analysis.press.plan import job_of
from ssos_analysis.press.profiling import Profile, part_of, profile, profile_lines

PACKAGE = Path(ssos_analysis.__file__).parent


def frames(*names: str) -> Any:
    """A stack, innermost first: files of the package by their place in it, others by their name."""
    frame = None
    for name in reversed(names):
        place = str(PACKAGE / name) if (PACKAGE / name).exists() else name
        frame = SimpleNamespace(f_code=SimpleNamespace(co_filename=place), f_back=frame)
    return frame


@pytest.mark.parametrize(
    ("stack", "part"),
    [
        (("parquet.py", "sources/store.py", "brief.py"), profiling.OPEN),
        (("stats.py", "estimation/ratios.py", "analyses/trend.py"), profiling.ANALYSES),
        (("backend_svg.py", "presentation/theme.py", "presentation/line_chart.py"), profiling.FIGURES),
        (("ticker.py", "presentation/gap_chart.py"), profiling.FIGURES),
        (("presentation/markup.py", "presentation/gap_chart.py"), profiling.WORDS),
        (("frame.py", "disclosure/release.py", "brief.py"), profiling.RELEASE),
        (("parser.py", "press/page_check.py", "press/rendering.py"), profiling.CHECK),
        (("environment.py", "press/rendering.py", "press/profiling.py"), profiling.CONVERSION),
        (("interactiveshell.py", "press/profiling.py"), profiling.OTHER),
    ],
)
def test_time_goes_to_the_innermost_part_of_the_package(stack: tuple[str, ...], part: str) -> None:
    assert part_of(frames(*stack)) == part


def test_every_file_of_the_package_that_a_brief_uses_has_a_part() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    of_no_brief = {"cli", "trace", "goals", "state_site", "audit"}
    assert folders - of_no_brief <= {name.split("/")[0] for name in profiling.PARTS}


def test_a_notebook_is_run_here_and_told_by_cell(rig: Any) -> None:
    [template] = rig.templates("good")
    job = job_of(rig.districts[1], template, {})
    main = sys.modules["__main__"]
    told = profile(job, invented=True, rounds=1)
    assert sys.modules["__main__"] is main  # else no process can be spawned any more
    assert set(told.cells) == {0, 2, 3, 5, 6}  # 0 is the page; the template's own cells are counted from 1
    assert told.seconds > 0
    assert told.seconds == pytest.approx(sum(told.cells.values()), abs=0.2)
    lines = list(profile_lines([told]))
    assert lines[0].startswith("milliseconds")
    assert lines[1].startswith("good ")
    assert any("page check" in line for line in lines)


def test_a_cell_that_fails_is_named(rig: Any) -> None:
    [template] = rig.templates("raising")
    with pytest.raises(PressError, match=r"cell 5 failed: ValueError"):
        profile(job_of(rig.districts[0], template, {}), invented=True, rounds=1)


def test_the_slowest_cell_stands_first() -> None:
    one = Profile("x", {profiling.FIGURES: 0.3, profiling.WORDS: 0.1}, {1: 0.1, 2: 0.3}, {1: "a", 2: "b"})
    assert [line.split()[1:3] for line in list(profile_lines([one]))[-2:]] == [["cell", "2"], ["cell", "1"]]
