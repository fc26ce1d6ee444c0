// @ts-check
// A slider over stops that are all in the browser already: what the strip of rates and the dial have in common.  Mouse,
// touch and keys show another stop and nothing is sent; on release, a moment after the last key, or on leaving, Python
// hears of it: once.

import { bus } from "./bus.js";
import { Part } from "./part.js";
import { TypedNumber } from "./typed_number.js";
import { keyed, resumed } from "./stops.js";

/** @import { Root } from "./part.js" */
/** @import { Say } from "./outbox.js" */

const PATIENCE_MS = 250; // after the last key

/** A kind of slider reads name, values, order, home and leap from its data, and has nearest(fraction) and commit(value). */
export class StopSlider extends Part {
  name = ""; // its parameter of the bus
  /** @type {number[]} */
  values = []; // of the stops
  /** @type {number[]} */
  order = []; // the stops from the lowest value up
  home = 0; // the stop Python has committed to
  leap = 1; // how many stops Page Up moves
  /** @type {number | undefined} */
  index; // the stop shown, one of order once the data have been claimed
  held = false; // a pointer is down, or a key has moved it and this is not yet committed
  /** @type {number | null} */
  #pointer = null;
  /** @type {Element | null} */
  #area = null; // what the pointer moves along
  /** @type {DOMRect | null} */
  #box = null; // where that is, as long as nothing moves it: to ask at every move makes the browser lay the page out
  #waiting = 0;
  /** @type {Say} */
  say = () => {}; // to Python

  /** @param {Root} root */
  constructor(root) {
    super(root);
    const slider = this.$("[role=slider]");
    const mine = (/** @type {(event: PointerEvent) => void} */ act) => (/** @type {PointerEvent} */ event) =>
      event.pointerId === this.#pointer && act(event);
    this.on(slider, "pointerdown", (event) => this.grab(event, this.$(".along")));
    this.on(slider, "keydown", (event) => this.key(event));
    // words here cannot be selected, so WebKit would select from the next that can: half the page, as the pointer goes down
    for (const tree of [root, document]) this.on(tree, "selectstart", (event) => this.#pointer !== null && event.preventDefault());
    const byKey = (/** @type {() => void} */ act) => () => this.held && this.#pointer === null && act();
    this.on(slider, "keyup", byKey(() => this.wait()));
    this.on(slider, "blur", byKey(() => this.release()));
    this.typed = new TypedNumber(this, this.$(".typed"), this.$(".reason"), (text) => this.say("typed", text));
    this.on(window, "pointermove", mine((event) => this.show(this.under(event))));
    this.on(window, "pointerup", mine(() => this.release()));
    for (const moved of ["scroll", "resize"]) this.on(window, moved, () => (this.#box = null), { capture: true });
    this.on(window, "pointercancel", mine(() => this.cancel())); // the finger went on to scroll the page
  }

  /**
   * Python has spoken: what is held stays where it is, if there is such a stop among the new ones.
   *
   * @returns {void}
   */
  claim() {
    bus.claim(this.name, this);
    this.index = resumed(this.index, this.order, this.home, this.held);
    bus.set({ [this.name]: this.index });
  }

  /** @returns {void} */
  stop() {
    clearTimeout(this.#waiting);
    super.stop();
    bus.release(this.name, this);
  }

  /**
   * The stop at a fraction of the way along.
   *
   * @param {number} fraction
   * @returns {number}
   */
  nearest(fraction) {
    throw new Error(`no kind of slider: where is ${fraction}?`);
  }

  /**
   * Tell Python.
   *
   * @param {number} value
   * @returns {void}
   */
  commit(value) {
    throw new Error(`no kind of slider: who hears of ${value}?`);
  }

  /**
   * For a screen reader: the stop's place among the stops, which is sane on every scale, and the words for it.
   *
   * @param {string} words
   * @returns {void}
   */
  tell(words) {
    const slider = this.$("[role=slider]");
    slider.ariaValueMin = "0";
    slider.ariaValueMax = String(this.order.length - 1);
    slider.ariaValueNow = String(this.order.indexOf(this.index ?? this.home));
    slider.ariaValueText = words;
  }

  /**
   * @param {PointerEvent} event
   * @param {Element} area
   * @returns {void}
   */
  grab(event, area) {
    const [target] = event.composedPath();
    if (event.button !== 0 || (target instanceof Element && target.closest(".term"))) return; // a word that is asked about
    clearTimeout(this.#waiting);
    area.setPointerCapture(event.pointerId);
    [this.#pointer, this.#area, this.#box, this.held] = [event.pointerId, area, null, true];
    this.show(this.under(event));
  }

  /**
   * @param {PointerEvent} event
   * @returns {number} the stop under the pointer
   */
  under(event) {
    this.#box ??= /** @type {Element} */ (this.#area).getBoundingClientRect();
    return this.nearest((event.clientX - this.#box.left) / this.#box.width);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    if (event.key === "Escape" && this.held) return this.cancel();
    const target = keyed(event.key, this.order, this.index ?? this.home, this.leap);
    if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    clearTimeout(this.#waiting);
    this.held = true;
    this.show(target);
  }

  /** @returns {void} */
  wait() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.release(), PATIENCE_MS);
  }

  /**
   * @param {number} index
   * @returns {void}
   */
  show(index) {
    this.typed.read(null); // moved by hand: what was typed in vain is forgotten
    this.index = index;
    bus.set({ [this.name]: index });
  }

  /** @returns {void} */
  release() {
    this.let();
    this.draw();
    if (this.index !== undefined && this.index !== this.home) this.commit(this.values[this.index]);
  }

  /** @returns {void} */
  cancel() {
    this.let();
    this.show(this.home);
  }

  /** @returns {void} */
  let() {
    clearTimeout(this.#waiting);
    [this.#pointer, this.#area, this.held] = [null, null, false];
  }
}
