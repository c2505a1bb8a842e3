"""Taking pictures away: names by a pattern, and a ZIP with recipes, a contact sheet and a table."""
