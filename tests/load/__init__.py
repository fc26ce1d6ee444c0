"""Many students at once, over Streamlit's own protocol and without a browser: ``make load``."""
