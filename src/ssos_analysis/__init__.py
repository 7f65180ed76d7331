"""Equity and outcome briefs for Massachusetts districts.

Notebooks open a district with :func:`ssos_analysis.brief.open_brief`; analysts and batch jobs use the `ssos` command.
"""

__version__ = "0.1.0"
