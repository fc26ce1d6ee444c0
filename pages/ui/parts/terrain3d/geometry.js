// @ts-check
// The geometry of the mountain: its ground and isolines, a path laid over it, and what an eye sees of them.
//
// A place is [x, y, h]: parts of the way across and down the map, and shown height.

import { headed } from "../headed.js";
import { clamp } from "../stops.js";

/** @typedef {[number, number]} Spot parts of the way across and down the map, or pixels */
/** @typedef {[number, number, number]} Place */
/** @typedef {[level: number, bold: boolean, text: string]} Level an isoline's shown height, and its true height in words */
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
/** @typedef {{ az: number, el: number, zoom: number }} Eye where it is looked at from, in radians */
/** @typedef {{ place: (at: Place) => Spot, eye: Spot, byRow: boolean }} View of the map: how to place, and whence it is seen */
/**
 * @typedef {object} Ground
 * @property {number} n corners along a side
 * @property {Float32Array} h (n · n) heights of the corners
 * @property {Uint8Array} colors (3 · (n − 1)²) of the tiles
 * @property {string[]} codes (n − 1)² the same in CSS
 * @property {number[][]} lines (n − 1)² of every tile its isolines, a flat list of bold, x, y, x, y, h
 */
/**
 * @typedef {object} Model
 * @property {number} n
 * @property {string} label
 * @property {Level[]} levels
 * @property {[string, string]} axes
 * @property {[[string, string], [string, string]]} ends
 * @property {Path[]} paths
 * @property {number} top the highest shown height
 * @property {Ground} fine
 * @property {Ground} coarse
 */

export const UP = 0.8; // the height of the highest ground, where the map is 2 wide
export const PLINTH = 0.1; // how far the block reaches below the lowest ground, in h
const EYE_DISTANCE = 6.5; // how far away the eye is
const MARGIN_PX = 44; // for the numbers around it
const LIFT = 0.012; // trails lie a little above the ground, in h
const PIECE = 1 / 100; // the longest piece of a trail
const LEAST_TOP = 1e-3; // of a flat ground, so that heights can be divided by it

/**
 * The header and the arrays that model of pages/charts/surface/terrain3d.py has packed.
 *
 * @param {Uint8Array | ArrayBuffer} data
 * @returns {Model}
 */
export function unpack(data) {
  const bytes = new Uint8Array(data).slice(); // a buffer of its own, so that numbers are aligned
  /** @type {{ header: Model, at: number }} */
  let { header: model, at } = headed(bytes);
  const floats = (/** @type {number} */ count) => new Float32Array(bytes.buffer, (at += 4 * count) - 4 * count, count);
  const h = floats(model.n ** 2);
  for (const path of model.paths) path.points = floats(2 * path.frames * path.members);
  model.top = h.reduce((top, z) => (z > top ? z : top), LEAST_TOP);
  model.fine = ground(model.n, h, bytes.subarray(at), model.levels);
  model.coarse = thinned(model.fine, model.levels);
  return model;
}

/**
 * n × n corners of height h, (n − 1) × (n − 1) tiles of a color, and the isolines across each of them.
 *
 * @param {number} n
 * @param {Float32Array} h
 * @param {Uint8Array} colors
 * @param {Level[]} levels
 * @returns {Ground}
 */
export function ground(n, h, colors, levels) {
  const code = (/** @type {number} */ k) => `rgb(${colors[3 * k]},${colors[3 * k + 1]},${colors[3 * k + 2]})`;
  return { n, h, colors, codes: Array.from({ length: (n - 1) ** 2 }, (_, k) => code(k)), lines: isolines(n, h, levels) };
}

/**
 * Every second corner, and of every four tiles the mean color.
 *
 * @param {Ground} fine
 * @param {Level[]} levels
 * @returns {Ground}
 */
export function thinned({ n, h, colors }, levels) {
  const [corners, tiles] = [(n + 1) / 2, (n - 1) / 2];
  const fewer = Float32Array.from({ length: corners ** 2 }, (_, k) => h[2 * Math.floor(k / corners) * n + 2 * (k % corners)]);
  const mixed = new Uint8Array(3 * tiles ** 2).map((_, k) => {
    const [tile, part] = [Math.floor(k / 3), k % 3];
    const first = 3 * (2 * Math.floor(tile / tiles) * (n - 1) + 2 * (tile % tiles)) + part;
    return [0, 3, 3 * (n - 1), 3 * n].reduce((sum, next) => sum + colors[first + next], 0) / 4;
  });
  return ground(corners, fewer, mixed, levels);
}

