"""Which jobs need to run, and why: a page is kept when all it was made from, and all it is, are as they were.

What a notebook reads of the data is noted while it runs and told by its last display; what that hashes to is found out by whoever
knows the store (`Data`). The press compares notebook, parameters, code, template, lock and outputs. A failure never stands.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from ssos_analysis.errors import PressError
from ssos_analysis.locks import locked
from ssos_analysis.press.inputs import Inputs, InputsNow
from ssos_analysis.press.outputs import harm
from ssos_analysis.press.plan import Job
from ssos_analysis.press.records import Ask, DistrictWork, JobRecord, Product, write_whole


class Data(Protocol):
    """The data as they are now."""

    def settle(self, district_code: str, reads: Mapping[str, Any]) -> dict[str, Any]:
        """What a run read (as its notebook tells; empty where it does not), with digests: plain values."""

    def changes(self, district_code: str, settled: Mapping[str, Any]) -> list[str]:
        """Why that is no longer what the store holds, in words."""

    def renewed(self, settled: Mapping[str, Any]) -> dict[str, Any]:
        """The same, once `changes` found none: what is quicker to compare next time."""


@dataclass(frozen=True)
class Due:
    """One job and why it has to run; no reason means that its page stands."""

    job: Job
    reasons: tuple[str, ...]


class Freshness:
    """Compares jobs with the records of their last runs. One for each batch: it holds what the batch began with."""

    def __init__(self, product: Product, data: Data, inputs: InputsNow | None = None) -> None:
        self.product, self.data = product, data
        self._inputs = inputs or InputsNow()
        self._works: dict[str, DistrictWork] = {}

    @property
    def works(self) -> Sequence[DistrictWork]:
        """What `due` found of the districts that it looked at."""
        return list(self._works.values())

    def due(self, jobs: Sequence[Job], *, force: bool = False) -> list[Due]:
        """Each job with the reasons why it has to run, in the order given.

        Raises
        ------
        PressError
            The records of a district cannot be read.
        """
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for code, its_jobs in _by_district(jobs).items():
            work = self.product.read(code)
            if work is not None:
                self._works[code] = work
            harmed = harm(self.product, code, [job.template.brief for job in its_jobs]) if work else {}
            for job in its_jobs:
                reasons = tuple(self._reasons(job, work, harmed))
                found[code, job.template.brief] = ("asked for with --force",) if force and not reasons else reasons
        return [Due(job, found[job.district.code, job.template.brief]) for job in jobs]

    def _reasons(self, job: Job, work: DistrictWork | None, harmed: Mapping[str, str]) -> Iterator[str]:
        record = work.records.get(job.template.brief) if work else None
        if record is None:
            yield "never built"
        elif record.failure:
            yield f"failed last time: {record.failure}"
        elif not record.made_from:
            yield "what its page was made from is not known"
        else:
            yield from self._changed(job, record)
            if job.template.brief in harmed:
                yield harmed[job.template.brief]

    def _changed(self, job: Job, record: JobRecord) -> list[str]:
        """What is not as the record has it. A record of another version of this code may tell other things, and is no record."""
        try:
            inputs = self._inputs.of(job).changes(Inputs(**record.made_from["inputs"]))
            return [*inputs, *self.data.changes(job.district.code, record.made_from["read"])]
        except (KeyError, TypeError, AttributeError, ValueError):
            return ["what its page was made from is not known"]

    def made_from(self, job: Job, executed: Path) -> dict[str, Any]:
        """What a finished run was made from, for its record."""
        return {"inputs": asdict(self._inputs.of(job)), "read": self.data.settle(job.district.code, reads_of(executed))}

    def keep(self, jobs: Sequence[Job]) -> bool:
        """Let the pages of jobs that need not run answer to what was asked now; whether that changed the state of any.

        A build that was asked for them before, and was stopped, is answered too. Call it after `due`.
        """
        is_changed = False
        for code, its_jobs in _by_district(jobs).items():
            work, answers = self._works[code], {}
            for job in its_jobs:
                record = work.records[job.template.brief]
                read = self.data.renewed(record.made_from["read"])
                renewed = replace(record, made_from={**record.made_from, "read": read})
                is_earlier = work.asked[record.brief].ask != record.ask
                is_changed = is_changed or is_earlier
                if is_earlier or renewed != record:
                    answers[record.brief] = (job, renewed)
            if answers:
                with locked(self.product.lock(code), kind=PressError, doing="a build"):
                    self._answer(code, work, answers)
        return is_changed

    def _answer(self, code: str, work: DistrictWork, answers: Mapping[str, tuple[Job, JobRecord]]) -> None:
        now = self.product.known(code)
        same = {brief: answer for brief, answer in answers.items() if now.records.get(brief) == work.records[brief]}
        for brief, (_, renewed) in same.items():  # of others another build was here meanwhile
            write_whole(self.product.work(code) / f"{brief}.json", renewed.to_json())
        self.product.ask(code, now.name, {brief: Ask(renewed.ask, job.parameters) for brief, (job, renewed) in same.items()})


def _by_district(jobs: Sequence[Job]) -> dict[str, list[Job]]:
    by_district: dict[str, list[Job]] = {}
    for job in jobs:
        by_district.setdefault(job.district.code, []).append(job)
    return by_district


def reads_of(executed: Path) -> dict[str, Any]:
    """What an executed notebook tells that it read; empty where it tells nothing."""
    for cell in reversed(json.loads(executed.read_bytes())["cells"]):
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("ssos", {})
            if about.get("kind") == "sources":
                return dict(json.loads(about.get("reads") or "{}"))
    return {}


def explained(due: Sequence[Due]) -> Iterator[str]:
    """A line for each job that will run, why, and the counts of reasons."""
    running = [one for one in due if one.reasons]
    for one in running:
        yield f"{one.job.name}: {'; '.join(one.reasons)}"
    counts = Counter(reason.split(":")[0] for one in running for reason in one.reasons)
    for reason, count in counts.most_common():
        yield f"  {count} x {reason}"
    yield f"{len(running)} of {len(due)} briefs would run; {len(due) - len(running)} unchanged."
