"""Downhill: an interactive classroom for gradient descent.  Run it with ``streamlit run app.py``.

This file is read twice over.  When the server starts it is imported as the module ``app``: the environment is set, all
that pages need is loaded, and ``app`` is what is served.  Then, as ``__main__``, it is the script of every visitor.
"""

import os
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded, whichever library it multiplies with:
os.environ.setdefault("OMP_NUM_THREADS", "1")  # a class of visitors shares the cores better than one small matrix does
os.environ.setdefault("MKL_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from pages.ui.compression import compress_quickly
from pages.ui.delivery import in_portions, send_at_once
from pages.ui.document import Document
from pages.ui.door import Door, run_begins
from pages.ui.fonts import Fonts
from pages.ui.gate import GATE
from pages.ui.images import Gallery
from pages.ui.mishap import start_over
from pages.ui.packed import Packed
from pages.ui.parts.script import PRELOAD, Script
from pages.ui.room import room_style
from pages.ui.server import REST, keep_address_unasked, lifespan
from pages.ui.session_lookup import look_up_single_keys
from pages.ui.site import HOME_TITLE, MENU, SITE_STYLE, serve
from pages.ui.warm_up import WarmUp, choice_links, links, next_links, plain_links
from pages.ui.watching import Ready
from pages.views.registry import PAGES

if __name__ == "__main__":
    run_begins()
    with GATE.admitted(), REST.working(), in_portions():
        serve()
else:
    keep_address_unasked()
    look_up_single_keys()
    compress_quickly()
    send_at_once()
    style = SITE_STYLE + room_style(view for page in PAGES.values() for view in page.views.values())
    first = [*links(PAGES.values()), *plain_links(MENU, PAGES)]
    then = [*choice_links(PAGES.values()), *next_links(PAGES.values())]
    warm_up = WarmUp(first, then, runs=lambda: REST.runs)
    dressed = Middleware(Document, title=HOME_TITLE, head=PRELOAD, style=style)
    app = st.App(
        "app.py",
        lifespan=partial(lifespan, warm_up=warm_up),
        routes=[Route("/ready", Ready(warm_up))],
        middleware=[*map(Middleware, (Door, Packed, Script, Fonts, Gallery)), dressed],
        on_script_error=start_over,
    )
