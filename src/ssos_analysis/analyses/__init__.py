"""Questions asked of measures. Each analysis returns a frozen finding that names its choices; nothing here reads or shows."""

from ssos_analysis.analyses.bright_spots import bright_spots
from ssos_analysis.analyses.by_group import by_group
from ssos_analysis.analyses.by_school import by_school
from ssos_analysis.analyses.data_age import data_age
from ssos_analysis.analyses.equity_gaps import equity_gaps, gaps_over_years
from ssos_analysis.analyses.goal_progress import goal_progress
from ssos_analysis.analyses.goal_realism import goal_realism, targets_add_up
from ssos_analysis.analyses.latest import latest
from ssos_analysis.analyses.peers import better_where_weakest, peer_figures, peers
from ssos_analysis.analyses.students import who_are_our_students
from ssos_analysis.analyses.trend import change, trend

__all__ = [
    "better_where_weakest", "bright_spots", "by_group", "by_school", "change", "data_age", "equity_gaps", "gaps_over_years",
    "goal_progress", "goal_realism", "latest", "peer_figures", "peers", "targets_add_up", "trend", "who_are_our_students",
]  # fmt: skip
