"""`release()` turns a finding into `Released`, the only type presentation accepts.

What the state publishes passes as the state shows it. What we derive meets the floors of params/disclosure.yml: too few
students, or too few with or without the outcome, and the derived figures of the row are blanked, with the reason kept.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from typing import Any, cast

import pandas as pd

from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.disclosure.frames import brief_frame, tidy_frame
from ssos_analysis.disclosure.suppression import hide_small
from ssos_analysis.errors import DisclosureError
from ssos_analysis.measures.definition import Measure
from ssos_analysis.parameters import DisclosurePolicy, DisclosureRule
from ssos_analysis.provenance import Hidden, RunRecord, SourceUse

REASONS = {
    "too_few_students": "too few students to show",
    "too_few_with_outcome": "few or no students with or without the outcome",
    "protects_another": "hidden so that a hidden figure cannot be found by subtraction",
}

WHERE = {
    "equity_gaps": "Gaps between student groups",
    "gaps_over_years": "Gaps over the years",
    "topic_gaps": "Gaps over several topics",
    "change": "Change between years",
    "group_changes": "Changes of student groups",
    "recovery": "Recovery toward 2019",
    "composition": "Who the students were",
    "disproportionality": "Outcomes that fall on some groups more",
    "priorities": "Main points",
    "gap_change": "Change of gaps",
    "published_numbers": "The published numbers",
    "students": "Who the students are",
    "peer_figures": "What peer districts reach",
    "better_where_weakest": "Peers that do better where the district is weakest",
    "goal_realism": "What a goal asks for",
    "targets_add_up": "Whether targets add up",
    "goal_progress": "The district's own goals",
    "proposed_goals": "Proposed goals",
    "bright_spots": "Bright spots",
    "accountability_levers": "What one more point is worth",
    "accountability_near": "Figures near a line that requires assistance",
    "accountability_targets": "Targets and the gain they ask for",
    "accountability_certainty": "Indicators that decide a label",
}

FAMILY = "family"
"""Column of a finding about measures of several publication families: each row then meets the floor of its own."""

_KEY = object()


@dataclass(frozen=True)
class Released:
    """A finding that has passed the door.

    Attributes
    ----------
    kind, measure, choices : as in the finding.
    table : the finding's rows with hidden cells blanked, and `hidden_reason` (empty where the row is shown whole).
    rule : the floor that was applied.
    sources : the files that the rows were read from.
    """

    kind: str
    measure: Measure | None
    table: pd.DataFrame
    choices: dict[str, str]
    rule: DisclosureRule
    sources: tuple[SourceUse, ...] = ()
    key: InitVar[object] = None  # not kept, so that dataclasses.replace() cannot hand it on to another table

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise DisclosureError(
                "a Released table can only be made by release()",
                where="disclosure/release.py",
                mend="pass the finding through brief.release(finding)",
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table row by row, for displays."""
        return cast("list[dict[str, Any]]", self.table.to_dict("records"))  # every column has a name

    def frame(self) -> pd.DataFrame:
        """The figures as a tidy frame: one row a figure, with unit, n, low, high, status and source (`frames.tidy_frame`)."""
        return tidy_frame(self.table, self.measure, self.sources, REASONS, self.kind)

    def __repr__(self) -> str:
        hidden = int((self.table["hidden_reason"] != "").sum())
        subject = self.measure.label if self.measure else "several measures"
        head = f"Released {self.kind}: {subject}; {len(self.table)} rows, {hidden} with hidden figures"
        return f"{head}\n{brief_frame(self.frame())}" if len(self.table) else head

    @property
    def about(self) -> Measure:
        """The measure, for displays that need one."""
        if self.measure is None:
            raise DisclosureError(f"a finding of kind {self.kind!r} is about no single measure")
        return self.measure


def release(finding: Finding, policy: DisclosurePolicy, record: RunRecord) -> Released:
    """Apply the floors to a finding and write what was hidden into the run record.

    Parameters
    ----------
    finding : Finding
    policy : DisclosurePolicy
        params/disclosure.yml.
    record : RunRecord
        Gains the rule applied, the count of the state's own figures shown, and each hidden row's reason (never its value).

    Returns
    -------
    Released

    Raises
    ------
    DisclosureError
        A floor names a column the finding lacks, or a derived figure stands without its count: neither is ever released.
    """
    rule = policy.rule(finding.family)
    families = finding.table[FAMILY].reset_index(drop=True) if FAMILY in finding.table else None
    rules = {name: policy.rule(name) for name in {finding.family, *(() if families is None else families)}}
    table = finding.table.reset_index(drop=True)
    reason = pd.Series("", index=table.index, dtype=object)
    for floor in finding.floors:
        missing = {floor.n, *floor.hides, *filter(None, (floor.cell, floor.partition))} - set(table.columns)
        if missing:
            raise DisclosureError(
                f"a floor of the {finding.kind} finding names columns it lacks: {', '.join(sorted(missing))}",
                mend="carry the counts behind each derived figure in the finding's table",
            )
        derived = table.loc[table[floor.n].isna(), list(floor.hides)]
        uncounted = int((derived.notna() & (derived != "")).any(axis=1).sum()) if len(derived) else 0
        if uncounted:
            raise DisclosureError(
                f"{uncounted} rows of the {finding.kind} finding hold a derived figure without the count behind it",
                where=f"column {floor.n!r}",
                mend="blank the figure, or carry its count",
            )
        own = pd.Series("", index=table.index, dtype=object)
        for name, of in rules.items():
            rows = slice(None) if families is None or len(rules) == 1 else families == name  # nearly always: no part to take out
            own[rows] = hide_small(
                table[rows],
                n=floor.n,
                cell=floor.cell,
                least_n=of.least_n,
                least_cell_n=of.least_cell_n,
                partition=floor.partition,
            )
        hidden = own != ""
        if not hidden.any():
            continue
        for column in floor.hides:
            table[column] = table[column].mask(hidden, other=_blank(table[column]))
        reason = reason.mask(hidden & (reason == ""), own)
    table["hidden_reason"] = reason
    shown = [column for column in finding.republished if column in table.columns]
    record.republished_cells += int(finding.table[shown].notna().to_numpy().sum())
    record.republished_hidden += int((finding.table[shown].notna() & table[shown].isna().to_numpy()).to_numpy().sum())
    where = WHERE.get(finding.kind, finding.kind) + f": {finding.measure.label if finding.measure else finding.family}"
    for code, rows in reason[reason != ""].value_counts().sort_index().items():
        record.hidden.append(Hidden(where, int(rows), REASONS[str(code)]))
    for name in sorted(rules):
        entry = rules[name].model_dump(mode="json") | {"policy_version": policy.version.isoformat()}
        if entry not in record.policies:
            record.policies.append(entry)
    ids = {source_id for name in table.columns if name.endswith("source_id") for source_id in table[name].dropna()}
    sources = tuple(use for use in record.sources if use.source_id in ids)
    return Released(finding.kind, finding.measure, table, dict(finding.choices), rule, sources, _KEY)


def _blank(column: pd.Series) -> object:
    """What a hidden cell becomes: no number, or no word."""
    return float("nan") if pd.api.types.is_numeric_dtype(column) else ""
