"""demo_player.py as an app: with the script of the parts beside it.

Run it by hand: ``python -m streamlit run tests/demo_app.py``.
"""

import streamlit as st
from starlette.middleware import Middleware

from pages.ui.parts.script import Script

app = st.App("demo_player.py", middleware=[Middleware(Script)])
