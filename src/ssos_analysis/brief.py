"""What a notebook opens: one district's brief, through one school year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from ssos_analysis import parameters
from ssos_analysis.accountability.district import STATE_COLUMNS, DistrictAccountability, district_accountability
from ssos_analysis.choices import DataCalendar, DistrictGoals, data_calendar, goals_of
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.disclosure.release import Released, release
from ssos_analysis.errors import StoreError
from ssos_analysis.measures.published import published_figures
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.measures.student_body import StudentBody, student_body
from ssos_analysis.measures.table import MeasureTable, measure_table
from ssos_analysis.presentation.display import show
from ssos_analysis.presentation.markup import escape
from ssos_analysis.provenance import RunRecord
from ssos_analysis.reads.noting import Reads, ReadStore
from ssos_analysis.sources.accountability_rows import accountability_rows
from ssos_analysis.sources.regions import register_of
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.organizations import is_example
from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.topics import TOPICS


class Brief:
    """One district's brief: reads its slice of the store, releases findings, and keeps the run record.

    Made by :func:`open_brief`.
    """

    def __init__(self, store: Store, checked: parameters.NotebookParameters, district_name: str) -> None:
        self.district_code = checked.district_code
        self.district_name = district_name
        self.through = min(checked.school_year or store.newest_year(), store.newest_year())
        self.reads = Reads(store.fingerprint(), checked.school_year, self.through)
        self._unwatched = store
        self.store = ReadStore(store, self.reads)
        self._as_of = checked.as_of or dt.date.today()
        not_asked = {"schools"} if checked.schools is None else set()  # of one notebook; on the others it would puzzle readers
        self.record = RunRecord(
            notebook="",
            district_code=self.district_code,
            district_name=district_name,
            # the reference group is a choice of a comparison, and is recorded with the first that makes one
            parameters=checked.model_dump(mode="json", exclude={"reference_group", *not_asked})
            | {"as_of": self._as_of.isoformat()},
            invented=store.is_invented,
        )
        self._slices: dict[str, pd.DataFrame] = {}
        self._measures: dict[str, MeasureTable] = {}

    @property
    def as_of(self) -> dt.date:
        """The day from which ages are reckoned. A page that asks for it is made anew in another month."""
        self.reads.day = self._as_of.isoformat()
        return self._as_of

    def heading(self, title: str, question: str) -> None:
        """The head of the page: the question it answers, whose brief it is, and through which year."""
        self.record.notebook = title
        through = year_label(self.through)
        lead = (
            f"{question} {self.district_name}'s figures, each with its own year (none later than {through}), beside the state's."
        )
        invented = (
            '<p class="invented">Invented data: this district and its figures are made up.</p>' if self.record.invented else ""
        )
        entry = register_of(invented=self.record.invented).entry(self.district_code)
        self.reads.region = entry.region if entry else ""
        place = f"{self.district_name} · {self.district_code}" + (f" · {entry.region} region" if entry else "")
        html = (
            f'<header class="brief-heading"><p class="place">{escape(place)}</p>'
            f'<h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p>{invented}</header>'
        )
        show(
            html,
            f"{title}: {self.district_name}",
            kind="heading",
            title=title,
            question=question,
            district_code=self.district_code,
            district_name=self.district_name,
            school_year_label=through,
            invented=self.record.invented,
            description=f"{title}. {self.district_name}, Massachusetts, through {through}."[:160],
        )

    def measure(self, measure_id: str) -> MeasureTable:
        """The district's, its schools' and the state's figures of one measure, every year up to the bound."""
        if measure_id not in self._measures:
            about = measure_of(measure_id)
            self._measures[measure_id] = measure_table(
                about,
                self._slice(about.table),
                parameters.series_breaks(),
                district_code=self.district_code,
                district_name=self.district_name,
                through=self.through,
            )
        return self._measures[measure_id]

    def measures(self, *measure_ids: str) -> list[MeasureTable]:
        """Several measures, in the order given."""
        return [self.measure(measure_id) for measure_id in measure_ids]

    def published_figures(self) -> pd.DataFrame:
        """Every figure that the state publishes about the district as a whole and a measure of ours knows."""
        figures = published_figures(MEASURES.values(), self._slice, district_code=self.district_code, through=self.through)
        return figures.assign(org_name=self.district_name)

    def statewide(self, *measure_ids: str) -> Statewide:
        """State-wide quantities of these measures: spreads, changes, peers. Computed once per data build, on first need."""
        from ssos_analysis.statewide import load_statewide  # most briefs need none of it

        held = load_statewide(self._unwatched, measure_ids, district_code=self.district_code)
        return self.reads.watched(held, measure_ids)

    def goals(self) -> DistrictGoals | None:
        """The district's own goals; None where params/districts/ holds none."""
        return goals_of(self.district_code)

    def goal_measures(self) -> dict[str, MeasureTable]:
        """The measures that the district's own goals name, by id; none where it has no goals."""
        goals = self.goals()
        return {goal.measure: self.measure(goal.measure) for goal in goals.goals} if goals else {}

    def data_calendar(self) -> DataCalendar:
        """In which month each topic's figures are expected."""
        return data_calendar()

    def accountability(self) -> DistrictAccountability:
        """The state's determinations of the district and its schools, built again as far as what they rest on is published."""
        known = district_accountability(
            accountability_rows(self.store, self.district_code),
            self._unwatched.table("accountability_indicators", columns=STATE_COLUMNS),  # what is asked of it is noted instead
            district_code=self.district_code,
            district_name=self.district_name,
            through=self.through,
        )
        self.reads.gains = {"year": known.gains.year, "asked": known.gains.asked}
        return known

    def topics(self) -> dict[str, MeasureTable]:
        """The topics of a brief, each by the measure whose years tell how old the topic's data are."""
        return {topic: self.measure(measure_id) for topic, measure_id in TOPICS.items()}

    def students(self) -> StudentBody:
        """Who is enrolled, by student group."""
        body = student_body(
            self._slice("enrollment_by_group"),
            self._slice("enrollment_by_grade"),
            district_code=self.district_code,
            district_name=self.district_name,
            through=self.through,
        )
        return body

    def release(self, finding: Finding) -> Released:
        """Pass a finding through the door to the page; what is hidden is written into the run record."""
        self._used(finding.table)
        if "reference" in finding.choices:
            self.record.parameters["reference_group"] = finding.choices["reference"]
        return release(finding, parameters.disclosure_policy(), self.record)

    def frame(self, finding: Finding) -> pd.DataFrame:
        """A finding as the page would show it, for analysis of your own: released, one row a figure, with unit, n, low, high,
        status and source (`disclosure.frames`)."""
        return self.release(finding).frame()

    def __repr__(self) -> str:
        kind = "the invented example state" if self.record.invented else "published data"
        return f"Brief of {self.district_name} ({self.district_code}), through {year_label(self.through)}, {kind}"

    def sources_and_methods(self) -> None:
        """The last cell of every notebook: files read, floors used, what was hidden. A brief without it did not finish."""
        files = "".join(
            f"<li>{escape(use.publication_title)}: {escape(use.title or use.file)}, file {escape(use.file)} "
            f"(sha256 {escape(use.source_id)}), {escape(use.vintage or 'vintage not stated')}</li>"
            for use in self.record.sources
        )
        hidden = sum(cells.rows for cells in self.record.hidden)
        text = (
            f"{_counted(len(self.record.sources), 'file')}; {_counted(self.record.republished_cells, 'figure')} of the state "
            f"shown, {self.record.republished_hidden_pct:.0f}% of them hidden; {_counted(hidden, 'derived row')} hidden."
        )
        html = f'<section class="sources"><h2>Sources and methods</h2><p>{escape(text)}</p><ul>{files}</ul></section>'
        self.reads.sources = sorted(use.source_id for use in self.record.sources)
        show(html, text, kind="sources", record=self.record.to_json(), reads=self.reads.to_json())

    def _slice(self, table: str) -> pd.DataFrame:
        if table not in self._slices:
            self._slices[table] = self.store.slice(table, self.district_code)
        return self._slices[table]

    def _used(self, rows: pd.DataFrame) -> None:
        """Keep in the run record the files that rows were read from."""
        columns = [rows[name] for name in rows.columns if name.endswith("source_id")]
        ids = {str(source_id) for column in columns for source_id in column.dropna()}
        self.record.use([use for use in self.store.sources() if use.source_id in ids])


