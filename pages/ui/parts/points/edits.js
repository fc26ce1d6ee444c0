// @ts-check
// Points that are added and taken away: whether a press asks for it, and what is said about it.  Nothing here draws.

import { pointer } from "./places.js";
import { Taps } from "./taps.js";

/** @import { Pair } from "./line.js" */

const TAP_PX = 10; // a finger that moves less has tapped
export const CLICK_PX = 4; // and a mouse that moves less has clicked
const HINT = "to add a point, or on a point to remove it.";

export class Edits {
  editing = false; // a single click adds a point or takes one away
  #hint = ""; // said besides, until something else is done
  #taps = new Taps();

  /**
   * @param {boolean} editing
   * @returns {void}
   */
  arm(editing) {
    this.editing = editing;
    this.#taps.forget();
    this.#hint = "";
  }

  /**
   * @param {PointerEvent} event on the picture of the points
   * @returns {void}
   */
  press(event) {
    this.#taps.press(event.pointerId, pointer(event));
  }

  /** @returns {void} */
  cancel() {
    this.#taps.cancel();
  }

  /**
   * Of two presses that have not moved the second one asks for an edit; while points are edited the first.
   *
   * @param {PointerEvent} event
   * @returns {boolean}
   */
  asked(event) {
    const still = event.pointerType === "mouse" ? CLICK_PX : TAP_PX;
    const tapped = this.#taps.release(event.pointerId, pointer(event), event.timeStamp, still);
    return tapped === (this.editing ? "once" : "twice");
  }

  /**
   * Whether there may be so many points; if not, it is said why.
   *
   * @param {number} count
   * @param {Pair} limits
   * @returns {boolean}
   */
  allow(count, [fewest, most]) {
    this.#hint = count > most ? `There are ${most} points, as many as a link carries: remove one first.`
      : count < fewest ? `A line needs ${fewest} points: these stay.` : "";
    return this.#hint === "";
  }

  /**
   * @param {boolean} coarse whether a finger points
   * @returns {string} what is said now
   */
  words(coarse) {
    return this.#hint || (this.editing ? `${coarse ? "Tap" : "Click"} ${HINT}` : "");
  }
}
