"""The words of the field: student groups, school years, organizations, assessment."""
