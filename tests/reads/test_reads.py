"""What a brief read and whether it still stands: own data, the state's, the files, the day, params, and state-wide answers."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_tables import DISTRICT, STATE, absence, achievement, cohort, measured, row, source, tidy

from ssos_analysis import analyses, parameters, workspace
from ssos_analysis import brief as briefs
from ssos_analysis.accountability.targets import gains
from ssos_analysis.analyses.among_changes import among_changes
from ssos_analysis.brief import open_brief
from ssos_analysis.measures.statewide_reads import Watched, asked_again
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.reads import DataNow
from ssos_analysis.sources.store import Store
from tests.builders.statewide_frames import GRADUATION, codes, contexts, graduation_rows, statewide

ALDER, OTHER = "01110000", "02220000"
TODAY = dt.date(2026, 11, 26)


def fill(store: Store, *, alder: int = 60, other: int = 50, state: int = 400, year: int = 2023, title: str = "A report") -> None:
    rows = {
        "mcas": [
            achievement(STATE, year, state, 1000),
            achievement(ALDER, year, alder, 200),
            achievement(OTHER, year, other, 70),
        ],
        "attendance": [absence(ALDER, year, "12.0")],
        "enrollment_by_grade": [row("enrollment_by_grade", code, year, students_n="400") for code in (ALDER, OTHER)],
    }
    use = source()
    store.replace({name: tidy(name, held) for name, held in rows.items()}, [type(use)(**{**use.__dict__, "title": title})])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("SSOS_STORE", str(tmp_path / "store"))
    made = Store.create(tmp_path / "store", invented=False)
    fill(made)
    return made


def run(monkeypatch: pytest.MonkeyPatch, *, with_day: bool = False, **given: Any) -> dict[str, Any]:
    """What a brief of Alder tells that it read, after one measure."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(briefs, "show", lambda _html, _text, **facts: told.update(facts))
    made = open_brief(ALDER, as_of=TODAY.isoformat(), **given)
    made.heading("A test", "What?")
    made.release(analyses.trend(made.measure("ela_3_8_meeting_pct")))
    if with_day:
        assert made.as_of == TODAY
    made.sources_and_methods()
    return dict(json.loads(told["reads"]))


@pytest.fixture
def settled(store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    return json.loads(json.dumps(DataNow(store).settle(ALDER, run(monkeypatch, with_day=True))))


def changes(store: Store, settled: dict[str, Any], *, today: dt.date = TODAY) -> list[str]:
    return DataNow(Store.open(store.path), today=today).changes(ALDER, settled)


def test_a_brief_tells_tables_files_day_and_params(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(monkeypatch)
    assert (told["slices"], told["tables"], told["day"], told["through"]) == (["mcas"], [], "", 2023)
    assert told["sources"] == [source().source_id]
    assert {"disclosure.yml", "series_breaks.yml"} <= set(told["params"])
    assert told["fingerprint"] == store.fingerprint()
    assert run(monkeypatch, with_day=True)["day"] == TODAY.isoformat()


def test_nothing_changed_and_another_district_change_nothing(store: Store, settled: dict[str, Any]) -> None:
    assert changes(store, settled) == []
    fill(store, other=51)
    assert changes(store, settled) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"alder": 61}, ["data of the district changed: mcas"]),
        ({"state": 401}, ["data of the state changed: mcas"]),
        ({"title": "Another report"}, ["what is known of the files changed (vintage, title)"]),
    ],
)
def test_what_changed_is_named(store: Store, settled: dict[str, Any], given: dict[str, Any], told: list[str]) -> None:
    fill(store, **given)
    assert changes(store, settled) == told


def test_a_newer_year_changes_briefs_that_show_the_newest(store: Store, settled: dict[str, Any]) -> None:
    fill(store, year=2024)
    assert "the newest school year is now 2024" in changes(store, settled)


def test_ages_stand_for_the_month_they_were_reckoned_in(store: Store, settled: dict[str, Any]) -> None:
    assert changes(store, settled, today=dt.date(2026, 11, 30)) == []
    assert changes(store, settled, today=dt.date(2026, 12, 1)) == ["another month: its ages are reckoned from 2026-11-26"]
    assert changes(store, {**settled, "day": ""}, today=dt.date(2031, 1, 1)) == []


def test_only_params_that_were_read_count(store: Store, settled: dict[str, Any], tmp_path: Path, monkeypatch: Any) -> None:
    home = tmp_path / "clone"
    shutil.copytree(workspace.params(), home / "params", ignore=shutil.ignore_patterns("sources"))
    (home / "params" / "sources").mkdir()
    (home / "notebooks").mkdir()
    monkeypatch.setenv("SSOS_HOME", str(home))
    known = set(settled["params"])
    assert not {name for name in known if name.startswith(("briefs", "districts", "sources"))}
    (home / "params" / "hub.yml").write_text("other: 1\n")
    settled["params"].pop("hub.yml", None)
    assert changes(store, settled) == []
    (home / "params" / "disclosure.yml").write_text("other: 1\n")
    assert changes(store, settled) == ["params changed: disclosure.yml"]


