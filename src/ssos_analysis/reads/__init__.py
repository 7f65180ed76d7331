"""What a brief read, noted while it runs, and whether that is still what the store and params/ say."""

from ssos_analysis.reads.noting import Reads, ReadStore
from ssos_analysis.reads.now import DataNow

__all__ = ["DataNow", "ReadStore", "Reads"]
