"""How the parts' JavaScript reaches the browser: as one file with an address of its own, fetched once and kept.

Streamlit sends a part's script with every message about that part, though only its data have changed: 20 to 30 kB a
part, half of what a page weighed on the wire.  So what is sent is a loader of a few lines, and the script is served
beside the app.  Its address holds a hash of what is in it: a browser may keep it for good, and asks anew when it has
changed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pages.ui.asgi import KEPT_FOR_GOOD, NOT_KEPT, Message, Receive, Send, Served, answer
from pages.ui.parts.bundle import bundled

FOLDER = Path(__file__).parent
SCRIPT = bundled([file.with_suffix(".js") for file in sorted(FOLDER.glob("*/*.html"))], FOLDER).encode()
SCRIPT_NAME = f"parts-{hashlib.sha256(SCRIPT).hexdigest()[:12]}.js"
FAILED_EARLY = "window.downhillBus || (window.downhillFailed ??= []).push(event.target)"  # see bus.js
PRELOAD = (
    f'<link rel="modulepreload" href="{SCRIPT_NAME}">'
    f'<script>addEventListener("error", (event) => {FAILED_EARLY}, true)</script>'
)
SCRIPT_PATH = re.compile(r"/parts-(\w+)\.js$")  # whatever the app's own path
ATTEMPTS = 4  # to fetch it, should the network fail for a moment

# It waits for nothing itself: WebKit takes a module that does for ready as soon as it is asked for a second time.
LOADER = """const place = new URL("%s", document.baseURI).href;
const fetched = turn => import(turn ? `${place}?${turn}` : place).catch(async error => {
    if (turn + 1 === %d) throw error;
    await new Promise(next => setTimeout(next, 500 << turn));
    return fetched(turn + 1);
});
let part;
const coming = fetched(0).then(all => { part = all.part("%s"); });
const missing = ({ parentElement }) => {
    if (window.downhillMissing) return;
    const words = window.downhillMissing = document.createElement("p");
    Object.assign(words, { role: "alert", textContent: "A part of this page has not come: reload it." });
    parentElement.append(words);
};
export default component => {
    if (part) return part(component);
    let end, over = false;
    coming.then(() => { if (!over) end = part(component); }, () => over || missing(component));
    return () => { over = true; end?.(); };
};
"""


def loader(name: str) -> str:
    """The script of a part, for Streamlit: it fetches the one script of all parts, and takes its own from there."""
    return LOADER % (SCRIPT_NAME, ATTEMPTS, f"{name}/{name}.js")


class Script:
    """ASGI middleware that serves the script.

    Who asks by another hash, from a page that an older server sent, is given the one there is, not to be kept.
    """

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or not (asked := SCRIPT_PATH.search(scope["path"])):
            return await self.app(scope, receive, send)
        kept = KEPT_FOR_GOOD if asked[0] == f"/{SCRIPT_NAME}" else NOT_KEPT
        await answer(scope, send, SCRIPT, b"text/javascript; charset=utf-8", kept)
