"""The bar, driven in a real Chromium on the small page demo_player.py."""

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from driving import FED, do, now, press, set_steps, state

from pages.ui.parts.bar import Pace, frame_rate, pace, player
from pages.ui.parts.tables import table


def test_opens_complete_and_plays_from_the_start(shown):
    tab = shown()
    assert now(tab) == "step 50 of 50 · loss ≈ 0"  # below a millionth of what it was
    assert tab.page.evaluate(FED, "t") == [50, 50]
    assert tab.page.locator("form.vega-bindings").evaluate_all("xs => xs.map(x => x.offsetHeight)") == [0, 0]
    do(tab, "play")
    tab.page.wait_for_function("downhillBus.state.t < 50")
    tab.page.wait_for_function("downhillBus.state.t >= 5")
    assert tab.page.locator("[data-do=play]").get_attribute("aria-label") == "Pause"
    do(tab, "play")
    stopped = state(tab, "t")
    tab.page.wait_for_timeout(300)
    assert state(tab, "t") == stopped
    assert tab.page.evaluate(FED, "t") == [stopped, stopped]


def test_a_change_taken_back_while_a_chart_draws_is_not_lost(rewound):
    tab = rewound
    drawn = "() => [...document.querySelectorAll('svg.marks')].map(svg => svg.innerHTML).join()"
    tab.page.evaluate("() => downhillBus.set({ t: 20 })")
    tab.page.wait_for_timeout(600)
    before = tab.page.evaluate(drawn)
    tab.page.evaluate("() => downhillBus.set({ t: 0 })")
    tab.page.wait_for_timeout(600)
    tab.page.evaluate("() => [20, 30, 20].forEach(t => { downhillBus.state.t = t; downhillBus.feed(); })")
    tab.page.wait_for_timeout(600)
    assert tab.page.evaluate(drawn) == before


def test_ends_at_the_end(rewound):
    tab = rewound
    press(tab, *["ArrowRight"] * 40)
    tab.page.locator(".speed").select_option("4")
    do(tab, "play")
    tab.page.wait_for_function("downhillBus.owner.t.playing === false")
    assert now(tab).startswith("step 50 of 50")
    assert tab.page.locator("[data-do=play]").get_attribute("aria-label") == "Play"


@pytest.mark.parametrize(("speed", "busy"), [("0.25", 0), ("2", 0), ("2", 150)])
def test_speed_is_kept_also_where_frames_are_dropped(rewound, speed, busy):
    tab = rewound
    tab.page.locator(".speed").select_option(speed)
    do(tab, "play")
    rate = tab.page.evaluate(
        """busy => new Promise(done => {
            const bar = downhillBus.owner.t, {position, then} = bar;
            const hang = () => { const end = performance.now() + busy; while (performance.now() < end); };
            const block = setInterval(hang, 160);
            const end = () => { clearInterval(block); done(1000 * (bar.position - position) / (bar.then - then)); };
            setTimeout(end, 600);
        })""",
        busy,
    )
    assert rate == pytest.approx(float(speed) * 51 / 3, rel=0.05)