def test_what_is_not_known_hangs_on_the_whole_store(store: Store) -> None:
    settled = DataNow(store).settle(ALDER, {})
    assert changes(store, settled) == []
    fill(store, other=51)
    assert len(changes(store, settled)) == 1


def test_a_store_that_changed_while_a_brief_ran_is_not_taken_for_what_it_read(store: Store, monkeypatch: Any) -> None:
    told = run(monkeypatch)
    fill(store, alder=61)
    settled = DataNow(Store.open(store.path)).settle(ALDER, told)
    assert changes(store, settled) == ["the store changed, and what the notebook read of it is not known"]


ASKED = {"org_code": "99010000", "first_year": 2019, "last_year": 2024, "n": 200.0}


class TestStatewideAnswers:
    def asked(self, held: Statewide, change: float) -> dict[str, str]:
        watched = Watched(held)
        answer = among_changes(watched, GRADUATION.id, "all_students", change=change, **ASKED)
        assert answer.changes_n >= 20
        return watched.asked

    def moved(self, rows: Any, *, by: float, code: str = "99050000") -> Any:
        """The rows with one district's newest rate moved."""
        rows = rows.copy()
        [place] = rows.index[(rows["org_code"] == code) & (rows["school_year"] == 2024)]
        rows.loc[place, "graduated_pct"] += by
        return rows

    def test_one_question_is_kept_and_its_answer_is_compared_as_a_page_prints_it(self) -> None:
        rows = graduation_rows(60)
        before, slightly = statewide(rows), statewide(self.moved(rows, by=1.0))
        assert not before.changes.equals(slightly.changes)  # the distribution itself moved
        asked = self.asked(before, change=40.0)
        [(question, digest)] = asked.items()
        assert asked_again(question, before) == asked_again(question, slightly) == digest
        for code in codes(30):
            rows = self.moved(rows, by=-30.0, code=code)
        [(question, digest)] = self.asked(before, change=-20.0).items()
        assert asked_again(question, statewide(rows)) != digest

    def test_frames_read_as_they_are_count_with_every_value(self) -> None:
        rows = graduation_rows(40)
        before, after = statewide(rows), statewide(self.moved(rows, by=1.0))
        watched = Watched(before)
        assert len(watched.changes_of(GRADUATION.id, "all_students"))
        assert len(watched.peers)
        assert watched.prior_of(GRADUATION.id, "all_students", 2024)
        differ = {json.loads(question)[0]: asked_again(question, after) != digest for question, digest in watched.asked.items()}
        assert differ == {"changes_of": True, "frame": False, "prior_of": True}
        assert all(asked_again(question, before) == digest for question, digest in watched.asked.items())

    def test_a_page_on_peers_hangs_on_its_own_peers_and_not_on_the_whole_state(self) -> None:
        rows, own = graduation_rows(40), contexts(40)["org_code"][1]
        before = statewide(rows)
        table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "80.0", 200)])
        measure = table.__class__(table.measure, table.table, own, "Reedbank", 2025)
        watched = Watched(before)
        analyses.peers(watched, district_code=own, district_name="Reedbank")
        found = analyses.peer_figures(measure, watched)
        analyses.better_where_weakest([measure], watched)
        assert "frame" not in {json.loads(question)[0] for question in watched.asked}

        def moved(code: str, by: float) -> list[str]:
            now = statewide(self.moved(rows, by=by, code=code))
            return [question for question, digest in watched.asked.items() if asked_again(question, now) != digest]

        assert moved("99010000", by=0.0) == []
        others = set(codes(40)) - {*found.table["org_code"]}
        assert moved(sorted(others)[0], by=0.5) == []  # the prior moved, and no figure that is printed
        assert moved(found.table["org_code"].iloc[1], by=-20.0)

    def test_a_question_nobody_knows_any_more_counts_as_changed(self) -> None:
        assert asked_again(json.dumps(["gone:away", {}]), statewide()) is None


def test_gains_of_the_state_are_compared_as_a_page_prints_them() -> None:
    def state(moved: float) -> pd.DataFrame:
        changes = [float(place) for place in range(200)]
        changes[3] += moved
        about = {"org_level": "school", "school_year": 2025, "gradespan": "high_school", "indicator": "ela_achievement"}
        return pd.DataFrame([{**about, "student_group": "all_students", "change": change} for change in changes])

    known = gains(state(0), 2025)
    assert known.against(["school", "high_school", "ela_achievement", "all_students"], 50.0) == (200, 75.0)
    [(question, answer)] = known.asked.items()
    assert gains(state(10), 2025).again(question) == answer == "75% of 200"
    assert gains(state(150), 2025).again(question) == "76% of 200"
    assert gains(state(0).iloc[1:], 2025).again(question) != answer


def test_breaks_are_read_through_params() -> None:
    parameters.series_breaks.cache_clear()
    parameters.series_breaks()
    assert "series_breaks.yml" in workspace.params_asked()
