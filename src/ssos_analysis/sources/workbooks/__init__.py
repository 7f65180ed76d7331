"""The state's accountability workbooks: several sheets, years in headings, columns told by position; layouts are data."""
