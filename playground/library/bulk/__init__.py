"""Changes of many entries at once."""
