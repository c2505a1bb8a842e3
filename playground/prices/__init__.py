"""What pictures cost: rows of prices with their source and date, quotes before a request, and what an API charged."""
