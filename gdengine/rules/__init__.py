"""Rules: how a slope becomes a step, and how a learning rate changes on the way."""
