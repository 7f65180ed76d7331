"""The example at the scale of a whole state: 400 districts, simulated and written part by part (docs/example-state.md)."""

from ssos_analysis.sources.example.state_scale.building import STATE, build_state
from ssos_analysis.sources.example.state_scale.drawing import MOST
from ssos_analysis.sources.example.state_scale.generating import TITLES

__all__ = ["MOST", "STATE", "TITLES", "build_state"]
