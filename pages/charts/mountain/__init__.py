"""Charts of the mountain page."""
