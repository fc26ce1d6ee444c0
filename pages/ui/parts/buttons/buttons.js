// @ts-check
// Every press of a button that is counted is told, and the arrow keys in a number box press its buttons.

import { Part, mounted } from "../part.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */

const BOX = '[class*="st-key-number-"]'; // as Streamlit writes the key "number.…" of a container
const REPEAT_MS = 120; // between two steps while a key is held: each is a rerun
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 0, ArrowUp: 1 }; // which of the box's buttons

class Buttons extends Part {
  /** @type {string[]} */
  counted = []; // the classes of what holds them
  /** @type {Say} */
  say = () => {};
  #then = -Infinity;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.vanish();
    this.on(document, "keydown", (event) => this.key(event));
    this.on(document, "click", (event) => this.press(event), { capture: true });
  }

  /**
   * @param {string[]} counted
   * @param {Say} say
   * @returns {void}
   */
  read(counted, say) {
    Object.assign(this, { counted, say });
  }

  /**
   * A press that counts is told here, and not by Streamlit, which would merge it with the next.
   *
   * @param {MouseEvent} event
   * @returns {void}
   */
  press(event) {
    const button = /** @type {Element} */ (event.target).closest?.("[data-testid=stButton] button:enabled");
    const holder = button?.closest('[class*="st-key-"]');
    const name = this.counted.find((each) => holder?.classList.contains(each));
    if (!name) return;
    event.stopPropagation();
    this.say("press", name);
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

export default mounted(Buttons);
