"""The page for teachers: its links open what they say, and its numbers are right, worked out here in another way."""

import ast
import inspect
import io
import re
from fractions import Fraction
from unittest import mock
from urllib.parse import parse_qs, parse_qsl, urlsplit

import numpy as np
import pytest
from browser import some
from PIL import Image
from test_terms import marked, used
from visit import PAGES, ROOT, opened, visit

from gdengine import LANDSCAPES, PRESETS, network
from gdengine.activities import secant
from gdengine.analysis.basins import fates
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from pages.charts.kit.moments import thinned
from pages.charts.network.output import places
from pages.charts.regression import line_fit
from pages.charts.surface import relief, shading
from pages.ui import permalink
from pages.ui.page import PARTS
from pages.ui.results import ground_picture
from pages.ui.stations import LESSON_MINUTES, STATIONS, station_of
from pages.ui.terms import TERMS
from pages.views.mountain import results as mountain
from pages.views.regression import results as regression
from pages.views.slope import results as slope
from pages.views.teaching import beliefs, exactness
from pages.views.teaching.beliefs import BELIEFS, settled
from pages.views.teaching.exactness import EXACTNESS
from pages.views.teaching.lessons import ASK

NUMBER = re.compile(r"−?(?:\d[\d\u202f]*(?:\.\d+)?)(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", "\u202f")


def numbers(text):
    """The numbers in a text, as they are written there: 25, −0.9, 354 441, 9.75·10⁻⁶, 10⁻⁸."""
    found = []
    for word in NUMBER.findall(text):
        plain, raised = re.match(r"([^⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)(.*)", word).groups()
        plain, power = plain.translate(RAISED), raised.translate(RAISED)
        mantissa = plain.removesuffix("10").removesuffix("·") or "1" if power else plain
        found.append(float(mantissa) * 10.0 ** int(power or 0))
    return found


def test_the_reader_of_numbers():
    assert numbers("At −0.9 and 354\u202f441, 9.75·10⁻⁶, 10⁻⁸; x² is 25 %.") == [-0.9, 354441, 9.75e-6, 1e-8, 25]


# --- what settles a belief: every number of its sentence, in order, without the engine --------------------------------


def parabola(x):
    return 3 * x * x - 4 * x + 5


def touches():
    def height(x):
        return x**4 / 4 + x**3 / 3 - x**2

    meets = sorted(x for x in np.roots([1 / 4, 1 / 3, -1, 0, 0]).real if abs(x) > 1e-6)  # height, less the level 0
    assert np.allclose(height(np.array(meets)), 0)
    return [0, *meets, *sorted(np.roots([3, 2, -2]))]


def errors():
    found = [(parabola(-2 + h) - parabola(-2.0)) / h + 16 for h in (1e-2, 1e-8, 1e-15)]
    return [-2, -16, *(number for pair in zip((1e-2, 1e-8, 1e-15), map(abs, found)) for number in pair)]


def factors():
    return [1 - 0.1, 0.05, 1 - 1.9, 0.95, 0, 0.5, 1 - 2.2, 1.1]


def valleys():
    """Himmelblau's function, walked here."""
    x, y = np.meshgrid(*[np.linspace(-5, 5, 150)] * 2)
    minima = np.array([(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)])
    with np.errstate(all="ignore"):
        for _ in range(300):
            a, b = x * x + y - 11, x + y * y - 7
            x, y = x - 0.01 * (4 * x * a + 2 * b), y - 0.01 * (2 * a + 4 * y * b)
        away = np.hypot(x[..., None] - minima[:, 0], y[..., None] - minima[:, 1])
    shares = sorted(((away < 0.2).mean((0, 1)) * 100).tolist(), reverse=True)
    return [4, *shares, 2.2, -5 / 12, -8 / 3]


def far_point():
    x, y = np.arange(5), np.array([0, 1, 2, 3, 14])
    best = np.polyfit(x, y, 1)
    off = [np.polyval(line, x) - y for line in ((1, 0), best)]
    (many, error, apart), (few, least, other) = [((abs(d) < 1e-9).sum(), (d * d).sum(), abs(d).sum()) for d in off]
    return [many, 5, error, best[0], few, least, apart, other]


def eye():
    y = np.array([2, 0, 4, 6, 3, 1, 8, 7, 5])
    z = (y - y.mean()) / y.std(), (np.arange(9) - 4) / np.arange(9).std()
    r = (z[0] * z[1]).mean()
    return [r, 1, r, 100 * ((2 - 2 * r) / (1 - r * r) - 1)]  # as much as standardized: both have one spread


