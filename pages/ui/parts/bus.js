// @ts-check
// What the parts of a page share: the bus, window.downhillBus.  A page that outlives its server may come to hold a newer
// script of the parts beside the older one; there is one bus all the same, made by whichever part comes first.

import { Focus } from "./focus.js";
import { fetchAgain } from "./images.js";

/** @import { Bar } from "./focus.js" */

/** @typedef {{ downhillBus?: Bus, downhillFailed?: EventTarget[] }} Holder */

const CALM_MS = 200; // without a change, before every chart is told once more
const FORM = "form.vega-bindings";
const holder = /** @type {Holder} */ (/** @type {unknown} */ (window));

/**
 * @param {Node} node
 * @returns {boolean} whether a chart's inputs have come with it
 */
function brings(node) {
  return node instanceof Element && (node.closest(FORM) ?? node.querySelector(FORM)) !== null;
}

class Bus extends EventTarget {
  /**
   * t: the frame shown · r: the member of the family shown · home: the member Python has committed to · any other name
   * that a part claims: where that part stands · null: nobody's.
   *
   * @type {Record<string, number | null>}
   */
  state = { t: null, r: null, home: null };
  /**
   * Parameter → the part that drives it.
   *
   * @type {Record<string, object | null>}
   */
  owner = {};
  /**
   * What is told as a text, several numbers in one: a chart is drawn once for all of them.
   *
   * @type {Record<string, string>}
   */
  texts = {};
  #style = document.createElement("style");
  #frame = 0;
  #calm = 0;
  /** @type {Set<HTMLInputElement>} */
  #fed = new Set();
  /** Whoever works with keys is always somewhere, also between two pages. */
  focus = new Focus(() => /** @type {Bar | null} */ (this.owner.t ?? null));

  constructor() {
    super();
    document.head.append(this.#style);
    document.addEventListener("error", fetchAgain, { capture: true }); // no error of an image bubbles
    for (const target of holder.downhillFailed ?? []) fetchAgain({ target }); // before the parts were there: see script.py
    // A chart that arrives late or is rebuilt brings new inputs: they are fed before the browser paints them.
    const seen = (/** @type {MutationRecord[]} */ changes) => {
      if (changes.some((change) => [...change.addedNodes].some(brings))) this.dispatchEvent(new Event("arrival"));
      this.feed();
    };
    new MutationObserver(seen).observe(document.body, { childList: true, subtree: true });
  }

  /**
   * Whoever claims a name last drives it: the bar of a page that is going away must not fight the one that came.
   *
   * @param {string} name
   * @param {object} part
   * @returns {void}
   */
  claim(name, part) {
    const known = name in this.owner;
    this.owner[name] = part;
    if (!known) this.hide();
  }

  /**
   * @param {string} name
   * @param {object} part nothing happens where another drives it by now
   * @returns {void}
   */
  release(name, part) {
    if (this.owner[name] !== part) return;
    this.owner[name] = null;
    this.set(name === "r" ? { r: null, home: null } : { [name]: null });
  }

  /**
   * Vega's own inputs for our parameters are not seen, nor a form that has no others.
   *
   * @returns {void}
   */
  hide() {
    const inputs = Object.keys(this.owner).map((name) => `[name="${name}"]`);
    const ours = `:has(input:is(${inputs}))`;
    this.#style.textContent = `form.vega-bindings ${ours}, form.vega-bindings${ours}:not(:has(input:not(${inputs})))
      { display: none !important }
      [class*="handle_"] path { cursor: ew-resize }
      svg:has([class*="handle_"]) { touch-action: pan-y; user-select: none; -webkit-user-select: none }
      [class*="grip_"] path { cursor: grab }
      svg:has([class*="plane_points"]) { touch-action: manipulation }
      [data-downhill-editing] svg:has([class*="plane_points"]) { cursor: crosshair !important }
      [data-downhill-editing] [class*="grip_points"] path { cursor: pointer }
      svg:has([class*="grip_"]) { user-select: none; -webkit-user-select: none }`;
  }

  /**
   * Remember; charts and listeners hear of it at most once per animation frame.
   *
   * @param {Record<string, number | null>} change
   * @returns {void}
   */
  set(change) {
    Object.assign(this.state, change);
    this.#soon();
  }

  /**
   * As set, for a text.
   *
   * @param {string} name
   * @param {string} text
   * @returns {void}
   */
  tell(name, text) {
    this.texts[name] = text;
    this.#soon();
  }

  /** @returns {void} */
  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.feed();
      this.dispatchEvent(new Event("change"));
    });
  }

  /**
   * Give its parameters to every chart whose bound input differs.  Vega names the input after the parameter.
   *
   * @returns {void}
   */
  feed() {
    for (const name of Object.keys(this.owner)) {
      const given = this.texts[name] ?? this.state[name] ?? null;
      if (given === null) continue;
      const inputs = document.querySelectorAll(`form.vega-bindings input[name="${name}"]`);
      for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (inputs)) {
        // a range input clamps what it is given: compare with that, or a short chart would be fed for ever
        const value = typeof given === "string" ? given : String(Math.min(given, input.max === "" ? Infinity : Number(input.max)));
        if (input.value === value) continue;
        input.value = value;
        this.#hand(input);
      }
    }
  }

  /**
   * A chart compares what it is given with what it shows, not with what it is about to show: a change that is taken
   * back while it draws would be lost.  So once nothing changes any more, it is given the last once more.
   *
   * @param {HTMLInputElement} input
   * @returns {void}
   */
  #hand(input) {
    const give = (/** @type {HTMLInputElement} */ to) => to.dispatchEvent(new Event("input", { bubbles: true }));
    give(input);
    this.#fed.add(input);
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      this.#fed.forEach(give);
      this.#fed.clear();
    }, CALM_MS);
  }
}

// Not window.downhill: the heading "Downhill" has that id, and browsers make ids names on window.
export const bus = (holder.downhillBus ??= new Bus());
