// @ts-check
// Something of the network in the hand: a pointer takes it, or keys, which drop it a moment after the last of them.

import { weightsAt } from "./model.js";

/** @import { Model } from "./model.js" */
/** @import { Plot } from "./stack.js" */

const DROP_MS = 400; // after the last key

/** @template {{ frame: number }} Held what is held, of the weights at a frame */
export class Hand {
  /** @type {Model} */
  model = /** @type {any} */ (null);
  /** @type {Held | null} */
  held = null; // until what was asked for with it has come
  /** @type {Plot | null} */
  plot = null; // where it was painted
  #dragging = false;
  #moved = false;
  #dropping = 0; // the timer after the last key
  #say;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} draw
   * @param {(held: Held) => void} say that something was moved, and dropped
   */
  constructor(canvas, draw, say) {
    this.canvas = canvas;
    this.draw = draw;
    this.#say = say;
  }

  /**
   * @param {Model} model
   * @param {boolean} can whether anything can be held
   * @returns {void}
   */
  read(model, can) {
    if (!(this.#dragging || this.#dropping) || !can) this.held = null; // what is in the hand stays in it
    this.model = model;
  }

  /** @returns {void} */
  stop() {
    clearTimeout(this.#dropping);
  }

  /** @returns {boolean} whether keys have moved what is held, and may go on */
  get byKeys() {
    return this.#dropping !== 0;
  }

  /** @returns {boolean} whether a pointer has it */
  get dragging() {
    return this.#dragging;
  }

  /**
   * By a pointer, which the canvas follows from now on.
   *
   * @param {PointerEvent} event
   * @param {Held} held
   * @returns {void}
   */
  take(event, held) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    [this.held, this.#dragging, this.#moved] = [held, true, false];
  }

  /** @returns {void} the pointer has moved what it holds */
  move() {
    this.#moved = true;
  }

  /** @returns {void} a key has moved it, perhaps not the last */
  nudge() {
    this.#moved = true;
    clearTimeout(this.#dropping);
    this.#dropping = setTimeout(() => this.drop(), DROP_MS);
  }

  /** @returns {void} what was merely touched is where it was */
  drop() {
    clearTimeout(this.#dropping);
    const { held } = this, moved = this.#moved;
    [this.#dropping, this.#dragging, this.#moved] = [0, false, false];
    if (held && moved) this.#say(held);
    else if (!moved) this.held = null;
  }

  /** @returns {void} the keys go elsewhere */
  leave() {
    if (this.#dropping) this.drop();
  }

  /**
   * The weights at the frame that is held, or at this one.
   *
   * @param {number} frame
   * @returns {Float64Array}
   */
  at(frame) {
    return weightsAt(this.model, this.held?.frame ?? frame);
  }
}
