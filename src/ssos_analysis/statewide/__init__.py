"""What is computed once for the whole state, per data build: spreads, changes, peers and expectations (docs/method.md)."""

from ssos_analysis.statewide.build import (
    build_statewide,
    ensure_statewide,
    is_current,
    load_statewide,
    of_measure,
    quantities,
)

__all__ = ["build_statewide", "ensure_statewide", "is_current", "load_statewide", "of_measure", "quantities"]
