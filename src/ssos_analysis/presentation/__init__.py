"""`Released` in; figure, table or sentence out. Nothing here computes a result, and nothing unreleased is accepted."""

from ssos_analysis.presentation.age import data_age
from ssos_analysis.presentation.bright_spot_chart import bright_spots
from ssos_analysis.presentation.composition_words import composition_table
from ssos_analysis.presentation.gap_chart import gap_chart
from ssos_analysis.presentation.gap_scale_table import gap_change_table, gap_scale_table
from ssos_analysis.presentation.gap_trend_chart import gap_trend_chart
from ssos_analysis.presentation.group_change_table import group_change_table
from ssos_analysis.presentation.group_chart import group_chart
from ssos_analysis.presentation.growth_table import growth_table
from ssos_analysis.presentation.number_files import codebook_table, number_files
from ssos_analysis.presentation.only_school import newer_school_figures
from ssos_analysis.presentation.others_table import disproportionality_table
from ssos_analysis.presentation.own_goals import goals_ask_for, own_goals
from ssos_analysis.presentation.peer_charts import better_chart, peer_strip
from ssos_analysis.presentation.peer_tables import peer_table
from ssos_analysis.presentation.priority_points import priority_points, priority_table
from ssos_analysis.presentation.proposed_goals import proposed_goals
from ssos_analysis.presentation.school_pages import school_overview_table, school_pages
from ssos_analysis.presentation.sentences import change_sentence, gap_sentences, main_points, participation_note
from ssos_analysis.presentation.since_2019 import recovery_chart, recovery_table
from ssos_analysis.presentation.staff_chart import staff_chart
from ssos_analysis.presentation.tables import latest_table, school_table, student_table
from ssos_analysis.presentation.topic_gap_chart import group_topic_chart, topic_gap_chart
from ssos_analysis.presentation.topic_gap_table import topic_gap_coverage, topic_gap_sentences, topic_gap_table
from ssos_analysis.presentation.trend_chart import trend_chart

__all__ = [
    "better_chart", "bright_spots", "change_sentence", "codebook_table", "composition_table", "data_age",
    "disproportionality_table", "gap_change_table", "gap_chart", "gap_scale_table", "gap_sentences", "gap_trend_chart",
    "goals_ask_for", "group_change_table", "group_chart", "group_topic_chart", "growth_table", "latest_table", "main_points",
    "newer_school_figures", "number_files", "own_goals", "participation_note", "peer_strip", "peer_table", "priority_points",
    "priority_table", "proposed_goals", "recovery_chart", "recovery_table", "school_overview_table", "school_pages",
    "school_table", "staff_chart", "student_table", "topic_gap_chart", "topic_gap_coverage", "topic_gap_sentences",
    "topic_gap_table", "trend_chart",
]  # fmt: skip
