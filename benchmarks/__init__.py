"""Measures the playground; each script prints a table. See README.md."""
