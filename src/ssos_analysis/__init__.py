"""Equity and outcome briefs for Massachusetts districts.

Notebooks and analysts open a district with `from ssos_analysis import open_brief`; batch jobs use the `ssos` command.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`open_brief` on first use: the command line must answer before pandas is loaded, and no floor below hangs on this one."""
    if name == "open_brief":
        return importlib.import_module("ssos_analysis.brief").open_brief
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), "open_brief"]
