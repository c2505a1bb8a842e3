"""Measures the playground; each script prints a table, see README.md."""
