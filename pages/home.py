"""The front page: where to begin, and what each page is for."""

import streamlit as st

from gdengine import PRESETS
from pages.charts.surface.trail import trail
from pages.ui import address, results
from pages.ui.keys import key
from pages.ui.parts.bar import player
from pages.ui.results import family, ground, show
from pages.ui.site import enter, head, link, menu

HERO_PX = 350  # height of the picture
TOUR = {  # page: what it shows, and experiments to begin with
    "slope_explorer": ("Meet the derivative, and see a slope become a step.", ("A4", "A5", "A8m")),
    "misty_mountain": ("Find the valley in fog, with nothing but the slope at your feet.", ("B1", "B6", "B7")),
    "regression": ("Every point of the map is a line: walk down to the best one.", ("C3", "C4", "C5")),
    "sine_mlp": ("Watch a small neural network bend itself into a sine.", ("D1", "D2", "D6")),
}

enter()
address.leave("home")
menu("home")
head("home")
st.caption("How does a machine learn? It feels which way is down, and takes a step. Press play.")
record = PRESETS["B6"].record
runs = family(record)
words, picture = st.columns([2, 3])
with words:
    st.markdown(
        "Nobody tells a learning machine where the answer is. It only knows how wrong it is *here*, and which small "
        "change makes that a little better: the **slope**. Follow the slope downhill, step by step, and you arrive in "
        "a valley. "
        "That is **gradient descent**, and it is how everything from a straight line to a neural network learns.\n\n"
        "Four places to see it. Nothing here can be broken: turn every knob as far as it goes."
    )
    link("slope_explorer", "Start with a single slope", icon=":material/play_arrow:")
with picture:
    picture = trail(results.objective(record), runs.run, runs.rows, ground(record), height=HERO_PX)
    with st.container(key="half.home.hero", height=HERO_PX, border=False):
        show(picture, key=key("home", "chart", "hero"))
    steps, heights = runs.chosen.step[runs.rows], runs.chosen.value[runs.rows]
    player(steps, heights, quantity="height", key=key("home", "part", "bar"))
for place, (page, (sentence, experiments)) in zip(st.columns(len(TOUR)), TOUR.items()):
    with place.container(border=True, height="stretch"):
        link(page)
        st.caption(sentence)
        for name in experiments:
            link(page, PRESETS[name].title, icon=":material/science:", preset=name)