def units():
    found = []
    for x in (np.arange(10.0), 60 * np.arange(10.0)):
        low, high = np.linalg.eigvalsh(np.array([[10, x.sum()], [x.sum(), x @ x]]) / 10)
        found += [1 / high, high / low]
    return [*found, 1, 1]


def training_told():
    record = PRESETS["D2"].record
    x, y = record.held_out()
    told = []
    for name, f in (("relu", lambda z: np.maximum(z, 0)), ("tanh", np.tanh)):
        run = record.run()[name]

        def says(x, theta=run.x[-1], f=f):
            W1, b1, W2, b2, W3, b3 = np.split(theta, np.cumsum([20, 20, 400, 20, 20]))
            hidden = f(f(x[:, None] * W1 + b1) @ W2.reshape(20, 20) + b2)
            return hidden @ W3 + b3

        rise = np.diff(says(np.array([6 - 1e-5, 6 + 1e-5])))[0] / 2e-5
        told += [run.value[-1], ((says(x) - y) ** 2).mean(), 6, rise]
    return told


WORKED_OUT = {
    "slope_is_height": lambda: [-2, Fraction(10, 3), parabola(-2), 6 * -2 - 4, 6 * Fraction(10, 3) - 4],
    "touches_once": touches,
    "smaller_is_better": errors,
    "bigger_is_faster": factors,
    "start_does_not_matter": valleys,
    "points_at_the_minimum": lambda: [np.degrees(np.arctan2(100, 10) - np.arctan2(1, 10))],
    "equal_steps": lambda: [0.4, 0.4 * 0.9**19, 0.05, 0.9],
    "most_points": far_point,
    "shortest_way": eye,
    "units_do_not_matter": units,
    "lower_loss_is_better": training_told,
    "no_slope_no_fault": lambda: [1, 3, 1 - np.tanh(3) ** 2, 6, np.exp(-6) / (1 + np.exp(-6)) ** 2, -1, 0],
}
KNOWN = {  # from the literature's own examples, as printed there
    "slope_is_height": ("-16", "16", "25"),
    "smaller_is_better": ("0.03", "0.0000001", "1.8"),
    "bigger_is_faster": ("0.9", "-0.9"),
    "start_does_not_matter": ("4",),
    "points_at_the_minimum": ("78.6",),
    "equal_steps": ("0.4", "0.054"),
    "most_points": ("100", "40", "10", "12"),
    "shortest_way": ("0.6", "25"),
    "units_do_not_matter": ("0.0342", "103", "0.0000097", "354441", "1"),
    "no_slope_no_fault": ("0.0099", "0.0025", "0"),
}


def printed(value, text):
    return f"{value:.{len(text.partition('.')[2])}f}" == text


@pytest.mark.parametrize("name", BELIEFS)
def test_what_settles_a_belief_is_right(name):
    told = numbers(settled(name))
    assert told == pytest.approx([float(value) for value in WORKED_OUT[name]()], rel=6e-3)
    assert [text for text in KNOWN.get(name, ()) if not any(printed(value, text) for value in told)] == []


def test_the_lower_loss_is_the_worse_network():
    relu, held_relu, _, steep, tanh, held_tanh, _, flat = numbers(settled("lower_loss_is_better"))
    assert relu < tanh and held_relu > held_tanh
    assert abs(flat) < abs(steep) / 5


# --- no number is typed -----------------------------------------------------------------------------------------------


