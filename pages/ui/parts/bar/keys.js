// @ts-check
// The keys of the bar: they work anywhere on the page except where they mean something else already.

/** @type {Record<string, string>} */
const BAR_KEYS = { " ": "play", ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last" };
const POPUP = "[role=dialog], [role=listbox], [role=menu]";
const TAKES_SPACE = `button, summary, select, textarea, input:not([type=range]), [contenteditable=true], [role=button], [role=tab], ${POPUP}`;
const TAKES_ARROWS = `input, select, textarea, [contenteditable=true], [role=slider], [role=radio], [role=grid], [role=tab], ${POPUP}`;

/**
 * The button of the bar that a key stands for; "" where it means something else.
 *
 * @param {KeyboardEvent} event
 * @returns {string}
 */
export function meant(event) {
  const target = /** @type {Element} */ (event.composedPath()[0]);
  const taken = event.key === " " ? TAKES_SPACE : TAKES_ARROWS;
  if (!(event.key in BAR_KEYS) || event.defaultPrevented) return "";
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || target.closest?.(taken)) return "";
  return BAR_KEYS[event.key];
}
