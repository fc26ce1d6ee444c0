// @ts-check
// What the bar says: where it stands and what is reached there, how long that can become, and what is told at the end.

import { bus } from "../bus.js";
import { number } from "../number.js";
import { pick } from "../stops.js";

/**
 * What is told of a run.
 *
 * @typedef {object} Told
 * @property {number[]} steps the step number of every frame
 * @property {(number | null)[][]} values
 * @property {string} label
 * @property {string} quantity
 */

const VALUE_DIGITS = 3;
// what a view itself tells at the end; the verdict of a single walk is told by a part of its own
const AT_THE_END = ["[class*=st-key-at-the-end]", ".st-key-frame-verdict", ".st-key-frame-guessed"]
  .map((place) => `${place} :is([data-testid=stMarkdown], [data-testid=stCaptionContainer])`)
  .join();

/**
 * "step 3 of 50" and "loss 0.43"; of how many is not said on a projector before the class has been asked, for a walk that
 * ends early has fewer; the latter not while the live knob shows another run than the one whose losses are known.
 *
 * @param {Told} told
 * @param {number} frame
 * @returns {string[]}
 */
export function standing(told, frame) {
  const { r, home, quiet } = bus.state;
  const { values } = told, where = quiet ? `${told.label} ${told.steps[frame]}` : place(told, frame);
  if (!values.length || (r !== home && values.length === 1)) return [where];
  return [where, reached(told, pick(values, r, frame), pick(values, r, 0))];
}

/**
 * @param {Told} told
 * @returns {string} the longest of all texts, whose room is kept free
 */
export function widest(told) {
  const texts = told.values.flatMap((row) => row.map((value) => reached(told, value, row[0])));
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a), "");
  const last = place(told, told.steps.length - 1);
  return longest ? `${last} · ${longest}` : last;
}

/**
 * @param {Told} told
 * @param {number} frame
 * @returns {string}
 */
function place({ label, steps }, frame) {
  return `${label} ${steps[frame]} of ${steps[steps.length - 1]}`;
}

/**
 * A value, which is nearly nothing where it is less than a millionth of where it began: as the verdict has it.
 * Where there was none to begin with, nothing has gone from it.
 *
 * @param {Told} told
 * @param {number | null} value
 * @param {number | null} start
 * @returns {string}
 */
function reached({ quantity }, value, start) {
  if (value === null) return start === null ? "no value" : "diverged";
  const said = number(value, VALUE_DIGITS, Math.abs(start ?? 0));
  return `${quantity} ${value && said === "0" ? "≈ 0" : said}`;
}

/** @returns {string} what is told at the end, by the pages as they stand now */
export function ending() {
  return [...document.querySelectorAll(AT_THE_END)].map((place) => place.textContent?.trim()).join(" ");
}
