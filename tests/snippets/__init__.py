"""Tests of the printed code, which is run."""
