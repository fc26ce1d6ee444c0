// @ts-check
// Which sentence is told where the bar and the live knob stand.  Nothing here draws.

import { number } from "../number.js";
import { within } from "../stops.js";

/** @typedef {{ good: boolean | null, head: string, rest: string }} Judged */
/** @import { Term } from "../marked.js" */
/**
 * @typedef {object} TellingData see telling() in telling/__init__.py; the member in force is the last one
 * @property {string[]} templates
 * @property {string} letters of the templates
 * @property {string[]} which of every member, the letter of the template at every row told
 * @property {(number | null)[][]} numbers of every member, the number at every row told
 * @property {Judged[]} verdicts of every member
 * @property {number[]} frames the row of every frame of the bar
 * @property {number[]} rows at which the other members are told
 * @property {Term[]} terms that are marked where they are told first
 */
/** @typedef {{ t: number | null | undefined, r: number | null | undefined, home: number | null | undefined, held: boolean }} Place */
/** @typedef {{ end: boolean, away: boolean, verdict: Judged | null, text: string }} Said */

/**
 * The index of the last of these rows, which increase, that is not after the row.
 *
 * @param {number[]} rows
 * @param {number} row
 * @returns {number}
 */
export function lastUpTo(rows, row) {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (rows[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}

/**
 * The template with its number.
 *
 * @param {string} template
 * @param {number | null} change
 * @returns {string}
 */
export function filled(template, change) {
  return template.replace("{change}", number(change));
}

/**
 * What is said: the sentence of the step, or at the end, and while the knob is held, the verdict.
 *
 * @param {TellingData} data
 * @param {Place} place
 * @returns {Said}
 */
export function said(data, place) {
  const { frames, rows, which, verdicts } = data;
  const home = which.length - 1;
  const away = place.r !== null && place.r !== undefined && place.r !== place.home && place.r < home;
  const member = away ? within(place.r, which.length) : home;
  const frame = within(place.t, frames.length);
  const end = frame === frames.length - 1;
  const verdict = (end || (away && place.held)) && verdicts.length ? verdicts[member] : null;
  const row = member === home ? within(frames[frame], which[home].length) : lastUpTo(rows, frames[frame]);
  const template = data.templates[data.letters.indexOf(which[member][row])] ?? "";
  return { end, away, verdict, text: filled(template, data.numbers[member][row]) };
}
