"""Equity and outcome briefs for Massachusetts districts.

Notebooks and analysts open a district with :func:`open_brief`; batch jobs use the `ssos` command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ssos_analysis.brief import open_brief as open_brief

__version__ = "0.1.0"
__all__ = ["__version__", "open_brief"]


def __getattr__(name: str) -> Any:
    """`open_brief` on first use: the command line must answer before pandas is loaded."""
    if name == "open_brief":
        from ssos_analysis.brief import open_brief

        return open_brief
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
