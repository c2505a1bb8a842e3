"""What the database itself does for the library: triggers that write entries and their full-text index."""
