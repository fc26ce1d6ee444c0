// @ts-check
// What a pointer takes hold of on the charts: an end of the line, a place on the map or a data point.

import { CLICK_PX } from "./edits.js";
import { apart, inside, nearest, placeIn, plane, pointer } from "./places.js";

/** @import { Pair } from "./line.js" */
/** @import { Hand } from "./points.js" */
/** @import { Held, Kind } from "./standing.js" */
/** @typedef {{ id: number, box: DOMRect, held: Held, from: Pair, moving: boolean }} Taken */

export class Grasp {
  pointed = -1; // the point under the mouse
  /** @type {Taken | null} */
  #taken = null;
  #hand;

  /** @param {Hand} hand */
  constructor(hand) {
    this.#hand = hand;
  }

  /** @returns {boolean} whether anything is held */
  get holds() {
    return this.#taken !== null;
  }

  /**
   * A finger that holds something does not scroll the page: touch-action is nothing to a mark inside an SVG.
   *
   * @param {TouchEvent} event
   * @returns {void}
   */
  keep(event) {
    if (this.#taken && event.touches.length === 1) event.preventDefault();
  }

  /**
   * @param {PointerEvent} event
   * @param {DOMRect | undefined} points where the picture of the points is
   * @param {DOMRect | undefined} map
   * @returns {void}
   */
  press(event, points, map) {
    const sure = event.pointerType === "mouse" || /** @type {Element} */ (event.target).closest("[class*='grip_']") !== null; // a finger elsewhere scrolls
    if (!sure) return;
    if (points) return this.#take(event, points, this.nearest(event, points));
    const start = map && this.#hand.standing.data.holds.includes("place") && inside(pointer(event), map);
    if (start) this.#take(event, map, { kind: "place", index: 0 });
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  move(event) {
    if (this.#taken?.id !== event.pointerId) this.#hover(event);
    else if (event.buttons) this.#drag(event, this.#taken);
    else this.#drop(this.#taken); // let go where nobody heard of it, as outside of the frame that the page is in
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  release(event) {
    if (this.#taken?.id === event.pointerId) this.#drop(this.#taken);
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  cancel(event) {
    if (this.#taken?.id !== event.pointerId) return;
    this.#taken = null;
    this.#hand.cancel();
  }

  /**
   * The handle of the picture of the points that is meant.
   *
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @returns {Held | null}
   */
  nearest(event, box) {
    const { standing } = this.#hand, { data: { holds }, ends, points } = standing;
    const held = (/** @type {Kind} */ kind, /** @type {Pair[]} */ all) => (holds.includes(kind) ? all : []);
    return nearest(pointer(event), box, standing.scales("points"), held("ends", ends), held("points", points));
  }

  /**
   * What the mouse would take hold of is marked before it does.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  #hover(event) {
    const target = /** @type {Element} */ (event.target);
    if (!this.#hand.standing.data.limits || event.pointerType !== "mouse" || this.#taken || !target.closest) return;
    const box = plane(target.closest("svg"), "points");
    const held = box && inside(pointer(event), box) ? this.nearest(event, box) : null;
    const now = held?.kind === "points" ? held.index : -1;
    if (now === this.pointed) return;
    this.pointed = now;
    this.#hand.tell();
  }

  /**
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @param {Held | null} held
   * @returns {void}
   */
  #take(event, box, held) {
    if (!held) return;
    this.#hand.settle();
    this.#taken = { id: event.pointerId, box, held, from: pointer(event), moving: false };
    this.pointed = held.kind === "points" ? held.index : -1;
    if (this.#hand.standing.data.limits) this.#hand.tell();
  }

  /**
   * @param {PointerEvent} event
   * @param {Taken} taken
   * @returns {void}
   */
  #drag(event, taken) {
    if (!taken.moving && apart(pointer(event), taken.from) < CLICK_PX) return;
    taken.moving = true;
    event.preventDefault();
    const { standing } = this.#hand;
    standing.move(taken.held, placeIn(pointer(event), taken.box, standing.scales(taken.held.kind)));
    this.#hand.tell();
  }

  /**
   * @param {Taken} taken
   * @returns {void}
   */
  #drop(taken) {
    this.#taken = null;
    if (!taken.moving) return;
    // the click that the browser makes of this press and release is none
    const stop = (/** @type {Event} */ event) => event.stopPropagation();
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
    this.#hand.settle();
  }
}
