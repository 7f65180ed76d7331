"""Questions asked of measures. Each analysis returns a frozen finding that names its choices; nothing here reads or shows."""

from ssos_analysis.analyses.by_group import by_group
from ssos_analysis.analyses.by_school import by_school
from ssos_analysis.analyses.data_age import data_age
from ssos_analysis.analyses.equity_gaps import equity_gaps, gaps_over_years
from ssos_analysis.analyses.latest import latest
from ssos_analysis.analyses.students import who_are_our_students
from ssos_analysis.analyses.trend import change, trend

__all__ = [
    "by_group", "by_school", "change", "data_age", "equity_gaps", "gaps_over_years", "latest", "trend", "who_are_our_students",
]  # fmt: skip
