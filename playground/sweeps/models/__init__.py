"""The rows of sweeps."""

from playground.sweeps.models.share import SweepShare
from playground.sweeps.models.sweep import Cell, Kind, Purchase, Sweep

__all__ = ["Cell", "Kind", "Purchase", "Sweep", "SweepShare"]
