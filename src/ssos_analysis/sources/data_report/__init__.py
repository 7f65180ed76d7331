"""What a store holds and how far to trust it: coverage, files refused, cross-checks, restated values, figures to look at."""

from ssos_analysis.sources.data_report.report import DataReport, data_report

__all__ = ["DataReport", "data_report"]