def test_keys_work_anywhere_but_in_an_input(rewound):
    tab = rewound
    press(tab, "End", "Home")
    assert now(tab) == "step 0 of 50 · loss 4"
    press(tab, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    assert now(tab) == "step 2 of 50 · loss 1.64"
    assert tab.page.evaluate(FED, "t") == [2, 2]
    press(tab, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert state(tab, "t") == 0
    press(tab, "Space")
    assert tab.page.evaluate("downhillBus.owner.t.playing")
    press(tab, "Space", "End")
    assert not tab.page.evaluate("downhillBus.owner.t.playing")
    assert now(tab).startswith("step 50 of 50")
    tab.page.get_by_label("steps").focus()
    press(tab, "Home", "ArrowLeft", "Space")
    assert state(tab, "t") == 50
    assert not tab.page.evaluate("downhillBus.owner.t.playing")


def test_scrubber(rewound):
    tab = rewound
    scrubber = tab.page.locator(".scrubber")
    box = scrubber.bounding_box()
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert now(tab).startswith("step 25 of 50")
    assert tab.page.evaluate(FED, "t") == [25, 25]
    press(tab, "ArrowRight")
    assert now(tab).startswith("step 26 of 50"), "one key is one frame, although the scrubber has the focus"
    assert scrubber.get_attribute("aria-valuetext") == now(tab).replace(" ·", ",")


def test_opens_at_the_moment_of_a_link_and_copies_one(shown):
    tab = shown("frame=7&step=3&note=kept")
    assert now(tab).startswith("step 7 of 50")
    press(tab, "ArrowRight")
    sent = tab.sent
    tab.page.get_by_role("button", name="Copy the link to this step").click()
    tab.page.get_by_role("status").get_by_text("copied").wait_for()
    copied = urlsplit(tab.page.evaluate("navigator.clipboard.readText()"))
    assert parse_qs(copied.query) == {"frame": ["7"], "step": ["8"], "note": ["kept"]}
    assert copied.netloc == urlsplit(tab.page.url).netloc
    assert tab.sent == sent


def test_keeps_its_place_when_the_data_change(shown):
    tab = shown("frame=12")
    set_steps(tab, 80)
    assert now(tab) == "step 12 of 80 · loss 0.0189"
    set_steps(tab, 8)
    assert now(tab).startswith("step 8 of 8")
    set_steps(tab, 60)
    assert now(tab).startswith("step 60 of 60"), "what stood at the end stays at the end"
    tab.page.locator(".speed").select_option("0.25")
    press(tab, "Home")
    do(tab, "play")
    tab.page.wait_for_function("downhillBus.state.t > 0")
    set_steps(tab, 70)
    assert tab.page.evaluate("downhillBus.owner.t.playing")
    assert tab.page.locator(".speed").input_value() == "0.25"
    assert 0 < state(tab, "t") < 60


def test_it_plays_on_without_one_message(shown):
    tab = shown("steps=249&frame=0")
    sent = tab.sent
    tab.page.locator(".speed").select_option("2")
    do(tab, "play")
    assert tab.frame_rate() > 5, "it moves; how fast is measured in the benchmark, on a quiet machine"
    assert state(tab, "t") > 20
    assert tab.sent == sent


def test_nothing_runs_while_paused_and_one_loop_while_playing(shown):
    tab = shown("steps=200&frame=0")
    for steps in (210, 220, 230):
        set_steps(tab, steps)
    tab.settle()
    count = """() => new Promise(done => {
        const ask = window.requestAnimationFrame;
        let asked = 0, frames = 0;
        window.requestAnimationFrame = f => { asked += 1; return ask(f); };
        const end = () => { window.requestAnimationFrame = ask; done(asked / 20); };
        const look = () => (frames++ < 20 ? ask(look) : end());
        ask(look);
    })"""
    assert tab.page.evaluate(count) == 0
    do(tab, "play")
    assert 0.9 <= tab.page.evaluate(count) <= 2.5, "one for the bar, at most one for the bus"


def another_run(tab):
    tab.page.get_by_role("button", name="another run").click()
    tab.page.wait_for_function("downhillBus.owner.t.run === 'second'")


@pytest.mark.parametrize("frame", [3, 50])
def test_another_run_begins_at_its_start_and_rolls(shown, frame):
    tab = shown(f"frame={frame}")
    assert state(tab, "t") == frame
    tab.page.evaluate("""() => { window.seen = [];
        downhillBus.addEventListener('change', () => seen.push(downhillBus.state.t)); }""")
    another_run(tab)
    tab.page.wait_for_function("downhillBus.state.t > 1")
    seen = tab.page.evaluate("seen")
    assert seen[0] == 0, seen
    assert seen == sorted(seen)
    assert tab.page.evaluate("downhillBus.owner.t.playing")


def test_nothing_plays_by_itself_where_less_motion_is_asked_for(shown):
    tab = shown("frame=3", reduced_motion=True)
    another_run(tab)
    assert (state(tab, "t"), tab.page.evaluate("downhillBus.owner.t.playing")) == (0, False)
    do(tab, "play")
    tab.page.wait_for_timeout(600)
    assert state(tab, "t") == 0
    tab.page.wait_for_function("downhillBus.state.t === 1")
    rate = "[downhillBus.owner.t.position, downhillBus.owner.t.then]"
    (start, then), _ = tab.page.evaluate(rate), tab.page.wait_for_timeout(500)
    end, later = tab.page.evaluate(rate)
    assert 1000 * (end - start) / (later - then) == pytest.approx(1, rel=0.01)


def test_it_plays_to_where_the_walk_rests(shown):
    tab = shown("frame=8&rest=12")
    tab.page.evaluate("""() => { window.seen = new Set(); downhillBus.addEventListener('change',
        () => seen.add(downhillBus.state.t)); }""")
    do(tab, "play")
    tab.page.wait_for_function("downhillBus.state.t === 50")
    assert not tab.page.evaluate("downhillBus.owner.t.playing")
    assert max(set(tab.page.evaluate("[...seen]")) - {50}) < 12
    press(tab, "ArrowLeft")
    assert state(tab, "t") == 49, "the steps at rest can be reached"


def test_the_bar_stands_at_the_end_while_the_rate_is_dragged(shown):
    tab = shown("frame=5")
    tab.page.locator(".strip [role=slider]").focus()
    press(tab, "ArrowRight")
    assert now(tab).startswith("step 50 of 50")
    tab.page.get_by_text("commits 1").wait_for()
    tab.settle()
    assert state(tab, "t") == 50, "and stays there"
    press(tab, "Escape")
    do(tab, "back")
    assert state(tab, "t") == 49


def test_a_chart_that_comes_late_never_shows_another_frame(shown):
    tab = shown("frame=12")
    tab.page.evaluate("""() => { window.seen = new Set(); const look = () => {
        for (const x of document.querySelectorAll('.st-key-later form.vega-bindings input[name=t]')) seen.add(+x.value);
        requestAnimationFrame(look); }; look(); }""")
    tab.page.get_by_text("later").click()
    tab.page.wait_for_function("document.querySelector('.st-key-later svg.marks')")
    tab.settle()
    assert tab.page.evaluate("[...seen]") == [12]


def test_another_page_has_a_bar_of_its_own(shown):
    tab = shown("frame=0")
    do(tab, "play")
    tab.page.get_by_role("link", name="another").click()
    tab.page.wait_for_function("downhillBus.owner.t?.last === 89")
    tab.settle()
    assert now(tab) == "step 89 of 89 · loss 1"
    press(tab, "Home", "ArrowRight")
    assert now(tab) == "step 1 of 89 · loss 1"
    assert tab.page.evaluate(FED, "t") == [1]


@pytest.mark.parametrize("dark", [False, True])
def test_fits_a_phone(shown, dark):
    tab = shown(size=(390, 844), dark=dark)
    boxes = [each.bounding_box() for each in tab.page.locator(".bar button, .bar select, .bar .scrubber").all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 40
    assert len({round(box["y"] + box["height"] / 2) for box in boxes}) == 1, "one row"
    assert not tab.sideways()
    colors = """() => [document.querySelector('.stBidiComponent'), document.querySelector('.stApp')].map((x, i) =>
        getComputedStyle(x)[i ? 'backgroundColor' : 'color'].match(/[0-9.]+/g).slice(0, 3).map(Number))"""
    ink, paper = tab.page.evaluate(colors)
    assert abs(sum(ink) - sum(paper)) > 450, "text and background are far apart in both themes"


def test_a_run_takes_three_to_nine_seconds():
    seconds = [frames / frame_rate(frames) for frames in (2, 51, 90, 250, 270, 5000)]
    assert seconds == pytest.approx([3, 3, 3, 250 / 36, 270 / 36, 9])


def test_a_pace_is_even_or_begins_slowly():
    assert pace(range(51)) == Pace(0, 17.0, 0.0)
    assert pace(range(0, 1001, 8)).speed == pytest.approx(8 * frame_rate(126), rel=0.01), "a thinned run keeps its time"
    assert pace(range(51), slow_start=8) == Pace(8, 1.0, 2 * (50 - 16) / 64)
    assert pace(range(12), slow_start=8) == Pace(8, 1.0, 0.0), "so few steps need no haste"
    assert pace([7]) == Pace(0, pytest.approx(1 / 3), 0.0)


def test_it_can_begin_with_a_step_a_second(shown):
    tab = shown("frame=0&slow=8")
    assert now(tab) == "step 0 of 50 · loss 4"
    tab.page.locator(".speed").select_option("4")
    do(tab, "play")
    start = tab.page.evaluate("[downhillBus.owner.t.position, downhillBus.owner.t.then]")
    tab.page.wait_for_function("downhillBus.state.t === 3")
    end = tab.page.evaluate("[downhillBus.owner.t.position, downhillBus.owner.t.then]")
    assert 1000 * (end[0] - start[0]) / (end[1] - start[1]) == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: player([0, 1], [1.0]), "2 steps but 1 values"),
        (lambda: table(np.zeros((2, 2, 2))), "cannot be played"),
    ],
)
def test_wrong_numbers_are_refused(draw, what):
    with pytest.raises(ValueError, match=what):
        draw()
