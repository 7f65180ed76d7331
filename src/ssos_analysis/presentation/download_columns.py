"""Columns of the downloads, and the plain names they bear in a CSV file."""

FIGURE_COLUMNS = {
    "org_code": "org_code", "org_name": "org_name", "school_year": "school_year", "student_group": "student_group",
    "variant": "period", "estimate": "published_figure", "low": "interval_low", "high": "interval_high",
    "denominator": "students_n", "numerator": "students_with_outcome_n", "counts": "counts", "method": "interval_method",
    "status": "status", "series": "comparable_series", "publication": "publication", "source_id": "source_id",
    "source_row": "source_row",
}  # fmt: skip

GAP_COLUMNS = {
    "org_code": "org_code", "org_name": "org_name", "school_year": "school_year", "student_group": "student_group",
    "variant": "period", "estimate": "published_figure", "n": "students_n", "reference": "reference_group",
    "reference_estimate": "reference_figure_derived",
    "reference_n": "reference_students_n_derived", "difference": "gap_percentage_points_derived", "low": "interval_low",
    "high": "interval_high", "method": "interval_method", "counts": "counts", "rebuilt_error": "rounding_error_points",
    "why_not": "why_not_compared", "hidden_reason": "why_hidden", "status": "status", "series": "comparable_series",
    "publication": "publication", "source_id": "source_id", "source_row": "source_row",
}  # fmt: skip

LATEST_COLUMNS = {
    "measure": "measure", "label": "label", "org_code": "org_code", "student_group": "student_group", "unit": "unit",
    "school_year": "school_year", "variant": "period", "estimate": "published_figure", "low": "interval_low",
    "high": "interval_high", "denominator": "students_n", "counts": "counts", "method": "interval_method", "status": "status",
    "state_estimate": "state_published_figure", "stands": "stands_to_state", "report": "state_report",
    "publication": "publication", "source_id": "source_id", "source_row": "source_row",
}  # fmt: skip

STUDENT_COLUMNS = {
    "org_code": "org_code", "student_group": "student_group", "school_year": "school_year", "students_pct": "published_share",
    "students_n": "published_students_n", "total_n": "all_students_n", "about_n": "about_students_n_derived",
    "state_pct": "state_published_share", "hidden_reason": "why_hidden", "publication": "publication",
    "source_id": "source_id", "source_row": "source_row",
}  # fmt: skip

_GAP_KEYS = {
    "org_code": "org_code", "org_name": "org_name", "school_year": "school_year", "student_group": "student_group",
    "variant": "period", "n": "students_n", "reference": "reference_group", "reference_n": "reference_students_n_derived",
}  # fmt: skip
_ROW_FROM = {"publication": "publication", "source_id": "source_id", "source_row": "source_row"}

