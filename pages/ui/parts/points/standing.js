// @ts-check
// How the line and the points stand: with what is in the hand, and with what Python has been told and has not answered.
// Nothing here draws, listens or sends.

import { clamp } from "../stops.js";
import { bestBy, heights, moved, reach, sumsOf, through } from "./line.js";

/** @import { BarsData } from "./bars.js" */
/** @import { Criterion, Pair, Sums } from "./line.js" */
/** @import { Scales } from "./places.js" */
/**
 * @typedef {object} HandData see in_hand() in points/__init__.py
 * @property {Sums} sums
 * @property {Pair[]} points
 * @property {Pair} line
 * @property {{ x: Pair, y: Pair, a: Pair, b: Pair }} planes
 * @property {string[]} holds
 * @property {Pair} at the two x at which keys move the line
 * @property {Pair} grips those at which it is held
 * @property {Pair | null} limits how few and how many points there may be; null: none is added or taken away
 * @property {BarsData | null} bars
 * @property {Record<string, string>} colors
 * @property {number} heard how often Python has heard of something: not read, but equal data would not come
 */
/** @typedef {"ends" | "place" | "points"} Kind */
/** @typedef {{ kind: Kind, index: number }} Held */
/** @typedef {{ index: number, place: Pair }} Moved a point that stands elsewhere than in the charts' own data */
/** @typedef {{ kind: Kind, index: number, place: Pair }} Released the place of a point, or the line */

const SAME_PLACE = 1e-6; // of a scale
const SAME_LINE = 1e-4; // relative: a knob keeps fewer digits than the hand
const SAME_DROP = 1e-4; // of a scale: a point, too, is kept with fewer digits

export class Standing {
  /** @type {HandData} */
  data = /** @type {any} */ (null);
  /** @type {Pair} */
  line = [0, 0]; // with the end, or the place on the map, in the hand
  /** @type {Pair} */
  point = [0, 0]; // the point in the hand
  /** @type {Held | null} */
  held = null;
  /** @type {Pair[]} */
  points = []; // as they stand, with what Python has been told of
  edited = false; // a point has been added or taken away, and is not in the data yet
  /** @type {Sums} */
  #sums = /** @type {any} */ (null); // of these points
  /** @type {Moved | null} */
  #left = null; // the point that was dropped and is not in the data yet
  /** @type {Pair[]} */
  #said = []; // the lines that Python was told of and has not answered
  /** @type {Moved[]} */
  #dropped = []; // the points

  /**
   * @param {HandData} data
   * @param {boolean} grasped whether something is in the hand, though it has not been moved yet
   * @returns {boolean} whether the line stands where the data have it: not while anything is held
   */
  read(data, grasped = false) {
    Object.assign(this, { data, points: data.points, edited: false });
    this.#sums = data.sums;
    this.#leave();
    const last = this.#said.at(-1);
    const old = last && !near(last, data.line) && this.#said.some((line) => near(line, data.line)); // a newer answer will come
    if (!old) this.#said = [];
    if (grasped || this.held || old) return false; // what is held stays where it is
    this.line = [...data.line];
    return true;
  }

