"""What stands now behind what a brief read: digests for its record, and the words for what differs from them later."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ssos_analysis import workspace
from ssos_analysis.accountability.district import STATE_COLUMNS
from ssos_analysis.accountability.targets import Gains, gains
from ssos_analysis.measures.statewide_reads import asked_again
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.sources.organization_list import ORGANIZATIONS
from ssos_analysis.sources.regions import register_of
from ssos_analysis.sources.slice_digests import slice_digests
from ssos_analysis.sources.statewide_key import statewide_key
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.organizations import STATE

_STATE = STATE[:4]
_OF_GAINS = "accountability_indicators"
_NOT_OF_A_PAGE = ("briefs", "districts", "examples", "sources")  # the press looks at these, or only an import does
_OF_ITS_OWN = "regions.yml"  # one region is on a page, not the register


class DataNow:
    """The store and params/ as they are when this is made. It satisfies `press.freshness.Data`."""

    def __init__(self, store: Store, *, today: dt.date | None = None) -> None:
        self.store = store
        self.today = today or dt.date.today()
        self._of_params: dict[str, str] = {}
        self._of_gains: dict[int, Gains] = {}

    def settle(self, district_code: str, reads: Mapping[str, Any]) -> dict[str, Any]:
        """What a run read, with the digests of it.

        Returns
        -------
        dict
            Plain values for `changes`, later. Where nothing is known of what the run read, or the store was changed since it was
            opened, the fingerprint alone: any change of the store then counts.
        """
        if not reads or reads["fingerprint"] != self.store.fingerprint():
            return {"fingerprint": reads.get("fingerprint") or self.store.fingerprint()}
        return {
            "school_year": reads["school_year"],
            "through": reads["through"],
            "day": reads["day"],
            "tables": {table: self._slice(table, district_code) for table in sorted({ORGANIZATIONS, *reads["slices"]})},
            "whole": {table: self._whole(table) for table in sorted(reads["tables"])},
            "sources": reads["sources"],
            "sources_digest": self._sources(reads["sources"]),
            "params": {name: self._params(name) for name in reads["params"] if _is_of_a_page(name)},
            "region": reads["region"],
            "statewide": reads["statewide"],
            "gains": {**reads["gains"], "generation": self._whole(_OF_GAINS)} if reads["gains"] else {},
        }

    def changes(self, district_code: str, settled: Mapping[str, Any]) -> list[str]:
        """Why a page made from what was settled is out of date, in words; nothing where it is not."""
        if "tables" not in settled:
            is_same = settled.get("fingerprint") == self.store.fingerprint()
            return [] if is_same else ["the store changed, and what the notebook read of it is not known"]
        return list(self._changes(district_code, settled))

    def renewed(self, settled: Mapping[str, Any]) -> dict[str, Any]:
        """What was settled, when `changes` found nothing: state-wide questions need not be asked again for these data."""
        if "tables" not in settled:
            return dict(settled)
        asked = [{**call, "key": self._statewide_key} for call in settled["statewide"]]
        gained = {**settled["gains"], "generation": self._whole(_OF_GAINS)} if settled["gains"] else {}
        return {**settled, "statewide": asked, "gains": gained}

    def _changes(self, code: str, settled: Mapping[str, Any]) -> Iterator[str]:
        own, state = set(), set()
        for table, before in settled["tables"].items():
            now = self._slice(table, code)
            if before["own"] != now["own"]:
                own.add(table)
            if before["state"] != now["state"]:
                state.add(table)
        if own:
            yield f"data of the district changed: {', '.join(sorted(own))}"
        if state:
            yield f"data of the state changed: {', '.join(sorted(state))}"
        if whole := [table for table, before in settled["whole"].items() if before != self._whole(table)]:
            yield f"data of all districts changed: {', '.join(sorted(whole))}"
        if settled["sources_digest"] != self._sources(settled["sources"]):
            yield "what is known of the files changed (vintage, title)"
        if settled["through"] != min(settled["school_year"] or self._newest, self._newest):
            yield f"the newest school year is now {self._newest}"
        if settled["day"] and settled["day"][:7] != self.today.isoformat()[:7]:
            yield f"another month: its ages are reckoned from {settled['day']}"
        if changed := [name for name, before in settled["params"].items() if before != self._params(name)]:
            yield f"params changed: {', '.join(sorted(changed))}"
        if settled["region"] != self.region(code):
            yield "the region in the register changed"
        if moved := sorted({words for call in settled["statewide"] for words in self._moved(code, call)}):
            yield f"state-wide quantities changed: {', '.join(moved)}"
        if settled["gains"] and self._gained_otherwise(settled["gains"]):
            yield "state-wide quantities changed: gains of all organizations"

    def region(self, district_code: str) -> str:
        """The district's region; "" where the register has none."""
        entry = self._register.entry(district_code)
        return entry.region if entry else ""

    def _moved(self, code: str, call: Mapping[str, Any]) -> Iterator[str]:
        """The questions of one call that get another answer now. Asked only where the quantities are others at all."""
        if call["key"] == self._statewide_key:
            return
        held = self._statewide(tuple(call["measures"]), code)
        for question, before in call["asked"].items():
            if asked_again(question, held) != before:
                yield _words(question)

    def _gained_otherwise(self, before: Mapping[str, Any]) -> bool:
        if before["generation"] == self._whole(_OF_GAINS):
            return False
        now = self._gains(int(before["year"]))
        return any(now.again(question) != answer for question, answer in before["asked"].items())

    def _gains(self, year: int) -> Gains:
        if year not in self._of_gains:
            self._of_gains[year] = gains(self.store.table(_OF_GAINS, columns=STATE_COLUMNS), year)
        return self._of_gains[year]

    def _statewide(self, measures: tuple[str, ...], code: str) -> Statewide:
        held: Statewide = self._load(measures)
        mine = held.expectations["org_code"].astype(str).str.startswith(code[:4])
        frames = {name: getattr(held, name) for name in ("changes", "priors", "figures", "peers", "context")}
        own = held.expectations[mine].reset_index(drop=True)
        return Statewide(**frames, expectations=own, fingerprint=held.fingerprint)

    @cached_property
    def _load(self) -> Any:
        import ssos_analysis.analyses  # noqa: F401 -- each names the questions it asks of the state
        from ssos_analysis.statewide import load_statewide  # which few builds need, and which takes a second to import

        return lru_cache(maxsize=8)(lambda measures: load_statewide(self.store, measures))

    @cached_property
    def _statewide_key(self) -> str:
        return statewide_key(self.store)

    @cached_property
    def _digests(self) -> Mapping[str, Mapping[str, str]]:
        return slice_digests(self.store)

    @cached_property
    def _newest(self) -> int:
        return self.store.newest_year()

    @cached_property
    def _register(self) -> Any:
        return register_of(invented=self.store.is_invented)

    @cached_property
    def _by_source(self) -> dict[str, str]:
        return {use.source_id: json.dumps(asdict(use), sort_keys=True) for use in self.store.sources()}

    def _slice(self, table: str, code: str) -> dict[str, str]:
        held = self._digests.get(table, {})
        return {"own": held.get(code[:4], ""), "state": held.get(_STATE, "")}

    def _whole(self, table: str) -> str:
        generation = self.store.generations.get(table)
        return generation.name if generation else ""

    def _params(self, name: str) -> str:
        """A digest of a file under params/, or of all files of a folder; "" where there is none."""
        if name not in self._of_params:
            path = workspace.home() / "params" / name
            files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path] * path.is_file()
            self._of_params[name] = _digest_of_files(files, path) if files else ""
        return self._of_params[name]

    def _sources(self, ids: list[str]) -> str:
        return _digest("\n".join(self._by_source.get(source_id, "gone") for source_id in sorted(ids)))


def _digest_of_files(files: list[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _is_of_a_page(name: str) -> bool:
    return name.split("/")[0] not in _NOT_OF_A_PAGE and name != _OF_ITS_OWN


def _words(question: str) -> str:
    """`among_changes of four_year_graduation_pct`."""
    name, about = json.loads(question)
    of = next((str(given) for given in [about.get("name"), about.get("measure_id"), *about.get("given", [])] if given), "")
    return f"{name.rsplit(':', 1)[-1]} of {of}" if of else str(name)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
