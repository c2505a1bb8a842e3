"""Sentences that several pages use."""

GONE = "The model that made this picture is no longer available, so its settings cannot be loaded."
