// @ts-check
// Three bars on one scale, the loss of the line in the hand, of the best line and of descent; and who is ahead.

import { number } from "../number.js";
import { made } from "../part.js";
import { within } from "../stops.js";
import { bestBy, loss, passed } from "./line.js";

/** @import { Root } from "../part.js" */
/** @import { Criterion, Pair } from "./line.js" */
/** @import { Standing } from "./standing.js" */
/**
 * @typedef {object} BarsData see Bars in points/__init__.py
 * @property {Criterion} criterion
 * @property {number} factor
 * @property {number} longest
 * @property {number} yours
 * @property {number | null} best
 * @property {(number | null)[]} walk
 * @property {number[]} steps
 * @property {number | null} passed
 * @property {boolean} led by a bar, which says the frame shown: until it does, none is
 */
/** @typedef {"yours" | "best" | "walk"} Bar */
/** @typedef {{ yours: number, best: number | null, walk: number | null }} Losses */

const SAID_DIGITS = 4;
const ROUNDING_SPAN = 1e-9; // of the longest bar: a millionth of it is what rounding leaves of points on the line
/** @type {Record<Bar, string>} */
const WORDS = { yours: "yours", best: "the best", walk: "descent" };

/**
 * @param {BarsData | null} bars
 * @returns {Bar[]} those that are to be seen
 */
export function barsOf(bars) {
  if (bars === null) return [];
  /** @type {Bar[]} */
  const all = ["yours", "best", "walk"];
  return all.filter((name) => name === "yours" || (name === "best" ? bars.best !== null : bars.walk.length > 0));
}

/**
 * The losses: the engine's own where nothing has been moved.  That of descent is NaN until the engine has walked among the
 * points as they stand.
 *
 * @param {BarsData} bars
 * @param {Standing} standing
 * @param {number} frame -1: none is shown yet
 * @returns {Losses}
 */
export function losses(bars, standing, frame) {
  const { line, data, still } = standing;
  const { points, sums } = standing.now();
  const of = (/** @type {Pair} */ line) => bars.factor * loss(bars.criterion, sums, points, line);
  const laid = still && line.every((part, k) => part === data.line[k]);
  return {
    yours: laid ? bars.yours : of(line),
    best: still || bars.best === null ? bars.best : of(bestBy(bars.criterion, sums, points)),
    walk: still ? (bars.walk[frame] ?? null) : NaN,
  };
}

/**
 * How long a bar is, as a share of the longest: bars grow with the root of the loss, so that small ones can be compared.
 *
 * @param {number | null} value
 * @param {number} longest
 * @returns {number}
 */
export function barLength(value, longest) {
  return value === null || !(value > 0) ? 0 : Math.min(Math.sqrt(value / longest), 1);
}

/**
 * @param {number | null} value NaN: it is not known yet
 * @param {number} longest the loss of the longest bar there is
 * @returns {string}
 */
export function valueWords(value, longest) {
  return Number.isNaN(value) ? "let go to see" : number(value, SAID_DIGITS, ROUNDING_SPAN * longest);
}

/**
 * @param {BarsData} bars
 * @param {number} mine the loss of the line in the hand
 * @param {number} frame
 * @returns {string} who is ahead
 */
export function raceWords(bars, mine, frame) {
  const first = mine === bars.yours && bars.passed !== null ? bars.steps.indexOf(bars.passed) : passed(bars.walk, mine);
  return !bars.walk.length ? ""
    : number(mine, SAID_DIGITS) === number(bars.walk[frame] ?? null, SAID_DIGITS) ? "You and descent are level."
    : first < 0 ? (frame === bars.walk.length - 1 ? "Descent never passed you." : "You are ahead of descent.")
    : frame >= first ? `Descent passed you at step ${bars.steps[first]}.` : "You are ahead of descent.";
}

/**
 * @param {BarsData | null} bars
 * @param {Record<string, string>} colors
 * @returns {HTMLElement[]} of every bar its name, its rail and its value
 */
export function builtBars(bars, colors) {
  return barsOf(bars).flatMap((name) => {
    const style = { "--tint": colors[name] };
    const rail = made("div", "rail", "", style);
    rail.append(made("div", "length"));
    rail.dataset.of = name;
    return [made("span", "of", WORDS[name], style), rail, made("span", "value")];
  });
}

/**
 * The bars and the words about the race, as they stand.
 *
 * @param {Root} root
 * @param {Standing} standing
 * @param {number | null} t the frame that the bus has
 * @returns {void}
 */
export function drawBars(root, standing, t) {
  const { bars } = standing.data;
  if (!bars) return;
  const frame = t === null && bars.led ? -1 : within(t, bars.walk.length || 1);
  const values = losses(bars, standing, frame);
  for (const rail of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".bars .rail"))) {
    const value = values[/** @type {Bar} */ (rail.dataset.of)];
    const [length, words] = /** @type {[HTMLElement, Element]} */ ([rail.firstElementChild, rail.nextElementSibling]);
    length.style.setProperty("--long", `${100 * barLength(value, bars.longest)}%`);
    const said = valueWords(value, bars.longest);
    if (words.textContent !== said) words.textContent = said;
  }
  const race = /** @type {Element} */ (root.querySelector(".race"));
  const words = standing.still && frame >= 0 ? raceWords(bars, values.yours, frame) : "";
  if (race.textContent !== words) race.textContent = words;
}
