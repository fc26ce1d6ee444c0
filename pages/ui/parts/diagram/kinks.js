// @ts-check
// The kinks of a single hidden layer, in the hand: a pointer drags one, or keys choose and move it, and it is dropped.

import { Hand } from "./hand.js";

/** @import { Kink } from "./forward.js" */
/** @typedef {{ frame: number, unit: number, x: number }} Held */

const HAND_PX = 14; // a kink is held from so far away
const KEY_STEPS = 200; // of a key, from one end of the picture to the other

/** @extends {Hand<Held>} */
export class Kinks extends Hand {
  /** @type {Kink[]} */
  all = []; // as they were painted
  /** @type {number | null} */
  picked = null; // the unit whose kink the keys move

  /**
   * The weights shown: those of the frame, with the kink where it is held.
   *
   * @param {number} frame
   * @returns {Float64Array}
   */
  weights(frame) {
    const theta = this.at(frame);
    if (this.held) theta[this.model.sizes[1] + this.held.unit] = -theta[this.held.unit] * this.held.x;
    return theta;
  }

  /** @returns {Kink | undefined} the one that keys move just now */
  get moving() {
    const { activeElement } = /** @type {Document | ShadowRoot} */ (this.canvas.getRootNode());
    return activeElement === this.canvas ? this.all.find(({ layer, unit }) => layer === 0 && unit === this.picked) : undefined;
  }

  // --- by a pointer ---------------------------------------------------------------------------------------------------

  /**
   * @param {PointerEvent} event
   * @returns {Kink | null} the one that can be held there
   */
  #reached(event) {
    const { plot, all, model } = this;
    if (!plot || !model.holds || event.offsetY < plot.foot - 3 * HAND_PX) return null;
    const away = (/** @type {Kink} */ kink) => Math.abs(plot.x(kink.x) - event.offsetX);
    const best = all.reduce((best, kink) => (best && away(best) <= away(kink) ? best : kink), /** @type {Kink | null} */ (null));
    return best && away(best) <= HAND_PX ? best : null;
  }

  /**
   * @param {PointerEvent} event
   * @param {number} frame
   * @returns {boolean} whether one is in the hand now
   */
  hold(event, frame) {
    const kink = event.button === 0 && this.#reached(event);
    if (kink) this.take(event, { frame, unit: kink.unit, x: kink.x });
    return Boolean(kink);
  }

  /**
   * @param {PointerEvent} event
   * @returns {boolean} whether there is one in the hand, or could be
   */
  drag(event) {
    if (!this.held || !this.dragging || !this.plot) return this.#reached(event) !== null;
    const { across } = this.model;
    this.held.x = Math.min(Math.max(this.plot.back(event.offsetX), across[0]), across[across.length - 1]);
    this.move();
    this.draw();
    return true;
  }

  // --- by keys --------------------------------------------------------------------------------------------------------

  /**
   * The kinks that keys and hands move, from left to right.
   *
   * @returns {Kink[]}
   */
  #row() {
    return this.model.holds ? this.all.filter(({ layer }) => layer === 0).toSorted((a, b) => a.x - b.x) : [];
  }

  /**
   * The kink of a unit is the one that keys move; where it has none on the picture, the first is.
   *
   * @param {number | null} unit
   * @returns {void}
   */
  pick(unit) {
    const row = this.#row();
    this.picked = (row.find((kink) => kink.unit === unit) ?? row[0])?.unit ?? null;
    this.draw();
  }

  /** @returns {void} */
  leave() {
    super.leave();
    this.draw();
  }

  /**
   * Up and down choose a kink, left and right move it; it is dropped a moment after the last key.
   *
   * @param {KeyboardEvent} event
   * @param {number} frame
   * @returns {void}
   */
  key(event, frame) {
    const row = this.#row(), { key } = event, sideways = { ArrowLeft: -1, ArrowRight: 1 }[key], step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (!row.length || !(sideways || step) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // and so the bar leaves it alone
    const at = Math.max(0, row.findIndex((kink) => kink.unit === this.picked)), { across } = this.model;
    if (step) {
      if (this.byKeys) this.drop();
      return this.pick(row[Math.min(Math.max(at + step, 0), row.length - 1)].unit);
    }
    const ends = [across[0], across[across.length - 1]], far = ((ends[1] - ends[0]) / KEY_STEPS) * (event.shiftKey ? 10 : 1);
    this.held ??= { frame, unit: row[at].unit, x: row[at].x };
    this.held.x = Math.min(Math.max(this.held.x + (sideways ?? 0) * far, ends[0]), ends[1]);
    this.picked = this.held.unit;
    this.nudge();
    this.draw();
  }
}
