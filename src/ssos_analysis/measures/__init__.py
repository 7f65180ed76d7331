"""What each measure is, and the one long table in which all measures look alike."""

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import MEASURES, measure
from ssos_analysis.measures.table import COLUMNS, MeasureTable, measure_table

__all__ = ["COLUMNS", "MEASURES", "Measure", "MeasureTable", "measure", "measure_table"]
