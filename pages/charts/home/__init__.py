"""Pictures of the front page."""
