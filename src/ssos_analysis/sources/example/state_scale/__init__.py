"""The example at the scale of a whole state: 400 districts, simulated and written part by part (docs/example-state.md)."""
