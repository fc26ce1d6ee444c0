"""Data: the points that regressions and networks learn from."""
