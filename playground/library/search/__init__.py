"""The search of the library: its language, what it finds, and what it suggests."""
