"""A small audit of finished files: can a figure that was hidden be had back from what stands beside it?

It reads pages, tables and workbooks as a reader has them, and knows nothing of how they were made.
"""

from ssos_analysis.audit.checking import Leak, audit_folder, audit_site

__all__ = ["Leak", "audit_folder", "audit_site"]