def typed(source):
    """The texts in a module's sentences that hold a digit: docstrings of its functions, and what f-strings say."""
    tree = ast.parse(source)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else node.elts if isinstance(node, ast.Tuple) else ()
        texts += [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [text for text in texts if re.search(r"\d", text)]


def test_no_number_is_typed_into_a_sentence():
    assert typed(inspect.getsource(beliefs)) == []
    assert typed(inspect.getsource(exactness)) == []
    assert typed("def f(x):\n    'Two?'\n    return f'{x} of 3', 'about 4'") == ["about 4", " of 3"]


# --- what is exact ----------------------------------------------------------------------------------------------------


def shape(picture):
    return Image.open(io.BytesIO(picture)).size


def on_the_slope():
    with mock.patch.object(slope, "fates", side_effect=fates) as asked:
        slope.map_of_starts.__wrapped__(SlopeExplorer())
    (_, _, rates), how = asked.call_args
    most = max(len(secant.places(curve)) for curve in map(LANDSCAPES.__getitem__, LANDSCAPES.of(1)) if curve.box)
    assert 0.95 * 400 < most <= 400 + 6  # and the known minima
    return [400, len(secant.STEPS), how["n"], len(rates), how["steps"], how["every"]]


def on_the_mountain():
    record = MistyMountain()
    with mock.patch.object(mountain, "basins", side_effect=lambda *_, **how: np.zeros((1, 4, 4), int)) as asked:
        mountain._coarse.__wrapped__(record, (0.1,))
    how = asked.call_args.kwargs
    ground = record.objective()
    f, *_ = shading.ground(ground, *shading.axes(ground, np.linspace(0, 1, 200)))
    snow = round(100 * float((f > shading.survey(ground).snow).mean()))
    low = [len(relief.levels(LANDSCAPES[name])) for name in ("bowl", "ill_conditioned", "saddle")]
    assert max(low) <= 1.5 * 24 and np.median(low) > 0.6 * 24
    side = mountain.ends(record).shape
    kept = max(len(thinned(count)) for count in range(2, 2001))
    pixels = shape(ground_picture(record, mountain.PIXELS, None))
    return [len(record.rates()), kept, how["n"], how["n"], *side, how["steps"], how["every"], *pixels, 24, snow]


def on_the_line():
    drawn = max(-(-count // line_fit.thinning(count)) for count in (599, 600, 601, 1000, 59_999, 100_000))
    return [drawn, *shape(ground_picture(Regression(), *regression.WIDE_MAP_PIXELS))]


def in_the_network():
    own = PRESETS["D8"].own
    made = own.drawn(SineMLP(), own.walked(SineMLP()))
    return [16, len(places(SineMLP().points()[0])), network.count((1, 20, 20, 1)), *np.shape(made.surface.loss)[-2:]]


MEASURED = {
    "slope_explorer": on_the_slope,
    "misty_mountain": on_the_mountain,
    "regression": on_the_line,
    "sine_mlp": in_the_network,
}


@pytest.mark.parametrize("page", EXACTNESS)
def test_what_is_said_of_exactness_is_so(page):
    assert numbers(" ".join(EXACTNESS[page])) == MEASURED[page]()
    assert numbers(exactness.DIGITS) == [np.finfo(float).precision, np.finfo(np.float32).precision]


# --- links ------------------------------------------------------------------------------------------------------------


def links(seen):
    """Where the page's links lead: (page, query)."""
    found = [link.proto for link in seen.app.main.get("page_link")]
    return [(link.page.rpartition("/")[2].removesuffix(".py"), dict(parse_qsl(link.query_string))) for link in found]


def test_every_link_opens_what_it_says():
    assert opened("teaching").wrong == []
    told = links(opened("teaching"))[len(LESSON_MINUTES) :]
    assert told[: len(ASK)] == [(PRESETS[name].page, {"preset": name, "present": "1"}) for name in ASK]
    assert told[len(ASK) :] == [(PRESETS[belief.preset].page, belief.link) for belief in BELIEFS.values()]


@pytest.mark.parametrize(("k", "length"), some(enumerate(LESSON_MINUTES), (0, LESSON_MINUTES[0])))
def test_a_lesson_is_led_along_its_own_stations(k, length):
    """It led to every station of the path, also to those for which the lesson has no minutes."""
    (page, asked), led = links(opened("teaching"))[k], []
    assert (asked["present"], asked["lesson"]) == ("1", str(length))
    while "preset" in asked:
        led.append(asked["preset"])
        ((page, asked),) = links(visit(page, **asked | {"hide": "guess"}))
    assert led == [station.preset for station in STATIONS if station.minutes[k]]
    assert all("lesson" not in asked for _, asked in links(visit("home", **asked))), "the lesson is over"


def test_a_lesson_that_nobody_has_planned_is_the_whole_path():
    assert links(visit("slope_explorer", preset="A5b", lesson="7", hide="guess"))[0][1]["preset"] == "A5s"


CHANGED = [name for name, belief in BELIEFS.items() if belief.view or belief.settings]  # the others are presets alone


@pytest.mark.parametrize("name", some(BELIEFS, *CHANGED))
def test_a_belief_meets_the_experiment_that_settles_it(name):
    belief = BELIEFS[name]
    page = PRESETS[belief.preset].page
    seen = visit(page, **belief.link)
    assert (seen.wrong, seen.said) == ([], [])
    now, complaints = permalink.read(PAGES[page], belief.link)
    assert complaints == [] and not now.in_lab
    assert now == belief.standing
    assert now.view == (belief.view or PRESETS[belief.preset].view)
    assert {knob: now.values[knob] for knob in belief.settings} == dict(belief.settings)
    shown = {knob: value for knob, value in seen.settings.items() if knob in belief.settings}
    assert shown == {knob: belief.settings[knob] for knob in shown}


def test_a_belief_of_settings_that_are_none_is_refused():
    for wrong in ({"settings": {"rate": 1.0}}, {"view": "rate"}):
        belief = BELIEFS["equal_steps"]._replace(**wrong)
        with pytest.raises(ValueError, match="no knob or view 'rate'"):
            _ = belief.standing


def test_a_belief_is_added_in_one_place(monkeypatch):
    monkeypatch.setitem(BELIEFS, "added", None)
    beliefs.belief("It never ends.", "Nobody 2026", "A5")(lambda record, own: f"η is {record.lr}.")
    BELIEFS["added"] = BELIEFS.pop("<lambda>")
    seen = visit("teaching")
    assert any("It never ends." in words for words in seen.words)
    assert links(seen)[-1] == ("slope_explorer", {"preset": "A5"})
    assert any("η is 1.1." in block.value for block in seen.app.html)


def test_what_settles_a_belief_is_folded_away():
    seen = opened("teaching")
    for name in BELIEFS:
        held = [block.value for block in seen.app.html if settled(name)[:20] in re.sub("<[^>]*>", "", block.value)]
        assert len(held) == 1 and held[0].startswith("<details><summary>"), name
    assert not [words for words in seen.words if any(settled(name) in words for name in BELIEFS)]


def test_lessons_fill_their_time_with_the_stations():
    assert [*ASK] == [station.preset for station in STATIONS]
    assert tuple(map(sum, zip(*(station.minutes for station in STATIONS)))) == LESSON_MINUTES
    assert all(ask.endswith("?") for ask in ASK.values())


def test_a_link_that_lacks_parts_is_put_together():
    seen = visit("teaching")
    words = seen.words
    assert seen.app.code[0].value == "/slope_explorer?preset=A4"
    seen.app.get_by_key("teaching.experiment").set_value("B7")
    for name in ("verdict", "step", "lab"):
        seen.app.get_by_key(f"teaching.part.{name}").set_value(True)
    seen.app.get_by_key("teaching.presenting").set_value(True)
    seen = seen.again()
    assert (seen.wrong, seen.words) == ([], words)
    address = urlsplit(seen.app.code[0].value)
    assert address.path == "/misty_mountain"
    assert parse_qs(address.query) == {"preset": ["B7"], "hide": ["lab,verdict,step"], "present": ["1"]}
    boxes = [box.key.rpartition(".")[2] for box in seen.app.checkbox if ".part." in box.key]
    assert sorted(boxes) == sorted(PARTS)


def written(block):
    """What is written in a block of the page, from top to bottom."""
    for each in block.children.values():
        if hasattr(each, "children"):
            yield from written(each)
        elif each.type in ("markdown", "caption", "html"):
            yield each.proto.body


def test_every_term_is_marked_where_it_is_used_first():
    seen = {name for name, term in TERMS.items() if term.page}  # another page's
    for text in written(opened("teaching").app.main):
        assert set(used(text)) - seen == set(marked(text)), text
        seen |= {*used(text)}
    assert {"tangent", "weight", "standardized"} <= seen


def test_a_browser_keeps_what_is_said_and_nothing_else():
    scripts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in ROOT.glob("pages/ui/**/*.js")}
    keeps = {path for path, script in scripts.items() if re.search("Storage|indexedDB|cookie", script)}
    asks = {path.split("/")[-1] for path, script in scripts.items() if "remembered.js" in script}
    assert keeps == {"pages/ui/parts/remembered.js"}
    said = {
        "shortcuts.js": "letters",
        "live_text.js": "numbers of a step",
        "voice.js": "heard",
        "stations.js": "stations",
    }
    assert asks == said.keys()
    (kept,) = (words for words in opened("teaching").words if "What is kept" in words)
    assert [words for words in said.values() if words not in kept] == []


# experiment → the station that its next one comes after
AFTER = {"A2": "A1", "A3": "A1", "A5a": "A5b", "A5": "A5b", "A9": "A8", "B3": "B1", "B2r": "B6", "B7": "B4m"}


@pytest.mark.parametrize("preset", AFTER)
def test_no_station_is_skipped_from_an_experiment_beside_the_path(preset):
    assert STATIONS[station_of(preset)].preset == AFTER[preset]
