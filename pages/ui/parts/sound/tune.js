// @ts-check
// Which tone a step has.  Every run begins on one and the same tone, so that runs can be compared: a crawl stays on it, a
// jump is at once far below, an oscillation changes from ear to ear, what diverges rises above it until it is silent.
//
// Heights are counted from the lowest place there is known to be, and tones by their logarithm: half as high is as far
// down wherever it happens.  The scale ends at a thousandth of the start's height: as in the picture, what moves less
// rests.  By the run's own range alone a crawl would come down as far as an arrival.

import { clamp } from "../stops.js";

/** @typedef {"falls" | "rises" | "arrives"} Timbre */
/** @typedef {{ timbre: Timbre, hertz: number, pan: number }} Tone pan from −1, left, to 1 */
/**
 * @typedef {object} Tune see Tune in sound/__init__.py
 * @property {number | null} low
 * @property {(number | null)[][]} places
 * @property {boolean} arrives
 */

const BOTTOM_HERTZ = 220, START_OCTAVES = 2, RISE_OCTAVES = 1;
const DEPTH = 1000; // of the start's height over the height that is as good as the bottom
const RISE_AT_LEAST = 10; // so many times the start's height is an octave above it, or more is
const NOTHING = 1e-6; // of the start's height, what the bar calls nothing is no rise: see MILLIONTH in analysis/numbers.py
const LARGEST = 1e300; // differences of heights may be beyond all numbers
const PLACES = 20; // of an ear's side: see PLACES in sound/__init__.py

/**
 * The tone of a frame; null where there is no height: it has diverged, or the view has none.
 *
 * @param {(number | null)[]} heights of every frame
 * @param {Tune} tune
 * @param {number} frame
 * @returns {Tone | null}
 */
export function tone(heights, { low, places, arrives }, frame) {
  const height = heights[frame] ?? null, before = heights[frame - 1] ?? null;
  if (height === null) return null;
  const known = /** @type {number[]} */ (heights.filter((each) => each !== null));
  const floor = known.reduce((least, each) => Math.min(least, each), low ?? Infinity);
  const above = known.map((each) => clamp(each - floor, 0, LARGEST));
  const unit = above.find((each) => each > 0) ?? 1;
  const rises = before !== null && height - before > NOTHING * unit;
  const timbre = arrives && frame === heights.length - 1 ? "arrives" : rises ? "rises" : "falls";
  const highest = above.reduce((most, each) => Math.max(most, each), 0);
  const octaves = octavesAt(clamp(height - floor, 0, LARGEST), above[0], unit, highest);
  return { timbre, hertz: BOTTOM_HERTZ * 2 ** octaves, pan: (places[0]?.[frame] ?? 0) / PLACES };
}

/**
 * @param {number} above how far the place is above the lowest
 * @param {number} first the same of the start
 * @param {number} unit and of the first place that is above it at all
 * @param {number} highest and of the highest place of the run
 * @returns {number} octaves above the bottom's tone
 */
function octavesAt(above, first, unit, highest) {
  if (above < first) return (START_OCTAVES * Math.log1p((DEPTH * above) / first)) / Math.log1p(DEPTH);
  const reach = Math.max(Math.log(highest) - Math.log(unit), Math.log(RISE_AT_LEAST));
  return START_OCTAVES + RISE_OCTAVES * Math.max(0, (Math.log(above) - Math.log(unit)) / reach);
}
