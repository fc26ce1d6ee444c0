// @ts-check
// The families of a page, unpacked: see __init__.py for how they travel.

import { unfolded } from "../folding.js";
import { headed } from "../headed.js";

/**
 * What a chart reads of a family: how many members it has, and of every quantity the numbers of each, row by row.
 *
 * @typedef {Record<string, Float32Array[] | number> & { count: number }} Members
 */

/**
 * @param {Uint8Array} data
 * @returns {{ event: string, families: Record<string, Members> }} the event that tells of them, and each by its key
 */
export function unpack(data) {
  const { header: { event, shapes, members }, at } = headed(data);
  const floats = (/** @type {Int32Array} */ row) => new Float32Array(row.buffer, row.byteOffset, row.length);
  const blocks = unfolded(data.subarray(at), shapes).map((rows) => rows.map(floats)); // of the same bits
  /** @type {Record<string, Members>} */
  const families = {};
  for (const [key, places] of Object.entries(members)) {
    const named = Object.entries(places).map(([name, place]) => [name, blocks[place]]);
    families[key] = { ...Object.fromEntries(named), count: named[0][1].length };
  }
  return { event, families };
}
