"""What generations cost: reserved when they are submitted, corrected when they end, summed for the page."""
