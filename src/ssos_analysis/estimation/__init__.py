"""Intervals and differences: arrays of counts in, arrays of estimates out; no word of education, no table, no file."""
