"""What the nightly look at WebKit stands on: WebKitGTK, driven by Selenium on a display of its own, and its window.

As browser.py for Chromium.  Playwright drives no WebKit but its own, which is no package of Debian's.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from typing import Any

from browser import CALM_LOOKS, LOOK_MS, STILL
from selenium.common.exceptions import NoSuchFrameException
from selenium.webdriver import ActionChains, WebKitGTK
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

SIZE = (1280, 860)  # of the window, with WebKit's own row
LIMIT = 60  # seconds that a page may take
LOOK_S = 0.02  # how often it is looked whether something has come
DOWN, UP = "down", "up"
# without a graphics card, what would compose the page's layers by one crashes at times
PLAIN = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
HEAR = """
if (location.href !== arguments[0]) return false;
if (!window.heard) {
    window.heard = [];
    addEventListener('error', event => event.message && heard.push(event.message));
    addEventListener('unhandledrejection', event => heard.push(String(event.reason?.stack ?? event.reason)));
    const error = console.error;
    console.error = (...words) => { heard.push(words.join(' ')); error.apply(console, words); };
}
return document.readyState !== 'loading';
"""
# the answer of ``STILL`` waits in the page: a call that waited for it would wait for ever where another document comes
STANDS = f"""
if (window.stands === undefined) {{
    window.stands = null;
    ({STILL})([{LOOK_MS}, {CALM_LOOKS}, {1000 * LIMIT}]).then(waiting => {{ window.stands = [waiting]; }});
}}
return window.stands;
"""
WRONG = """
const boxes = document.querySelectorAll('[data-testid=stException], [data-testid=stAlertContentError]');
return [...(window.heard ?? []), ...[...boxes].map(box => box.innerText)];
"""


@contextlib.contextmanager
def display() -> Iterator[str]:
    """The name of a display without a screen: Xvfb chooses one that is free, and says which."""
    heard, said = os.pipe()
    command = [_program("Xvfb"), "-displayfd", str(said), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[said], stderr=subprocess.DEVNULL) as running, os.fdopen(heard) as told:
        os.close(said)
        try:
            yield f":{told.readline().strip()}"
        finally:
            running.terminate()


@contextlib.contextmanager
def webkit() -> Iterator[Window]:
    """WebKit's window.  Raises where none is installed: see webkit.sh."""
    options = Options()
    options.page_load_strategy = "none"  # what goes wrong while a page loads is heard, too
    with display() as name:
        surroundings = {**os.environ, "DISPLAY": name, **PLAIN}
        service = Service(_program("WebKitWebDriver"), env=surroundings)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of Selenium, about itself
            driver = WebKitGTK(options=options, service=service)
        try:
            driver.set_window_size(*SIZE)
            yield Window(driver)
        finally:
            driver.quit()


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise RuntimeError(f"{name} is not installed: sh tests/webkit.sh")
    return found


class Window:
    """What WebKit shows.  ``ask(script, …)`` runs JavaScript and says what it returns."""

    def __init__(self, driver: WebKitGTK):
        self.driver = driver
        self.ask = driver.execute_script

    def open(self, address: str) -> None:
        """Go there and wait until the page is complete and stands still."""
        self.driver.get("about:blank")  # what is heard is of the new page
        self.driver.get(address)
        self.until(HEAR, address)
        if waiting := self.until(STANDS)[0]:
            raise TimeoutError(f"the page is not complete after {LIMIT} s: waiting {waiting}; {self.wrong()}")

    def until(self, script: str, *given: Any) -> Any:
        """What the script says, as soon as that is something."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            with contextlib.suppress(NoSuchFrameException):  # another document comes just then
                if said := self.ask(script, *given):
                    return said
            time.sleep(LOOK_S)
        raise TimeoutError(f"not within {LIMIT} s: {script}")

    def wrong(self) -> list[str]:
        """Every error of the page since it was opened, and the text of every error box."""
        return self.ask(WRONG)

    def hand(self, *deeds: str | tuple[float, float]) -> None:
        """The mouse: it is taken to places, ``DOWN`` and ``UP``."""
        builder = ActionBuilder(self.driver, duration=10)
        for deed in deeds:
            if deed == DOWN:
                builder.pointer_action.pointer_down()
            elif deed == UP:
                builder.pointer_action.pointer_up()
            else:
                builder.pointer_action.move_to_location(*map(int, deed))
        builder.perform()

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()
