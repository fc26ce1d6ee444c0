"""The views that are looked at in a browser, the windows they are looked at in, and how one is opened."""

import itertools

import measures
from browser import Tab

VIEWS = (
    "slope_explorer?preset=A1",
    "slope_explorer?preset=A4",
    "slope_explorer?preset=A8&lens=starts&hide=guess",
    "slope_explorer?preset=A5s&hide=guess",
    "slope_explorer?preset=A6",
    "misty_mountain?preset=B1",
    "misty_mountain?preset=B3",
    "misty_mountain?preset=B4m&lens=race",
    "misty_mountain?preset=B6&hide=guess",
    "misty_mountain?preset=B3&lens=momentum&hide=guess",
    "regression?preset=C3",
    "regression?preset=C1&lens=by_hand&guessed=true",
    "regression?preset=C7&lens=batches",
    "regression?preset=C2&lens=scale",
    "regression?preset=C2&lens=bend",
    "sine_mlp?preset=D1",
    "sine_mlp?preset=D5",
    "sine_mlp?preset=D3",
    "sine_mlp?lens=neuron",
    "sine_mlp?preset=D4",
    "sine_mlp?preset=D8",
    "sine_mlp?preset=D2",
    "sine_mlp?preset=D1s",
    "sine_mlp?preset=D2s",
    "sine_mlp?preset=D7s",
)
ASKED_FIRST = (
    *("slope_explorer?preset=A8", "slope_explorer?preset=A5s", "slope_explorer?preset=A2&lens=slope"),
    *("misty_mountain?preset=B5", "regression?preset=C2h", "regression?preset=C6o"),
    *("sine_mlp?preset=D4&lens=backprop", "sine_mlp?preset=D5&lens=inside", "sine_mlp?preset=D8&lens=landscape"),
    *("sine_mlp?preset=D2s&lens=luck", "sine_mlp?preset=D7s&lens=luck"),
    *("misty_mountain?preset=B6", "regression?preset=C7", "sine_mlp?preset=D2&lens=train"),
)
DESK, PROJECTOR, TABLET, PHONE = (1280, 800), (1920, 1080), (820, 1180), (390, 844)
SIDEWAYS = PHONE[::-1]
LOW = (1280, 480)  # a window beside others
MOST_SHIFT = 0.17  # of a page that arrives: 0.1 above a bare one's 0.07
OWN_PX = 24  # a reader's own size of words, of browsers that would else take 16
SCROLLS = "() => { const x = document.querySelector('[data-testid=stMain]'); return x.scrollHeight - x.clientHeight; }"
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(x => x.checkVisibility())
    .map(x => Number(x.tagName[1]))"""
PICTURES_AND_BAR = """() => {
    const parts = document.querySelectorAll('.st-key-frame-stage [data-testid=stVegaLiteChart], .st-key-frame-row');
    return [...parts].map(x => x.getBoundingClientRect()).map(r => [r.left, r.top, r.width, r.height].map(Math.round));
}"""


def visit(browser, app, view, *, shifts=False, asked=False, **how) -> Tab:
    tab = Tab(browser, **how)
    if shifts:
        tab.page.add_init_script(measures.SHIFTS)
    return tab.open(f"{app}/{view}", asked=asked)


def skipped(page) -> list[tuple[int, int]]:
    """Headings of a page that stand more than a level below the one before them."""
    levels = [0, *page.evaluate(HEADINGS)]
    return [(above, below) for above, below in itertools.pairwise(levels) if below > above + 1]
