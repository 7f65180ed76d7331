"""Which districts a run is for, where they are chosen by caseload or region: each choice narrows what was named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ssos_analysis.errors import ParameterError

if TYPE_CHECKING:
    from ssos_analysis.cli.asking import Asked
    from ssos_analysis.sources.regions import RegionRegister
    from ssos_analysis.sources.store import Store


def codes_of_region(register: RegionRegister, name: str) -> set[str]:
    """The districts of a region of the office's register; case and spaces around its name do not matter.

    Raises
    ------
    ParameterError
        The register is empty, or has no region of this name.
    """
    wanted = name.strip().casefold()
    codes = {entry.code for entry in register.regions if entry.region.casefold() == wanted}
    if not codes:
        names = ", ".join(sorted({entry.region for entry in register.regions}))
        raise ParameterError(
            f"no district is in the region {name[:60]!r}",
            where="--region",
            mend=f"regions of the register: {names}" if names else "fill the register with `ssos regions import FILE`",
        )
    return codes


def narrowed(asked: Asked, store: Store, *, assistance: bool, region: str | None) -> Asked:
    """The districts asked for that are in the caseload, in the region, or in both.

    Raises
    ------
    ParameterError
        None is left.
    """
    from ssos_analysis.caseload_data import caseload_of
    from ssos_analysis.cli.asking import Asked
    from ssos_analysis.sources.regions import register_of

    kept: Sequence[str] = [district.code for district in asked.districts]
    choices = []
    if region is not None:
        within = codes_of_region(register_of(invented=store.is_invented), region)
        kept, choices = [code for code in kept if code in within], [f"region {region}"]
    if assistance:
        held = set(caseload_of(store)[0].codes)
        kept, choices = [code for code in kept if code in held], [*choices, "requiring assistance"]
    if not kept:
        raise ParameterError(
            f"no district is left: {' and '.join(choices)}",
            where="--assistance, --region",
            mend="see `ssos caseload` and `ssos regions show`",
        )
    return Asked([district for district in asked.districts if district.code in set(kept)], asked.invented)
