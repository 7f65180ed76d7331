"""Making the example at the scale of a whole state: its folder, all or nothing, and its store if asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ssos_analysis.errors import ParameterError
from ssos_analysis.sources.example.build import RAW, import_raw, replace_whole
from ssos_analysis.sources.example.state_scale.drawing import MOST

if TYPE_CHECKING:
    from ssos_analysis.sources.example.state_scale.generating import Tell
    from ssos_analysis.sources.import_work import Tell as TellImport

STATE = "state"

FEWEST_WITH_STORE = 20
"""An export that does not say its grades is read by what its counts match in enrollment, which a few districts leave open."""


def build_state(
    root: Path,
    districts: int = MOST,
    *,
    imports: bool = True,
    written: Tell | None = None,
    progress: TellImport | None = None,
) -> Mapping[str, int]:
    """Write the raw files under root/raw, and read them into root/store, in place of an earlier whole state.

    Parameters
    ----------
    root : folder of the whole state.
    districts : 1 to 400, with a store 20 to 400; the first of them are the same whatever the number.
    imports : whether to make the store. Without it the folder has raw files only.
    written, progress : told while files are written, and while they are read.

    Returns
    -------
    Records by dataset id; empty where another process made the same state while this one waited.

    Raises
    ------
    ParameterError
        The number of districts.
    StoreError
        `root` holds something else, or cannot be written.
    SourceError
        A file was not read as meant: the reader and the generator disagree.
    """
    if not 1 <= districts <= MOST:
        raise ParameterError(f"{districts} districts were asked for", where="--districts", mend=f"give a number from 1 to {MOST}")
    if imports and districts < FEWEST_WITH_STORE:
        raise ParameterError(
            f"{districts} districts were asked for, too few to tell an export's grades from its counts",
            where="--districts",
            mend=f"give {FEWEST_WITH_STORE} or more, or --no-import for raw files alone",
        )
    rows: dict[str, int] = {}

    def make(fresh: Path) -> None:
        from ssos_analysis.sources.example.state_scale.generating import write_state

        rows.update(write_state(fresh / RAW, districts, written))
        if imports:
            import_raw(fresh, progress=progress)

    replace_whole(root, {"scale": STATE, "districts": districts, "imported": imports}, make)
    return rows
