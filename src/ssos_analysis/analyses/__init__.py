"""Questions asked of measures. Each analysis returns a frozen finding that names its choices; nothing here reads or shows."""

from ssos_analysis.analyses.by_group import by_group
from ssos_analysis.analyses.by_school import by_school
from ssos_analysis.analyses.composition import composition
from ssos_analysis.analyses.data_age import data_age
from ssos_analysis.analyses.disproportionality import disproportionality
from ssos_analysis.analyses.equity_gaps import equity_gaps, gaps_over_years
from ssos_analysis.analyses.gap_change import gap_change
from ssos_analysis.analyses.latest import latest
from ssos_analysis.analyses.priorities import priorities
from ssos_analysis.analyses.recovery import recovery
from ssos_analysis.analyses.students import who_are_our_students
from ssos_analysis.analyses.took_part import took_part
from ssos_analysis.analyses.trend import change, trend

__all__ = [
    "by_group", "by_school", "change", "composition", "data_age", "disproportionality", "equity_gaps", "gap_change",
    "gaps_over_years", "latest", "priorities", "recovery", "took_part", "trend", "who_are_our_students",
]  # fmt: skip
