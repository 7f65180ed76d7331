"""All that the state publishes about a district and our measures know, as it stands."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.disclosure.finding import Finding


def published_numbers(figures: pd.DataFrame, *, district_name: str) -> Finding:
    """The state's figures of a district, re-shown.

    Parameters
    ----------
    figures : `brief.published_figures()`.

    Returns
    -------
    Finding
        kind `published_numbers`, the columns of `measures.published.COLUMNS`. No floor: what the state shows is shown, and
        nothing is derived.
    """
    choices = {"district_name": district_name}
    return Finding("published_numbers", "enrollment", None, figures, choices, (), republished=("estimate", "denominator"))
