"""Where things are: the clone, its params/, the store, the product. Found from any folder of the clone, notebooks included.

Environment variables win over defaults: `SSOS_HOME` (the clone), `SSOS_STORE` (the store), `SSOS_EXAMPLE` (the
example state), `SSOS_EXAMPLE_STATE` (the same at the scale of a whole state), `SSOS_HUB_CACHE` (datasets as the hub gave
them), `SSOS_REPORTS` (the product).
"""

from __future__ import annotations

import os
from pathlib import Path

from ssos_analysis.errors import ParameterError


def home() -> Path:
    """The folder of the clone: SSOS_HOME, else the folder above the working folder that holds params/sources, else the
    clone this package was installed from.

    Raises
    ------
    ParameterError
        None of the three is a clone.
    """
    if given := os.environ.get("SSOS_HOME"):
        candidates = [Path(given)]
    else:
        here = Path.cwd()
        candidates = [here, *here.parents, Path(__file__).resolve().parents[2]]
    for folder in candidates:
        if (folder / "params" / "sources").is_dir() and (folder / "notebooks").is_dir():
            return folder.resolve()
    raise ParameterError(
        "the folder with params/ and notebooks/ was not found",
        where="working folder, its parents, and the folder the package was installed from",
        mend="run the command inside the clone, or set SSOS_HOME to it",
    )


_params_asked: set[str] = set()


def params(*parts: str) -> Path:
    """A file or folder under params/. That it was asked for is kept: what a page hangs on is told by `params_asked`."""
    _params_asked.add("/".join(parts))
    return home().joinpath("params", *parts)


def params_asked() -> list[str]:
    """What this process, or the one it was forked from, asked for under params/ so far, by name."""
    return sorted(_params_asked)


def notebooks() -> Path:
    """The folder of the notebook templates."""
    return home() / "notebooks"


def store_path() -> Path:
    """The store of what the state published: SSOS_STORE, else data/store in the clone."""
    return Path(os.environ.get("SSOS_STORE") or home() / "data" / "store")


def example_path() -> Path:
    """The example state's raw files and a store of its own, which nothing real enters: SSOS_EXAMPLE, else data/example."""
    return Path(os.environ.get("SSOS_EXAMPLE") or home() / "data" / "example")


def example_state_path() -> Path:
    """The example at the scale of a whole state, raw files and store: SSOS_EXAMPLE_STATE, else data/example-state."""
    return Path(os.environ.get("SSOS_EXAMPLE_STATE") or home() / "data" / "example-state")


def hub_path() -> Path:
    """Datasets of the state's hub as they were fetched: SSOS_HUB_CACHE, else data/hub in the clone."""
    return Path(os.environ.get("SSOS_HUB_CACHE") or home() / "data" / "hub")


def reports_path() -> Path:
    """Where briefs are built: SSOS_REPORTS, else reports/built in the clone."""
    return Path(os.environ.get("SSOS_REPORTS") or home() / "reports" / "built")
