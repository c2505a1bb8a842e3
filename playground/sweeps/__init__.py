"""Grids of variations and tables of requests, which are bought cell by cell."""
