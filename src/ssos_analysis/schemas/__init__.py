"""Every column once: unit, meaning, range; and the tidy tables made of them."""

from ssos_analysis.schemas.columns import STATUSES, Column
from ssos_analysis.schemas.tables import TABLES
from ssos_analysis.schemas.tidy_table import TidyTable

__all__ = ["STATUSES", "TABLES", "Column", "TidyTable"]
