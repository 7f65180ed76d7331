"""Every column once: unit, meaning, range; and the tidy tables made of them."""

from ssos_analysis.schemas.columns import STATUSES, Column
from ssos_analysis.schemas.tables import TABLES, TidyTable

__all__ = ["STATUSES", "TABLES", "Column", "TidyTable"]
