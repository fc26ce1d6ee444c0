"""Downhill: an interactive classroom for gradient descent.  Run it with ``streamlit run app.py``."""

from pages.ui.site import serve

serve()
