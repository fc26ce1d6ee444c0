"""Charts of the network page."""
