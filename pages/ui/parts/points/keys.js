// @ts-check
// What keys do with the handles: they move them, choose another of the points, add one and take one away.

import { made } from "../part.js";
import { handlesOf, keyed } from "./handles.js";

/** @import { Hand } from "./points.js" */
/** @import { HandData, Held, Kind } from "./standing.js" */

const PATIENCE_MS = 250; // after the last key
const EDIT_KEYS = ["Delete", "Backspace", "+", "Insert"];

export class Keys {
  focused = false; // whether they move points
  point = 0; // which point they move
  #waiting = 0;
  #hand;

  /** @param {Hand} hand */
  constructor(hand) {
    this.#hand = hand;
  }

  /**
   * The handles in this place; what has the focus keeps it.
   *
   * @param {HTMLElement} place
   * @param {HandData} data
   * @returns {void}
   */
  build(place, data) {
    const handles = handlesOf(data);
    const names = handles.map(({ kind, index }) => `${kind} ${index}`);
    const there = /** @type {HTMLElement[]} */ ([...place.children]).map((handle) => handle.dataset.name);
    if (names.join() === there.join()) return;
    place.replaceChildren(...handles.map(({ kind, index }) => this.#handle(kind, index)));
  }

  /**
   * What a handle moves by now: that of the points moves the chosen one.
   *
   * @param {Kind} kind
   * @param {number} index
   * @returns {Held}
   */
  moves(kind, index) {
    return { kind, index: kind === "points" ? this.point : index };
  }

  /**
   * What keys have moved waits no longer to be told.
   *
   * @returns {void}
   */
  rest() {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
  }

  /**
   * @param {Kind} kind
   * @param {number} index
   * @returns {HTMLElement}
   */
  #handle(kind, index) {
    const handle = made("div", kind === "ends" ? "handle" : "handle quiet"), hand = this.#hand;
    handle.tabIndex = 0;
    handle.dataset.name = `${kind} ${index}`;
    handle.role = "slider";
    hand.on(handle, "keydown", (event) => this.#key(event, this.moves(kind, index)));
    hand.on(handle, "keyup", () => this.#wait());
    hand.on(handle, "blur", () => hand.settle());
    if (kind !== "points") return handle;
    hand.on(handle, "focus", () => this.#focus(true));
    hand.on(handle, "blur", () => this.#focus(false));
    return handle;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Held} handle
   * @returns {void}
   */
  #key(event, handle) {
    const { key } = event, hand = this.#hand, { standing } = hand, { at, limits } = standing.data;
    if (event.ctrlKey || event.altKey || event.metaKey || hand.grasped) return;
    if (key === "Escape" && standing.held) return hand.cancel();
    if (handle.kind === "points" && (key === "," || key === ".")) return this.#choose(key === "." ? 1 : -1);
    if (handle.kind === "points" && limits && EDIT_KEYS.includes(key)) return this.#edit(event);
    const to = keyed(standing, handle, key);
    if (!to) return;
    event.preventDefault();
    clearTimeout(this.#waiting);
    standing.move(handle, to, at);
    hand.tell();
  }

  /**
   * The chosen point is taken away, or one more is put in the middle of the picture, where the arrows move it on.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  #edit(event) {
    event.preventDefault();
    if (event.key === "Delete" || event.key === "Backspace") return this.#hand.remove(this.point);
    const { x, y } = this.#hand.standing.data.planes;
    this.#hand.add([(x[0] + x[1]) / 2, (y[0] + y[1]) / 2]);
  }

  /**
   * Another of the points is the one that keys move.
   *
   * @param {number} by
   * @returns {void}
   */
  #choose(by) {
    this.#hand.settle();
    const { length } = this.#hand.standing.points;
    this.point = (this.point + by + length) % length;
    this.#hand.tell();
    this.#hand.draw();
  }

  /** @returns {void} */
  #wait() {
    clearTimeout(this.#waiting);
    if (this.#hand.standing.held) this.#waiting = setTimeout(() => this.#hand.settle(), PATIENCE_MS);
  }

  /**
   * The point that keys move is marked in the charts.
   *
   * @param {boolean} focused
   * @returns {void}
   */
  #focus(focused) {
    this.focused = focused;
    this.#hand.tell();
  }
}