SCALE_COLUMNS = {
    **_GAP_KEYS, "difference": "gap_percentage_points_derived", "low": "interval_low", "high": "interval_high",
    "ratio": "ratio_derived", "ratio_low": "ratio_low", "ratio_high": "ratio_high",
    "ratio_without": "ratio_without_outcome_derived", "ratio_without_low": "ratio_without_outcome_low",
    "ratio_without_high": "ratio_without_outcome_high", "ratio_note": "ratio_note",
    "standardized": "gap_standard_deviations_derived", "standardized_low": "standard_deviations_low",
    "standardized_high": "standard_deviations_high", "screen": "found_among_all_tested", "reliability": "reliability_nchs",
    "state_estimate": "state_published_figure", "state_difference": "state_gap_percentage_points_derived",
    "state_low": "state_gap_low", "state_high": "state_gap_high", "stands_to_state": "stands_to_same_group_in_state",
    "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

TOPIC_GAP_COLUMNS = {
    "measure": "measure", "label": "label", "estimate": "published_figure", "reference_estimate": "reference_figure_derived",
    **SCALE_COLUMNS, "size": "cohens_h_derived", "word": "what_the_data_allow", "why_not": "why_not_compared",
}  # fmt: skip

GAP_CHANGE_COLUMNS = {
    "org_code": "org_code", "student_group": "student_group", "reference": "reference_group", "first_year": "first_year",
    "school_year": "school_year", "first_n": "first_students_n", "n": "students_n",
    "first_difference": "first_gap_points_derived", "difference": "gap_percentage_points_derived",
    "change": "change_percentage_points_derived", "low": "interval_low", "high": "interval_high",
    "change_ratio": "change_log_ratio_derived", "change_ratio_without": "change_log_ratio_without_outcome_derived",
    "change_standardized": "change_standard_deviations_derived", "standardized_low": "standard_deviations_low",
    "standardized_high": "standard_deviations_high", "stands": "stands", "series": "comparable_series",
    "rebuilt_error": "rounding_error_points", "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

RECOVERY_COLUMNS = {
    "org_code": "org_code", "org_name": "org_name", "student_group": "student_group", "baseline_year": "baseline_year",
    "baseline_estimate": "baseline_published_figure", "baseline_n": "baseline_students_n", "trough_year": "trough_year",
    "trough_estimate": "trough_published_figure", "school_year": "school_year", "now_estimate": "published_figure",
    "now_n": "students_n", "remaining": "since_2019_percentage_points_derived", "low": "interval_low", "high": "interval_high",
    "rebuilt_error": "rounding_error_points", "state_remaining": "state_since_2019_derived",
    "share": "share_of_fall_made_good_derived",
    "share_low": "share_low", "share_high": "share_high", "why_not": "why_not_compared", "why_no_share": "why_no_share",
    "hidden_reason": "why_hidden",
    "baseline_source_id": "baseline_source_id", "now_source_id": "source_id", "now_source_row": "source_row",
}  # fmt: skip

OTHERS_COLUMNS = {
    **_GAP_KEYS, "events": "students_with_outcome_n_derived", "other_events": "others_with_outcome_n_derived",
    "other_n": "other_students_n_derived", "risk_pct": "rate_derived", "other_risk_pct": "others_rate_derived", "basis": "basis",
    "ratio": "risk_ratio_derived", "ratio_low": "risk_ratio_low", "ratio_high": "risk_ratio_high",
    "difference": "difference_percentage_points_derived", "low": "interval_low", "high": "interval_high",
    "rebuilt_error": "rounding_error_points",
    "excess": "excess_students_derived", "excess_low": "excess_low", "excess_high": "excess_high",
    "alternate_ratio": "alternate_risk_ratio_derived", "alternate_low": "alternate_low", "alternate_high": "alternate_high",
    "why_not": "why_not_calculated", "counts": "counts", "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

CHANGE_COLUMNS = {
    "org_code": "org_code", "org_name": "org_name", "student_group": "student_group", "first_year": "first_year",
    "school_year": "school_year", "first_estimate": "first_published_figure", "estimate": "published_figure",
    "first_n": "first_students_n", "n": "students_n", "difference": "change_derived", "low": "interval_low",
    "high": "interval_high", "method": "interval_method", "stands": "stands", "series": "comparable_series",
    "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

COMPOSITION_COLUMNS = {
    "org_code": "org_code", "student_group": "student_group", "school_year": "school_year", "first_n": "first_students_n",
    "n": "students_n", "first_share_pct": "first_share_derived", "share_pct": "share_derived",
    "first_estimate": "first_published_figure", "estimate": "published_figure", "change": "change_of_all_points_derived",
    "composition": "part_with_shares_points_derived", "rate": "part_with_figures_points_derived", "rate_low": "interval_low",
    "rate_high": "interval_high", "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

PRIORITY_COLUMNS = {
    "measure": "measure", "label": "label", "org_code": "org_code", "comparison": "comparison", "student_group": "student_group",
    "school_year": "school_year", "first_year": "first_year", "variant": "period", "estimate": "published_figure",
    "published_n": "students_n", "reference": "compared_with", "reference_estimate": "compared_with_published_figure",
    "reference_derived": "compared_with_figure_derived", "difference": "difference_derived", "low": "interval_low",
    "high": "interval_high", "strength": "strength_derived", "side": "side", "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

PEER_COLUMNS = {
    "peer_code": "org_code", "org_name": "org_name", "own_school_year": "enrollment_school_year", "students_n": "students_n",
    "distance": "distance_derived", "stability": "share_of_draws_derived", "is_chosen_by_hand": "chosen_by_hand", "why": "why",
    "source_id": "source_id",
}  # fmt: skip

PEER_FIGURE_COLUMNS = {
    "org_code": "org_code", "org_name": "org_name", "school_year": "school_year", "student_group": "student_group",
    "estimate": "published_figure", "n": "students_n", "counts": "counts", "shrunk": "drawn_figure_derived",
    "shrunk_low": "interval_low", "shrunk_high": "interval_high", "distance": "distance_derived", "stands": "stands_to_district",
    "p_value": "adjusted_p_value", "hidden_reason": "why_hidden", "publication": "publication", "source_id": "source_id",
}  # fmt: skip

BRIGHT_COLUMNS = {
    "measure_id": "measure", "org_code": "org_code", "org_name": "org_name", "student_group": "student_group",
    "school_year": "school_year", "estimate": "published_figure", "n": "students_n", "expected": "expected_derived",
    "shrunk": "drawn_figure_derived", "shrunk_low": "interval_low", "shrunk_high": "interval_high",
    "advantage": "better_than_expected_points_derived", "before_school_year": "earlier_school_year",
    "before_estimate": "earlier_published_figure", "before_n": "earlier_students_n",
    "before_expected": "earlier_expected_derived",
    "before_shrunk": "earlier_drawn_figure_derived", "before_advantage": "earlier_better_than_expected_points_derived",
    "p_value": "adjusted_p_value", "years_n": "years_on_the_better_side", "hidden_reason": "why_hidden", "source_id": "source_id",
    "source_row": "source_row", "before_source_id": "earlier_source_id", "before_source_row": "earlier_source_row",
}  # fmt: skip

GOAL_COLUMNS = {
    "goal": "goal", "title": "title", "measure_id": "measure", "org_code": "org_code", "student_group": "student_group",
    "owner": "owner",
    "baseline_year": "baseline_year", "baseline": "baseline", "target_year": "target_year", "target": "target",
    "school_year": "school_year", "estimate": "published_figure", "low": "interval_low", "high": "interval_high",
    "n": "students_n", "counts": "counts", "path": "path_derived", "pace_so_far": "pace_so_far_derived",
    "pace_needed": "pace_needed_derived", "students_needed": "students_needed_derived", "stands": "stands", "reason": "reason",
    "expected": "next_figure_expected", "where": "written_in", "hidden_reason": "why_hidden", **_ROW_FROM,
}  # fmt: skip

REALISM_COLUMNS = {
    "org_code": "org_code", "student_group": "student_group", "school_year": "school_year", "estimate": "published_figure",
    "n": "students_n", "target_year": "target_year", "target": "target", "gain_needed": "gain_needed_derived",
    "yearly_gain": "yearly_gain_derived", "span_years": "years_of_comparable_changes",
    "gain_in_span": "gain_in_these_years_derived",
    "windows_n": "comparable_changes_n", "districts_n": "districts_n", "reached_n": "gained_as_much_n",
    "reached_after_chance_n": "gained_as_much_after_chance_n", "percentile": "percentile_derived", "band": "band",
    "students_needed": "students_needed_derived", "hidden_reason": "why_hidden", "publication": "publication",
    "source_id": "source_id",
}  # fmt: skip

PROPOSED_COLUMNS = {
    "objective": "objective", "measure_id": "measure", "label": "label", "org_code": "org_code", "student_group": "student_group",
    "baseline_year": "baseline_year", "baseline": "baseline_published", "low": "interval_low", "high": "interval_high",
    "n": "students_n", "steps_from": "steps_from_year", "target_year": "target_year", "target": "target_derived",
    "target_from": "target_from", "benchmarks": "benchmarks_derived", "students_needed": "students_needed_derived",
    "band": "band", "percentile": "percentile_derived", "windows_n": "comparable_changes_n", "districts_n": "districts_n",
    "reached_n": "gained_as_much_n", "after_chance_n": "comparable_changes_with_chance_known_n",
    "reached_after_chance_n": "gained_as_much_after_chance_n", "span_years": "years_of_comparable_changes",
    "compared_figure": "compared_with_figure_derived", "compared_year": "compared_with_year",
    "distance_pct": "percent_of_distance_closed_derived",
    "report": "state_report", "series": "comparable_series", "next_year": "next_year",
    "next_update": "next_figure_expected", "target_out": "target_figure_expected",
    "caution": "changes_before_target", "owner": "owner",
    "evidence": "evidence", **_ROW_FROM,
}  # fmt: skip

STAFF_COLUMNS = {
    "org_code": "org_code", "student_group": "group", "school_year": "staff_school_year", "staff_pct": "share_of_staff_published",
    "staff_state_pct": "state_share_of_staff_published", "students_year": "students_school_year",
    "students_pct": "share_of_students_published", "students_state_pct": "state_share_of_students_published", **_ROW_FROM,
    "students_source_id": "students_source_id", "students_source_row": "students_source_row",
}  # fmt: skip
