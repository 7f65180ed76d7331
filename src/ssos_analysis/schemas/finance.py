"""Money: what districts spend, and what they must."""

from __future__ import annotations

from ssos_analysis.schemas.columns import Column, number, text
from ssos_analysis.schemas.tidy_table import TidyTable


def dollars(name: str, meaning: str, low: float | None = 0) -> Column:
    """An amount of money; may be below zero only where its meaning says so (`low` None)."""
    return number(name, "dollars", meaning, low, None)


PER_PUPIL_EXPENDITURES = TidyTable(
    "per_pupil_expenditures",
    "One row is one district (or the state) and one fiscal year, by the spring it ends in.",
    ("org_code", "school_year"),
    (
        dollars("in_district_usd", "Spent for students in the district's own schools."),
        number("in_district_fte", "full-time equivalent students", "Students in the district's own schools.", 0, None),
        dollars("in_district_per_pupil_usd", "In-district spending for each in-district student."),
        dollars("total_usd", "Spent for all students the district pays for."),
        number("total_fte", "full-time equivalent students", "All students the district pays for.", 0, None),
        dollars("total_per_pupil_usd", "Total spending for each student the district pays for."),
    ),
)

NET_SCHOOL_SPENDING = TidyTable(
    "net_school_spending",
    "One row is one district (or the state) and one fiscal year, by the spring it ends in.",
    ("org_code", "school_year"),
    (
        dollars("required_nss_usd", "Net school spending the law requires."),
        dollars("actual_nss_usd", "Net school spending."),
        dollars("over_required_usd", "Actual less required spending; below zero where a district fell short.", None),
        number("actual_of_required", "percent of the requirement", "Actual spending over required spending.", 0, None),
        dollars("foundation_budget_usd", "Foundation budget."),
        number("actual_of_foundation", "percent of the foundation budget", "Actual spending over the budget.", 0, None),
        number("above_required_share", "share, 1 is the requirement again", "Actual spending above the requirement.", None, None),
        number("above_foundation_share", "share, 1 is the budget again", "Actual spending above the budget.", None, None),
    ),
)

EXPENDITURES = TidyTable(
    "expenditures",
    "One row is one organization, one year and one published indicator, by category and subcategory in the state's words.",
    ("org_code", "school_year", "spending_category", "spending_subcategory"),
    (
        number("indicator_value", "as value_type says", "The number of the indicator.", None, None),
        text("value_type", "What the numbers are, in the state's words."),
    ),
)

EXPENDITURES_BY_FUNCTION = TidyTable(
    "expenditures_by_function",
    "One row is one district, one year, one function code and in or out of district; sums of codes stand beside the codes.",
    ("org_code", "school_year", "function_category", "function_code", "in_or_out_of_district"),
    (
        text("function", "What the money was spent for."),
        dollars("general_fund_usd", "From the general fund.", None),
        dollars("grants_revolving_usd", "From grants and revolving funds.", None),
        dollars("total_usd", "Spent for all students the district pays for.", None),
        dollars("per_pupil_usd", "For each student.", None),
    ),
)

TABLES = (PER_PUPIL_EXPENDITURES, NET_SCHOOL_SPENDING, EXPENDITURES, EXPENDITURES_BY_FUNCTION)
