// @ts-check
// The arithmetic of the strip of rates: one cell a rate, every cell as wide as every other.

import { clamp } from "../stops.js";

const SAME = 1e-9; // relative: so near, two rates are one

/**
 * @param {number} a
 * @param {number} b
 * @returns {boolean} whether two rates are one
 */
export function same(a, b) {
  return Math.abs(a / b - 1) < SAME;
}

/**
 * On which side of the strip a rate lies: −1 below its first cell, 1 above its last, 0 on it.
 *
 * @param {number[]} rates of the cells, increasing
 * @param {number} rate
 * @returns {-1 | 0 | 1}
 */
export function side(rates, rate) {
  if (rate < rates[0] && !same(rate, rates[0])) return -1;
  return rate > rates[rates.length - 1] && !same(rate, rates[rates.length - 1]) ? 1 : 0;
}

/**
 * Where a rate of the strip stands, as a fraction of its width: in the middle of its cell, between two by its logarithm.
 *
 * @param {number[]} rates
 * @param {number} rate
 * @returns {number}
 */
export function placeOf(rates, rate) {
  const above = rates.findIndex((other) => other >= rate);
  const [low, high] = [rates[above - 1], rates[above]];
  const cell = above < 0 ? rates.length - 1 : above === 0 ? 0 : above - Math.log(high / rate) / Math.log(high / low);
  return (cell + 0.5) / rates.length;
}

/**
 * The cell at a fraction of the width; beyond an end the rate in force, if that is where it lies.
 *
 * @param {number} fraction
 * @param {number} count of cells
 * @param {-1 | 0 | 1} beyond the side of the rate in force
 * @returns {number} count for the rate in force
 */
export function cellAt(fraction, count, beyond) {
  if ((beyond < 0 && fraction < 0) || (beyond > 0 && fraction >= 1)) return count;
  return clamp(Math.floor(fraction * count), 0, count - 1);
}

/**
 * Neighboring cells of one regime.
 *
 * @param {number[]} rates
 * @param {string[]} regimes of the cells, and more
 * @returns {{ regime: string, cells: number, low: number, high: number }[]}
 */
export function runsOf(rates, regimes) {
  /** @type {{ regime: string, cells: number, low: number, high: number }[]} */
  const runs = [];
  rates.forEach((rate, cell) => {
    const last = runs.at(-1);
    if (last?.regime === regimes[cell]) Object.assign(last, { cells: last.cells + 1, high: rate });
    else runs.push({ regime: regimes[cell], cells: 1, low: rate, high: rate });
  });
  return runs;
}
