"""The state's accountability system: rules by year, points, the roll-up with its rounding, and what can be learned from them."""
