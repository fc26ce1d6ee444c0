// @ts-check
// The ground of the mountain: what Python has packed of it, fine and coarse, and the isolines across its tiles.
//
// A place is [x, y, h]: parts of the way across and down the map, and shown height.

import { headed } from "../headed.js";

/** @import { Path } from "./path.js" */
/** @typedef {[number, number]} Spot parts of the way across and down the map, or pixels */
/** @typedef {[number, number, number]} Place */
/** @typedef {[level: number, bold: boolean, text: string]} Level an isoline's shown height, and its true height in words */
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
