"""Charts of the slope page."""
