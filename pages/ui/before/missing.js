// @ts-check
// Where the library that draws the page cannot come, the line that says that it is on its way says so.

const FRAMED = "The page around this one forbids it to work: the sandbox of its frame needs allow-same-origin. By itself it is at ";
const LOST = "A part of this page has not come: reload it.";

addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && missing(), true);

/** @returns {void} */
function missing() {
  if (document.readyState === "loading") return addEventListener("DOMContentLoaded", missing);
  const line = document.querySelector(".coming");
  if (line) line.textContent = origin === "null" ? FRAMED + location.href : LOST;
}
