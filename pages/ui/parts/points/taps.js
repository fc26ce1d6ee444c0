// @ts-check
// What a press and its release were: a tap, the second of two, or neither.  Nothing here draws or listens.

import { apart } from "./places.js";

/** @import { Pair } from "./line.js" */

const TWICE_PX = 24; // two taps so near to each other,
const TWICE_MS = 400; // and so soon after one another, are one double tap

/** Of one picture's presses those that are taps. */
export class Taps {
  /** @type {{ id: number, at: Pair } | null} */
  #pressed = null;
  /** @type {{ at: Pair, time: number } | null} */
  #last = null;

  /**
   * @param {number} id of the pointer
   * @param {Pair} at px
   * @returns {void}
   */
  press(id, at) {
    this.#pressed = { id, at };
  }

  /**
   * What was pressed is no tap: the page scrolled under the finger.
   *
   * @returns {void}
   */
  cancel() {
    this.#pressed = null;
  }

  /**
   * The next tap is the first one.
   *
   * @returns {void}
   */
  forget() {
    this.#last = null;
  }

  /**
   * @param {number} id of the pointer
   * @param {Pair} at px
   * @param {number} time ms
   * @param {number} still px: who moved as far as that has dragged
   * @returns {"" | "once" | "twice"}
   */
  release(id, at, time, still) {
    const pressed = this.#pressed;
    if (pressed?.id !== id) return "";
    this.#pressed = null;
    if (apart(pressed.at, at) >= still) return "";
    const last = this.#last;
    const twice = last !== null && time - last.time < TWICE_MS && apart(last.at, at) < TWICE_PX;
    this.#last = twice ? null : { at, time };
    return twice ? "twice" : "once";
  }
}
