// @ts-check
// Rows of whole numbers that folding.py has folded, and tables of numbers that tables.py has written as such.

import { headed } from "./headed.js";

const FEWEST_DECIMALS = -9; // of a number in a table, after its point: see FEWEST_DECIMALS in tables.py
const DECIMAL_BITS = 5; // see DECIMAL_BITS in tables.py
const NOT_FINITE = -(2 ** 31); // see NOT_FINITE_CODE in tables.py
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`)); // of ten: all that are exact

/** @typedef {(number | null)[][]} Table */

/**
 * @param {Uint8Array} bytes every lowest byte, then every second, third and highest one
 * @param {[number, number][]} shapes how many rows a block has, and how many numbers each of these
 * @returns {Int32Array[][]} the rows of every block
 */
export function unfolded(bytes, shapes) {
  const count = bytes.length / 4;
  const numbers = new Int32Array(count);
  let at = 0;
  const row = (/** @type {number} */ length) => {
    for (let last = 0, end = at + length; at < end; at++) {
      const high = (bytes[at + 3 * count] << 24) | (bytes[at + 2 * count] << 16);
      const folded = high | (bytes[at + count] << 8) | bytes[at];
      numbers[at] = last = (last + ((folded >>> 1) ^ -(folded & 1))) | 0;
    }
    return numbers.subarray(at - length, at);
  };
  return shapes.map(([rows, length]) => Array.from({ length: rows }, () => row(length)));
}

/**
 * @param {number} code
 * @returns {number | null} the number in a table that is written so
 */
export function read(code) {
  if (code === NOT_FINITE) return null;
  const decimals = (code & ((1 << DECIMAL_BITS) - 1)) + FEWEST_DECIMALS;
  const whole = code >> DECIMAL_BITS;
  return decimals < 0 ? whole * POWERS[-decimals] : whole / POWERS[decimals];
}

/**
 * What Python has written: JSON, and behind it, where it names tables, their numbers.
 *
 * @param {Uint8Array} bytes
 * @returns {any}
 */
export function unwritten(bytes) {
  if (bytes[0] !== 0) return JSON.parse(new TextDecoder().decode(bytes));
  const behind = bytes.subarray(1);
  const { header: { data, shapes }, at } = headed(behind);
  const tables = unfolded(behind.subarray(at), shapes).map((rows) => rows.map((row) => Array.from(row, read)));
  return filled(data, tables);
}

/**
 * The same data, in which {table: 3} is the fourth table.
 *
 * @param {any} data
 * @param {Table[]} tables
 * @returns {any}
 */
function filled(data, tables) {
  if (Array.isArray(data)) return data.some((one) => typeof one === "object" && one) ? data.map((one) => filled(one, tables)) : data;
  if (typeof data !== "object" || !data) return data;
  if ("table" in data) return tables[data.table];
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, filled(value, tables)]));
}