def _counted(number: int, noun: str) -> str:
    """`1 file`, `1,234 files`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def open_brief(district_code: str, *, through: int | None = None, as_of: str | None = None, store: Path | None = None) -> Brief:
    """Open the brief of one district.

    Parameters
    ----------
    district_code : str
        Eight characters, as the state writes it. Codes that begin with 95 to 99 are of the invented example state, which has
        a store of its own (built on first use).
    through : int, optional
        Upper bound: the last school year to show, by its spring. None is the newest year in the store.
    as_of : str, optional
        ISO date from which the age of the data is reckoned; None is today.
    store : Path, optional
        Folder of the store of real data; None is SSOS_STORE, else that of the clone.

    Raises
    ------
    ParameterError
        A parameter is not what it should be: a bare number as a code, say.
    StoreError
        There is no store, or it holds no such district.
    """
    values = {"district_code": district_code, "school_year": through, "as_of": as_of}
    checked = parameters.NotebookParameters.checked(values, where="parameters of the notebook")
    opened = _example_store() if is_example(checked.district_code) else Store.open(store)
    names = opened.organizations().set_index("org_code")["org_name"]
    if checked.district_code not in names.index:
        raise StoreError(
            f"the store holds no organization with code {checked.district_code}",
            where="organizations of the store",
            mend="check the code with `ssos data status`, or import a report that holds the district",
        )
    name = str(names[checked.district_code]).removesuffix(" (District)").strip()
    return Brief(opened, checked, name)


def _example_store() -> Store:
    """The example state's store; its generator is imported only where it is needed, since a real brief never is."""
    from ssos_analysis.sources.example import ensure_example

    return ensure_example()
