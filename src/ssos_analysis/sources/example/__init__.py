"""The example state: twelve invented districts, written as raw files and read like real ones (docs/example-state.md)."""

from ssos_analysis.sources.example.build import build_example, ensure_example

__all__ = ["build_example", "ensure_example"]
