"""The rules of one year, from params/accountability/<year>.yml: each with its source and whether it is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import SpringYear, read_yaml, validated
from ssos_analysis.vocabulary.accountability import INDICATORS

ALL, LOWEST = "all", "lowest"
"""The two columns of a grade span: all students, and the lowest performing ones."""


def _exact(value: Any) -> Any:
    """Numbers of a YAML file as the decimals they were written as: 67.5 is 67.5, and 0.1 is not 0.1000000000000000055."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {str(name): _exact(part) for name, part in value.items()}
    return value


class Rule(BaseModel):
    """One rule: what it says, its value, since when, by which source, and whether that source shows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    says: str = Field(min_length=10)
    value: Annotated[Decimal | dict[str, Decimal] | list[str], BeforeValidator(_exact)]
    since: SpringYear
    source: str = Field(min_length=10)
    confirmed: Literal["yes", "no"]


class RuleFile(BaseModel):
    """One file of params/accountability/. A year that follows another has its rules, but for those it gives itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: SpringYear
    follows: SpringYear | None = None
    rules: list[Rule]


class RuleBook:
    """The rules in force in one year."""

    def __init__(self, year: int, rules: Mapping[str, Rule]) -> None:
        self.year = year
        self.rules = dict(rules)

    def rule(self, name: str) -> Rule:
        """One rule.

        Raises
        ------
        ParameterError
            The year has none of this name: a rule is never assumed.
        """
        if name not in self.rules:
            raise ParameterError(
                f"the rules of {self.year} have no {name!r}",
                where=f"params/accountability/{self.year}.yml",
                mend="add it there, with its source and whether it is confirmed",
            )
        return self.rules[name]

    def number(self, name: str) -> Decimal:
        """The value of a rule that is one number."""
        value = self.rule(name).value
        return value if isinstance(value, Decimal) else self._wrong(name, "a number")

    def numbers(self, name: str) -> dict[str, Decimal]:
        """The value of a rule that is numbers by name."""
        value = self.rule(name).value
        return dict(value) if isinstance(value, dict) else self._wrong(name, "numbers by name")

    def words(self, name: str) -> list[str]:
        """The value of a rule that is a list of words."""
        value = self.rule(name).value
        return list(value) if isinstance(value, list) else self._wrong(name, "a list of words")

    def _wrong(self, name: str, wanted: str) -> Any:
        raise ParameterError(
            f"the rule {name!r} of {self.year} is not {wanted}",
            where=f"params/accountability/{self.year}.yml",
            mend="write its value as the other years have it",
        )

    def weights_id(self, gradespan: str, column: str, *, has_elp: bool) -> str:
        """Which rule weighs a column: the lowest performing students have one for both spans, all students one by ELP."""
        return f"weights.{LOWEST}" if column == LOWEST else f"weights.{ALL}.{gradespan}.{'elp' if has_elp else 'no_elp'}"

    def band_id(self, indicator: str) -> str:
        """Which rule says how near its target an indicator meets it: its own, else that of its category."""
        own = f"band.{indicator}"
        return own if own in self.rules else f"band.{INDICATORS[indicator].category}"

    def unconfirmed(self, names: Iterable[str]) -> list[Rule]:
        """Those of these rules that are not confirmed for this year, in the order of the file."""
        wanted = set(names)
        return [rule for name, rule in self.rules.items() if name in wanted and not self.is_confirmed(rule)]

    def is_confirmed(self, rule: Rule) -> bool:
        """Whether a source shows the rule, and shows it for this year or an earlier one."""
        return rule.confirmed == "yes" and rule.since <= self.year

    def confirmed(self, *names: str) -> RuleBook:
        """The same book with some rules marked confirmed, for who holds the state's guide and can vouch for them."""
        rules = {
            name: rule.model_copy(update={"confirmed": "yes", "since": min(rule.since, self.year)}) if name in names else rule
            for name, rule in self.rules.items()
        }
        return RuleBook(self.year, rules)


def rule_years() -> list[int]:
    """The years that have rules."""
    return sorted(int(path.stem) for path in workspace.params("accountability").glob("[0-9]*.yml"))


@lru_cache(maxsize=32)
def rule_book(year: int) -> RuleBook:
    """The rules of a year.

    Raises
    ------
    ParameterError
        There is no file for the year, it follows itself, or something in it is not as it should be.
    """
    if year not in rule_years():
        raise ParameterError(
            f"the accountability rules of {year} are not known",
            where=f"params/accountability/{year}.yml",
            mend=f"write the file once the state's guide is out; years at hand: {', '.join(map(str, rule_years()))}",
        )
    where = f"params/accountability/{year}.yml"
    file = validated(RuleFile, read_yaml(workspace.params("accountability", f"{year}.yml")), where=where)
    if file.year != year or (file.follows is not None and file.follows >= year):
        raise ParameterError(
            "the year, or the year that it follows, is not right", where=where, mend="a year follows an earlier one"
        )
    rules = dict(rule_book(file.follows).rules) if file.follows else {}
    return RuleBook(year, rules | {rule.id: rule for rule in file.rules})
