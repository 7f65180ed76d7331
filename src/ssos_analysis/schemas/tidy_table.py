"""What a tidy table is: one row is one organization, one school year, mostly one student group, and the table's own keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ssos_analysis.schemas.columns import KEY_MEANINGS, PROVENANCE_COLUMNS, STATUSES, Column

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

ORGANIZATION = ("org_code", "org_name", "org_level")


@dataclass(frozen=True)
class TidyTable:
    """One tidy table: what a row is, which columns identify it, which values it holds.

    `keys` begin with org_code and school_year. Values are those of schemas/columns.py with their three companions.
    `series` are keys that tell two series of one publication apart (grade spans, kinds of rate, periods): years of one never
    stand in for years of the other.
    """

    name: str
    row: str
    keys: tuple[str, ...]
    values: tuple[Column, ...]
    series: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.values}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every column of the stored table, in order."""
        companions = [f"{c.name}{suffix}" for c in self.values for suffix in ("", "__status", "__decimals", "__text")]
        keys = [key for key in self.keys if key != "org_code"]
        return (*ORGANIZATION, *keys, *companions, *PROVENANCE_COLUMNS)

    @cached_property
    def schema(self) -> DataFrameSchema:
        """The pandera schema of the stored table; built on first use, since pandera is slow to import."""
        import pandera.pandas as pa

        fields: dict[str, Any] = {
            "org_code": pa.Column(str, pa.Check.str_matches(r"^[0-9]{8}\Z"), description=KEY_MEANINGS["org_code"]),
            "org_name": pa.Column(str),
            "org_level": pa.Column(str, pa.Check.isin(("state", "district", "school"))),
            "school_year": pa.Column("int16", pa.Check.in_range(1985, 2060), description=KEY_MEANINGS["school_year"]),
        }
        for key in self.keys:
            fields.setdefault(key, pa.Column(str, description=KEY_MEANINGS[key]))
        for value in self.values:
            checks = []
            if value.low is not None:
                checks.append(pa.Check.ge(value.low))
            if value.high is not None:
                checks.append(pa.Check.le(value.high))
            dtype = str if value.kind == "text" else "float64"
            fields[value.name] = pa.Column(dtype, checks, nullable=True, description=f"{value.meaning} Unit: {value.unit}.")
            fields[f"{value.name}__status"] = pa.Column(str, pa.Check.isin(STATUSES))
            fields[f"{value.name}__decimals"] = pa.Column("int8")
            fields[f"{value.name}__text"] = pa.Column(str, nullable=True)
        for name, meaning in PROVENANCE_COLUMNS.items():
            fields[name] = pa.Column("int32" if name == "source_row" else str, description=meaning)
        return pa.DataFrameSchema(fields, strict=True, ordered=False, unique=[*self.keys, "publication"])
