"""Charts of the regression page."""
