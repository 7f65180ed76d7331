"""From a number in a brief's data back to the cell of the file it was read from, and the arithmetic in between."""

from ssos_analysis.trace.question import Question, TableRow, question_of_csv
from ssos_analysis.trace.tracing import Trace, trace

__all__ = ["Question", "TableRow", "Trace", "question_of_csv", "trace"]
