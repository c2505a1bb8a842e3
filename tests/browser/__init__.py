"""The product as a person meets it: the real server, in a real browser."""
