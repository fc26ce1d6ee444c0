// @ts-check
// A path laid over the ground of the mountain, as far as it lies on the map.

import { clamp } from "../stops.js";
import { heightAt } from "./ground.js";

/** @import { Place, Spot } from "./ground.js" */
/**
 * @typedef {object} Path see Path of pages/charts/surface/terrain3d.py
 * @property {string} color
 * @property {Float32Array} points
 * @property {number} frames
 * @property {number} members
 * @property {number[] | null} [rows] of the record, at which the frames are
 * @property {"home" | "dragged" | ""} [when]
 */
/** @typedef {[frame: number, from: Place, to: Place]} Piece of a trail, with the frame at its end */

const LIFT = 0.012; // trails lie a little above the ground, in h
const PIECE = 1 / 100; // the longest piece of a trail

/**
 * A path laid over the ground: pieces [frame at its end, place, place], and the ball's place at every frame, if on the map.
 *
 * @param {{ n: number, h: ArrayLike<number> }} ground
 * @param {Path} path
 * @param {number} member
 * @returns {{ pieces: Piece[], balls: (Place | null)[] }}
 */
export function drape(ground, { points, frames, members }, member) {
  const at = (/** @type {number} */ frame) => /** @type {Spot} */ ([0, 1].map((k) => points[2 * (frame * members + member) + k]));
  const lifted = (/** @type {Spot} */ [x, y]) => /** @type {Place} */ ([x, y, heightAt(ground, x, y) + LIFT]);
  const onMap = (/** @type {Spot} */ [x, y]) => x >= 0 && x <= 1 && y >= 0 && y <= 1;
  /** @type {Piece[]} */
  const pieces = [];
  for (let frame = 1; frame < frames; frame++) {
    const inside = clipped(at(frame - 1), at(frame));
    if (!inside) continue;
    const [from, to] = inside;
    const count = Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1e-9) / PIECE);
    const between = (/** @type {number} */ k) => lifted([from[0] + (k / count) * (to[0] - from[0]), from[1] + (k / count) * (to[1] - from[1])]);
    for (let k = 0; k < count; k++) pieces.push([frame, between(k), between(k + 1)]);
  }
  const balls = Array.from({ length: frames }, (_, frame) => (onMap(at(frame)) ? lifted(at(frame)) : null));
  return { pieces, balls };
}

/**
 * The last frame of a path up to a row of the record, or its last one where nobody says which row.
 *
 * @param {Path} path
 * @param {number | null | undefined} t
 * @returns {number}
 */
export function frameUpTo({ frames, rows }, t) {
  if (t === null || t === undefined) return frames - 1;
  if (!rows) return clamp(t, 0, frames - 1);
  return clamp(rows.findLastIndex((row) => row <= t), 0, frames - 1);
}

/**
 * The part of a segment that lies on the map, or nothing (Liang & Barsky 1984, doi:10.1145/357332.357333).
 *
 * @param {Spot} from
 * @param {Spot} to
 * @returns {[Spot, Spot] | null}
 */
export function clipped(from, to) {
  let [start, end] = [0, 1];
  for (const d of /** @type {const} */ ([0, 1])) {
    const step = to[d] - from[d];
    if (step === 0 && (from[d] < 0 || from[d] > 1)) return null;
    const [a, b] = step === 0 ? [0, 1] : [-from[d] / step, (1 - from[d]) / step];
    [start, end] = [Math.max(start, Math.min(a, b)), Math.min(end, Math.max(a, b))];
  }
  if (!(start <= end)) return null; // nor where a number is nan
  const at = (/** @type {number} */ part, /** @type {0 | 1} */ d) => clamp(from[d] + part * (to[d] - from[d]), 0, 1);
  return [[at(start, 0), at(start, 1)], [at(end, 0), at(end, 1)]];
}