/**
 * Of every tile the isolines across it, a flat list of bold, x, y, x, y, h.
 *
 * @param {number} n
 * @param {Float32Array} h
 * @param {Level[]} levels
 * @returns {number[][]}
 */
export function isolines(n, h, levels) {
  return Array.from({ length: (n - 1) ** 2 }, (_, tile) => {
    const [i, j] = [Math.floor(tile / (n - 1)), tile % (n - 1)];
    const corners = [[i, j], [i, j + 1], [i + 1, j + 1], [i + 1, j]].map(([r, c]) => /** @type {Place} */ ([c / (n - 1), r / (n - 1), h[r * n + c]]));
    const [low, high] = [Math.min(...corners.map((c) => c[2])), Math.max(...corners.map((c) => c[2]))];
    return levels.flatMap(([level, bold]) => (low < level && level <= high ? crossings(corners, level, bold) : []));
  });
}

/**
 * Of one tile the isoline of a level, or two where the level cuts it in two places.
 *
 * @param {Place[]} corners in turn
 * @param {number} level
 * @param {boolean} bold
 * @returns {number[]}
 */
export function crossings(corners, level, bold) {
  const ends = corners.flatMap((from, k) => {
    const to = corners[(k + 1) % 4];
    if (from[2] < level === to[2] < level) return [];
    const part = (level - from[2]) / (to[2] - from[2]);
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  });
  const line = (/** @type {number} */ k) => [Number(bold), ...ends.slice(k, k + 4), level];
  return ends.length > 4 ? [...line(0), ...line(4)] : line(0);
}

/**
 * The ground of a grid at a point of the map.
 *
 * @param {{ n: number, h: ArrayLike<number> }} ground
 * @param {number} x
 * @param {number} y
 * @returns {number}
 */
export function heightAt({ n, h }, x, y) {
  const [c, r] = [x * (n - 1), y * (n - 1)];
  const [j, i] = [Math.min(Math.floor(c), n - 2), Math.min(Math.floor(r), n - 2)];
  const [a, b, k] = [c - j, r - i, i * n + j];
  return (1 - b) * ((1 - a) * h[k] + a * h[k + 1]) + b * ((1 - a) * h[k + n] + a * h[k + n + 1]);
}

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

/**
 * What an eye sees: place([x, y, h]) on the screen, and above which point of the map it floats.  The block always fits.
 *
 * @param {Eye} eye
 * @param {number} top
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function look({ az, el, zoom }, top, width, height) {
  const [ca, sa, ce, se] = [Math.cos(az), Math.sin(az), Math.cos(el), Math.sin(el)];
  const [across, tall] = [Math.SQRT2 * ce, Math.SQRT2 * se + (UP / 2) * ce];
  const [above, below] = [tall / (EYE_DISTANCE + across - (UP / 2) * se), tall / (EYE_DISTANCE - across + (UP / 2) * se)];
  const size = zoom * Math.min(((width - MARGIN_PX) * EYE_DISTANCE) / 3, (height - MARGIN_PX) / (above + below));
  const level = (height + size * (above - below)) / 2; // where the middle of the block comes to lie
  /** @type {(at: Place) => Spot} */
  const place = ([x, y, h]) => {
    const [east, north, up] = [2 * x - 1, 1 - 2 * y, (UP / top) * (h - (top - PLINTH) / 2)];
    const [right, away] = [east * ca + north * sa, north * ca - east * sa];
    const scale = size / (EYE_DISTANCE + away * ce - up * se);
    return [width / 2 + right * scale, level - (away * se + up * ce) * scale];
  };
  return { place, eye: [(1 + EYE_DISTANCE * ce * sa) / 2, (1 + EYE_DISTANCE * ce * ca) / 2], byRow: Math.abs(ca) > Math.abs(sa) };
}

/**
 * A step of a pixel on from the end of an edge.
 *
 * @param {ArrayLike<number>} from
 * @param {ArrayLike<number>} to
 * @returns {Spot}
 */
export function over(from, to) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.max(Math.hypot(x, y), 2);
  return [x / length, y / length];
}

/**
 * Words beside an edge begin, or end, where they are put, unless it runs below or above them: so they are neither on the
 * block nor, at a corner, on one another.
 *
 * @param {number} right how far they are from the edge
 * @param {number} down
 * @returns {CanvasTextAlign}
 */
export function aligned(right, down) {
  if (Math.abs(right) < Math.abs(down) / 4) return "center";
  return right < 0 ? "right" : "left";
}
