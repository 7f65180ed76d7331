"""Questions asked of measures. Each analysis returns a frozen finding that names its choices; nothing here reads or shows."""

from ssos_analysis.analyses.bright_spots import bright_spots
from ssos_analysis.analyses.by_group import by_group
from ssos_analysis.analyses.by_school import by_school
from ssos_analysis.analyses.composition import composition
from ssos_analysis.analyses.data_age import data_age
from ssos_analysis.analyses.disproportionality import disproportionality
from ssos_analysis.analyses.equity_gaps import equity_gaps, gaps_over_years
from ssos_analysis.analyses.gap_change import gap_change
from ssos_analysis.analyses.goal_progress import goal_progress
from ssos_analysis.analyses.goal_realism import goal_realism, goals_realism, targets_add_up
from ssos_analysis.analyses.group_changes import group_changes
from ssos_analysis.analyses.growth_years import growth_years
from ssos_analysis.analyses.latest import latest
from ssos_analysis.analyses.only_school import newer_school_figures
from ssos_analysis.analyses.peers import better_where_weakest, peer_figures, peers
from ssos_analysis.analyses.priorities import MAIN_OFFERED, MAIN_OUTCOMES, priorities
from ssos_analysis.analyses.proposed_goals import proposed_goals
from ssos_analysis.analyses.published_numbers import published_numbers
from ssos_analysis.analyses.recovery import recovery
from ssos_analysis.analyses.school_profiles import school_figures, school_profiles
from ssos_analysis.analyses.staff_and_students import staff_beside_students
from ssos_analysis.analyses.students import who_are_our_students
from ssos_analysis.analyses.took_part import took_part
from ssos_analysis.analyses.topic_gaps import topic_gaps
from ssos_analysis.analyses.trend import change, trend

__all__ = [
    "MAIN_OFFERED", "MAIN_OUTCOMES",
    "better_where_weakest", "bright_spots", "by_group", "by_school", "change", "composition", "data_age", "disproportionality",
    "equity_gaps", "gap_change", "gaps_over_years", "goal_progress", "goal_realism", "goals_realism", "group_changes",
    "growth_years", "latest", "newer_school_figures", "peer_figures", "peers", "priorities", "proposed_goals",
    "published_numbers", "recovery", "school_figures", "school_profiles", "staff_beside_students", "targets_add_up", "took_part",
    "topic_gaps", "trend", "who_are_our_students",
]  # fmt: skip
