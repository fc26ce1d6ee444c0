// @ts-check
// Places on the screen, in px, and on the scales of a picture: where a pointer is, and which handle it means.

import { clamp } from "../stops.js";

/** @import { Pair } from "./line.js" */
/** @typedef {Pick<DOMRect, "left" | "right" | "top" | "bottom" | "width" | "height">} Box of a picture on the screen */
/** @typedef {[Pair, Pair]} Scales the ends of the scale across, and of the one up */

const REACH_PX = 26; // a handle nearer to the pointer than that is meant
const CORNER = [0.25, 0.35]; // of a low picture: what the button that edits points takes of it, and half a point
const DISC_PX = 10; // of an end of the line: there it hides the points

/**
 * Where a plane of the charts lies on the screen; nothing where the pointer's chart has none.
 *
 * @param {Element | null} svg
 * @param {string} name
 * @returns {DOMRect | undefined}
 */
export function plane(svg, name) {
  return svg?.querySelector(`.plane_${name}_marks path`)?.getBoundingClientRect();
}

/**
 * @param {PointerEvent} event
 * @returns {Pair} px
 */
export function pointer(event) {
  return [event.clientX, event.clientY];
}

/**
 * @param {Pair} one
 * @param {Pair} other
 * @returns {number} how far apart two places are
 */
export function apart(one, other) {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

/**
 * @param {Pair} pointer px
 * @param {Box} box
 * @returns {boolean}
 */
export function inside([x, y], box) {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/**
 * Whether what lies in the upper corner of a picture is at the start of it rather than at its end: where fewer points are.
 *
 * @param {Scales} scales
 * @param {Pair[]} points
 * @returns {boolean}
 */
export function startsIt(scales, points) {
  const box = { left: 0, right: 1, top: 0, bottom: 1, width: 1, height: 1 };
  const high = points.map((point) => screen(box, scales, point)).filter(([, y]) => y < CORNER[1]);
  return high.filter(([x]) => x < CORNER[0]).length < high.filter(([x]) => x > 1 - CORNER[0]).length;
}

/**
 * Where a place of a picture is on the screen.
 *
 * @param {Box} box
 * @param {Scales} scales
 * @param {Pair} place
 * @returns {Pair} px
 */
export function screen(box, [[left, right], [low, high]], [u, v]) {
  return [box.left + ((u - left) / (right - left)) * box.width, box.bottom - ((v - low) / (high - low)) * box.height];
}

/**
 * Where a pointer is in a picture, or at its edge.
 *
 * @param {Pair} pointer px
 * @param {Box} box
 * @param {Scales} scales
 * @returns {Pair}
 */
export function placeIn([x, y], box, [[left, right], [low, high]]) {
  const part = (/** @type {number} */ share) => clamp(share, 0, 1);
  const u = left + part((x - box.left) / box.width) * (right - left);
  return [u, low + part((box.bottom - y) / box.height) * (high - low)];
}

/**
 * The handle of a picture that a pointer means.
 *
 * @param {Pair} pointer px
 * @param {Box} box
 * @param {Scales} scales
 * @param {Pair[]} ends of the line; none: they cannot be held
 * @param {Pair[]} points as the ends
 * @returns {{ kind: "ends" | "points", index: number } | null}
 */
export function nearest(pointer, box, scales, ends, points) {
  const there = (/** @type {Pair[]} */ all) => all.map((place) => screen(box, scales, place));
  return aimed(pointer, there(ends), there(points), { reach: REACH_PX, disc: DISC_PX });
}

/**
 * Which of some places, in px, a pointer means: the nearest within reach; -1: none.
 *
 * @param {Pair} pointer
 * @param {Pair[]} places
 * @param {number} reach
 * @returns {number}
 */
export function meant(pointer, places, reach) {
  const away = places.map((place) => apart(place, pointer));
  const least = away.indexOf(Math.min(...away));
  return least >= 0 && away[least] <= reach ? least : -1;
}

/**
 * What a pointer takes hold of: an end of the line, a data point, or nothing.  The nearer is meant; but who points into
 * the disc of an end, which is drawn over the points, means the end.
 *
 * @param {Pair} pointer
 * @param {Pair[]} ends
 * @param {Pair[]} points
 * @param {{ reach: number, disc: number }} px
 * @returns {{ kind: "ends" | "points", index: number } | null}
 */
export function aimed(pointer, ends, points, { reach, disc }) {
  const [end, point] = [meant(pointer, ends, reach), meant(pointer, points, reach)];
  const away = (/** @type {Pair} */ place) => apart(place, pointer);
  if (end >= 0 && (point < 0 || away(ends[end]) <= Math.max(disc, away(points[point])))) return { kind: "ends", index: end };
  return point >= 0 ? { kind: "points", index: point } : null;
}
