// @ts-check
// What keys move: which handles there are, where a key leads from where a thing stands, and what a handle says of it.

import { number } from "../number.js";
import { clamp } from "../stops.js";
import { heights } from "./line.js";

/** @import { Pair } from "./line.js" */
/** @import { HandData, Held, Kind, Standing } from "./standing.js" */

const SAID_DIGITS = 4;
const KEY_SHARE = 1 / 40; // of the scale, that an arrow key moves
const PAGE_SHARE = 1 / 8; // and that a page key does
/** @type {Record<string, Pair>} key → shares of the scale across and up */
const WAYS = {
  ArrowRight: [KEY_SHARE, 0], ArrowLeft: [-KEY_SHARE, 0], ArrowUp: [0, KEY_SHARE], ArrowDown: [0, -KEY_SHARE],
  PageUp: [0, PAGE_SHARE], PageDown: [0, -PAGE_SHARE],
};
/** @type {Record<string, string>} */
const UPRIGHT = { ArrowRight: "ArrowUp", ArrowLeft: "ArrowDown" };
/** @type {Record<string, number>} */
const ENDS = { Home: 0, End: 1 };

/**
 * @param {HandData} data
 * @returns {Held[]} the handles: one for all points together
 */
export function handlesOf({ holds, points }) {
  const all = /** @type {Held[]} */ ([{ kind: "ends", index: 0 }, { kind: "ends", index: 1 }, { kind: "place", index: 0 }]);
  if (points.length) all.push({ kind: "points", index: 0 });
  return all.filter(({ kind }) => holds.includes(kind));
}

/**
 * Where a thing stands.
 *
 * @param {Standing} standing
 * @param {Held} handle
 * @returns {Pair}
 */
export function stands(standing, { kind, index }) {
  const { data: { at }, held, line, point, points } = standing;
  if (kind === "place") return line;
  if (kind === "points") return held?.kind === "points" ? point : points[index];
  return [at[index], heights(line, at)[index]];
}

/**
 * Where a key leads from there, within the scales as the mouse is; null for a key that leads nowhere.  An end of the line
 * moves up and down only: there, as on every slider, left and right do so too, and Home and End lead to the ends.
 *
 * @param {Standing} standing
 * @param {Held} handle
 * @param {string} key
 * @returns {Pair | null}
 */
export function keyed(standing, handle, key) {
  const upright = handle.kind === "ends";
  const [here, [wide, high]] = [stands(standing, handle), standing.scales(handle.kind)];
  if (upright && key in ENDS) return [here[0], high[ENDS[key]]];
  const way = WAYS[upright ? (UPRIGHT[key] ?? key) : key];
  if (!way) return null;
  const to = (/** @type {0 | 1} */ axis, /** @type {Pair} */ [low, top]) => moved(here[axis], way[axis] * (top - low), low, top);
  return [upright ? here[0] : to(0, wide), to(1, high)];
}

/**
 * What stands outside already is not moved further out, nor brought in by a key that leads the other way at once.
 *
 * @param {number} from
 * @param {number} by
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
function moved(from, by, low, high) {
  return clamp(from + by, Math.min(low, by > 0 ? from + by : from), Math.max(high, by < 0 ? from + by : from));
}

/**
 * What a handle says of a thing.
 *
 * @param {Standing} standing
 * @param {Held} handle
 * @returns {string}
 */
export function handleWords(standing, handle) {
  const { data: { limits }, points } = standing;
  const [u, v] = stands(standing, handle).map((value) => number(value, SAID_DIGITS));
  if (handle.kind === "ends") return `Line at x = ${u}: y = ${v}`;
  if (handle.kind === "place") return `Start of descent: intercept ${u}, slope ${v}`;
  const keys = `comma and dot choose another${limits ? ", Delete removes it, + adds one" : ""}`;
  return `Point ${handle.index + 1} of ${points.length}: x = ${u}, y = ${v}; ${keys}`;
}

/**
 * @param {HTMLElement} element
 * @param {Standing} standing
 * @param {Held} handle what it moves by now
 * @returns {void}
 */
export function drawHandle(element, standing, handle) {
  const words = handleWords(standing, handle);
  if (element.textContent !== words) element.textContent = words;
  element.ariaLabel = words.split(":")[0];
  element.ariaValueText = words;
  const [, ends] = standing.scales(handle.kind);
  const values = [...ends, stands(standing, handle)[1]];
  [element.ariaValueMin, element.ariaValueMax, element.ariaValueNow] = values.map(String);
}
