// @ts-check
// The arrow keys in a number box press its buttons.

import { Part, mounted } from "../part.js";

/** @import { Root } from "../part.js" */

const BOX = '[class*="st-key-number-"]'; // as Streamlit writes the key "number.…" of a container
const REPEAT_MS = 120; // between two steps while a key is held: each is a rerun
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 0, ArrowUp: 1 }; // which of the box's buttons

class Arrows extends Part {
  #then = -Infinity;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.vanish();
    this.on(document, "keydown", (event) => this.key(event));
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    const input = /** @type {HTMLElement} */ (event.target);
    if (!(event.key in STEPS) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!(input instanceof HTMLInputElement) || !input.closest(BOX)) return;
    event.preventDefault(); // the caret stays where it is
    if (event.repeat && event.timeStamp - this.#then < REPEAT_MS) return;
    this.#then = event.timeStamp;
    input.blur(); // Streamlit takes what has been typed
    buttonsOf(input)[STEPS[event.key]]?.click();
    input.focus();
  }
}

/**
 * The buttons of the number box around an input, "−" and "+": those in sight, as Streamlit draws a button that has a
 * help text twice, for a pointer and for a finger.
 *
 * @param {Element} input
 * @returns {HTMLButtonElement[]}
 */
function buttonsOf(input) {
  for (let box = input.closest(BOX); box; box = box.parentElement?.closest(BOX) ?? null) {
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (box.querySelectorAll("[data-testid=stButton] button"));
    if (buttons.length) return [...buttons].filter((button) => button.getClientRects().length > 0);
  }
  return [];
}

export default mounted(Arrows);
