// @ts-check
// The bands of the stack, in the hand: one that is made taller or flatter has another weight on its way into the fit.

import { blocks } from "./forward.js";
import { Hand } from "./hand.js";

/** @import { Plot } from "./stack.js" */
/** @typedef {{ unit: number, from: Float64Array, to: Float64Array, a: Float64Array }} Band a unit of the last hidden layer, and what it says along x */
/** @typedef {{ frame: number, unit: number, weight: number }} Held */

const LEAST_GRIP = 0.15; // of the most that a unit says anywhere: where it says less its band cannot be held
const SLACK_PX = 3; // around a band
const KEY_TURNS = 25; // of a key, from 0 to the largest of these weights

/** @extends {Hand<Held>} */
export class Bands extends Hand {
  /** @type {Band[]} */
  all = []; // as they were painted, the topmost last
  #grip = { weight: 0, y: 0, a: 1 }; // where it was taken: its weight, the height there, and what the unit says there

  /**
   * Where the weight of a unit on its way into the fit stands among all.
   *
   * @param {number} unit
   * @returns {number}
   */
  #place(unit) {
    const { sizes } = this.model, last = sizes.length - 2;
    return blocks(sizes)[last] + unit * sizes[last + 1];
  }

  /**
   * The weights shown: those of the frame, with that of the band that is held.
   *
   * @param {number} frame
   * @returns {Float64Array}
   */
  weights(frame) {
    const theta = this.at(frame);
    if (this.held) theta[this.#place(this.held.unit)] = this.held.weight;
    return theta;
  }

  /**
   * @param {PointerEvent} event
   * @returns {Band | undefined} the one that can be held there
   */
  under({ offsetX, offsetY }) {
    const { plot, model } = this;
    if (!plot || !model.weighs) return undefined;
    const p = this.#nearest(plot.back(offsetX)), slack = Math.abs(plot.up(SLACK_PX) - plot.up(0)), y = plot.up(offsetY);
    return this.all.findLast(({ from, to, a }) => {
      const [low, high] = [Math.min(from[p], to[p]), Math.max(from[p], to[p])];
      return low < high && y >= low - slack && y <= high + slack && Math.abs(a[p]) >= LEAST_GRIP * Math.max(...a.map(Math.abs));
    });
  }

  /**
   * @param {number} x
   * @returns {number} the index of the place along x that is nearest
   */
  #nearest(x) {
    const { across } = this.model, last = across.length - 1;
    return Math.min(Math.max(Math.round(((x - across[0]) / (across[last] - across[0])) * last), 0), last);
  }

  /**
   * @param {PointerEvent} event
   * @param {Band} band
   * @param {number} frame
   * @returns {void}
   */
  hold(event, { unit, a }, frame) {
    const plot = /** @type {Plot} */ (this.plot), weight = this.weights(frame)[this.#place(unit)];
    this.take(event, { frame, unit, weight });
    this.#grip = { weight, y: plot.up(event.offsetY), a: a[this.#nearest(plot.back(event.offsetX))] };
    this.draw();
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  drag({ offsetY }) {
    if (!this.held || !this.plot) return;
    const { weight, y, a } = this.#grip;
    this.held.weight = weight + (this.plot.up(offsetY) - y) / a;
    this.move();
    this.draw();
  }

  /**
   * Plus and minus turn the weight of a unit of the last hidden layer.
   *
   * @param {KeyboardEvent} event
   * @param {{ layer: number, unit: number } | null} chosen
   * @param {number} frame
   * @returns {void}
   */
  key(event, chosen, frame) {
    const turn = { "+": 1, "=": 1, "-": -1, "−": -1 }[event.key], { sizes, weighs } = this.model;
    if (!turn || !weighs || chosen?.layer !== sizes.length - 2 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const { unit } = chosen, theta = this.weights(frame), all = Array.from({ length: sizes[chosen.layer] }, (_, one) => theta[this.#place(one)]);
    if (this.held && this.held.unit !== unit) this.drop();
    this.held ??= { frame, unit, weight: all[unit] };
    this.held.weight += (turn / KEY_TURNS) * (Math.max(...all.map(Math.abs)) || 1);
    this.nudge();
    this.draw();
  }
}
