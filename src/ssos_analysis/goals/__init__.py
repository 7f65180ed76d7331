"""A district's own goals between the analyst's workbook, params/districts/ and a plan's table."""
