"""What a process that makes pages does before it is forked. An analyst's own kernel stays as it is: it may hold large frames."""

from __future__ import annotations

import gc
import importlib
from typing import Final

import pandas as pd

from ssos_analysis import choices, parameters
from ssos_analysis.presentation import theme

WARM_UP: Final = f"{__name__}:warm_up"
"""As `press.build.Settings.warm_ups` names it."""
_OBJECTS_BEFORE_A_LOOK = 200_000
_WANTED_LATER = ("ssos_analysis.statewide", "ssos_analysis.sources.example", "pyarrow.dataset", "pyarrow.pandas_compat")
"""Modules that are imported where a brief comes to need them: in a fork that would be once a page."""


def warm_up() -> None:
    """Suit pandas and the collector to small tables, import what briefs need later, read the params they read, and draw once.

    A brief's tables have some hundred rows. Text held as Python strings is selected, joined and sorted in three quarters of the
    time that text held by arrow takes; the two print and compare alike. A page is made in a second or two, by a process that ends
    then: a collector that looks every 700 objects finds nothing and takes a tenth of the time.
    """
    for name in _WANTED_LATER:
        importlib.import_module(name)
    pd.set_option("mode.string_storage", "python")
    gc.set_threshold(_OBJECTS_BEFORE_A_LOOK, 20, 20)
    parameters.disclosure_policy()
    parameters.series_breaks()
    parameters.method_values()
    choices.peer_rules()
    choices.data_calendar()
    with theme.canvas(2.0, left=1.0, right=1.0) as axes:
        axes.text(0.5, 0.5, "0")
        theme.to_svg(axes)
