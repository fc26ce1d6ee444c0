"""Downhill: an interactive classroom for gradient descent.  Run it with ``streamlit run app.py``."""

from pages.ui.frame import serve

serve()