  /**
   * A point that has been dropped since the one that these data know stays where it is: a newer answer will come.
   *
   * @returns {void}
   */
  #leave() {
    const newest = this.#dropped.at(-1);
    const old = newest && !this.#known(newest) && this.#dropped.some((one) => this.#known(one));
    this.#left = old ? newest : null;
    if (!old) this.#dropped = [];
    else this.#put(newest);
  }

  /**
   * @param {Moved} moved
   * @returns {boolean} whether the data have the point there
   */
  #known({ index, place }) {
    return index < this.data.points.length && this.#same(place, this.data.points[index], SAME_DROP);
  }

  /**
   * @param {Moved} moved the point stands there from now on, before Python says so
   * @returns {void}
   */
  #put({ index, place }) {
    if (index >= this.points.length) return;
    this.#sums = moved(this.#sums, this.points[index], place);
    this.points = this.points.with(index, place);
  }

  /**
   * @param {Pair} place
   * @param {Pair} other
   * @param {number} share of a scale
   * @returns {boolean} whether the places are apart by no more than that
   */
  #same(place, other, share) {
    return this.scales("points").every(([low, high], axis) => Math.abs(place[axis] - other[axis]) <= share * (high - low));
  }

  /** @returns {Pair[]} the ends of the line, as far as the picture goes */
  get ends() {
    const { grips, planes } = this.data;
    return heights(this.line, grips).map((y, k) => /** @type {Pair} */ ([grips[k], clamp(y, ...planes.y)]));
  }

  /**
   * @param {Kind} kind
   * @returns {Scales} of the picture in which that is held
   */
  scales(kind) {
    const { x, y, a, b } = this.data.planes;
    return kind === "place" ? [a, b] : [x, y];
  }

  /** @returns {Criterion} what the best line is the best by */
  get criterion() {
    return this.data.bars?.criterion ?? "squares";
  }

  /** @returns {boolean} whether the points stand where the engine's numbers were worked out */
  get still() {
    return this.held?.kind !== "points" && !this.#left;
  }

  /**
   * The points, with the one in the hand, and their sums.
   *
   * @returns {{ points: Pair[], sums: Sums }}
   */
  now() {
    const { held, point, points } = this;
    const sums = this.#sums;
    if (held?.kind !== "points") return { points, sums };
    return { points: points.with(held.index, point), sums: moved(sums, points[held.index], point) };
  }

  /**
   * Something is put somewhere else.
   *
   * @param {Held} held
   * @param {Pair} to
   * @param {Pair} at the two x of the ends, of which the other one stays
   * @returns {void}
   */
  move(held, to, at = this.data.grips) {
    this.held = held;
    if (held.kind === "points") this.point = to;
    else if (held.kind === "place") this.line = to;
    else {
      const up = heights(this.line, at);
      up[held.index] = to[1];
      this.line = through(at, up);
    }
  }

  /**
   * What was held is let go.
   *
   * @returns {Released | null} what is news to Python
   */
  release() {
    const held = this.held;
    this.held = null;
    if (held?.kind === "points") {
      // put back where it was, it is no news
      if (this.#same(this.point, this.points[held.index], SAME_PLACE)) return null;
      this.#left = { index: held.index, place: this.point };
      this.#dropped.push(this.#left);
      this.#put(this.#left);
    } else if (held) this.#said.push([...this.line]);
    return held && { ...held, place: held.kind === "points" ? this.point : this.line };
  }

  /**
   * What was held is where it was.
   *
   * @returns {void}
   */
  cancel() {
    this.held = null;
    this.line = [...this.data.line];
  }

  /**
   * These are the points, one more or one fewer, before Python says so.
   *
   * @param {Pair[]} points
   * @returns {void}
   */
  edit(points) {
    Object.assign(this, { points, edited: true });
    this.#dropped = []; // they have other numbers from now on
    this.#sums = sumsOf(points);
  }

  /**
   * What the charts are told: see HAND_FIELDS in points/__init__.py.
   *
   * @param {number} ring the point that is marked; -1: none
   * @returns {string}
   */
  text(ring) {
    const { data, held } = this;
    const { points, sums } = this.now();
    const laid = data.holds.includes("ends");
    const line = laid || held?.kind === "place" ? this.line : ["", ""];
    const elsewhere = held?.kind === "points" ? { index: held.index, place: this.point } : this.#left;
    const told = !data.bars || data.bars.best !== null; // whether the best line is to be told
    const best = elsewhere && told ? bestBy(this.criterion, sums, points) : ["", ""];
    const far = laid && points.length ? reach(points, this.line) : "";
    const place = elsewhere ? [elsewhere.index, ...elsewhere.place] : ["", "", ""];
    const parts = [...line, ...place, ...best, far, ring < 0 ? "" : ring];
    return parts.every((part) => part === "") ? "" : parts.join(" ");
  }
}

/**
 * @param {Pair} line
 * @param {Pair} other
 * @returns {boolean} whether they are one line, but for the digits that a knob keeps
 */
function near(line, other) {
  return line.every((number, k) => Math.abs(number - other[k]) <= SAME_LINE * (1 + Math.abs(number)));
}
