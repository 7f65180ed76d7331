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
    "measure": "measure", "label": "label", "org_code": "org_code", "unit": "unit", "school_year": "school_year",
    "variant": "period", "estimate": "published_figure", "low": "interval_low", "high": "interval_high",
    "denominator": "students_n", "counts": "counts", "method": "interval_method", "status": "status",
    "state_estimate": "state_published_figure", "stands": "stands_to_state", "report": "state_report",
    "publication": "publication", "source_id": "source_id", "source_row": "source_row",
}  # fmt: skip

STUDENT_COLUMNS = {
    "org_code": "org_code", "student_group": "student_group", "school_year": "school_year", "students_pct": "published_share",
    "students_n": "published_students_n", "about_n": "about_students_n_derived", "state_pct": "state_published_share",
    "hidden_reason": "why_hidden", "publication": "publication", "source_id": "source_id", "source_row": "source_row",
}  # fmt: skip
