// @ts-check
// Where a piece of the library that draws the page has not come, for the network failed for a moment: of a first visit's
// hundred files one.  A browser does not ask for a module twice, and every chart was an error for good.  So all is asked
// for once more, at an address that says where the page stands; who has begun to do something, or to write, comes to rest
// first.  Where it is in vain, the line that says that the page is on its way says so.

const FRAMED = "The page around this one forbids it to work: the sandbox of its frame needs allow-same-origin. By itself it is at ";
const LOST = "A part of this page has not come: reload it.";
const ATTEMPTS = 4; // to reach the server, before the page is given up for a page of the browser's own
const LIBRARY = "/static/"; // what an extension of the browser brings along is none of it
const HANDS = ["pointerdown", "pointermove", "keydown"];
const REST_MS = 2000; // without hands
const ONCE_IN_MS = 60_000;
const WRITES = "textarea, input:not([type=range], [type=radio], [type=checkbox])";

const [opened] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
let touched = -REST_MS;

for (const hand of HANDS) addEventListener(hand, () => (touched = performance.now()), { capture: true, passive: true });
addEventListener("error", ({ target }) => draws(target) && missing(), true);
addEventListener("vite:preloadError", missing); // as the library calls it where it asks for a piece later

/** @returns {boolean} whether the page may be loaded once more: it is not a moment since it was */
function may() {
  return origin !== "null" && (opened?.type !== "reload" || performance.now() > ONCE_IN_MS);
}

/** @returns {boolean} */
function rests() {
  return performance.now() - touched >= REST_MS && !document.activeElement?.matches(WRITES);
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether it is a script or a style of the library, which a page cannot be without
 */
function draws(target) {
  if (target instanceof HTMLScriptElement) return target.src.includes(LIBRARY);
  return target instanceof HTMLLinkElement && target.rel === "stylesheet" && target.href.includes(LIBRARY);
}

/** @returns {Promise<void>} */
async function missing() {
  for (let turn = 0; may() && turn < ATTEMPTS; turn += 1) {
    await pause(250 << turn);
    const there = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    while (there && !rests()) await pause(250);
    if (there) return location.reload();
  }
  if (document.readyState === "loading") return addEventListener("DOMContentLoaded", missing);
  const line = document.querySelector(".coming");
  if (line) line.textContent = origin === "null" ? FRAMED + location.href : LOST;
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
function pause(ms) {
  return new Promise((next) => setTimeout(next, ms));
}
