// @ts-check
import { tone } from "../../pages/ui/parts/sound/tune.js";
import { near, same, test } from "./check.js";

/** @typedef {import("../../pages/ui/parts/sound/tune.js").Tone} Tone */

const ALONE = { low: null, places: [], arrives: false };

/**
 * @param {(number | null)[]} heights
 * @param {Partial<import("../../pages/ui/parts/sound/tune.js").Tune>} known
 * @returns {(Tone | null)[]} of every frame
 */
function tones(heights, known = {}) {
  return heights.map((_, frame) => tone(heights, { ...ALONE, ...known }, frame));
}

/**
 * @param {(Tone | null)[]} heard
 * @returns {number[]} semitones above the tone of the bottom
 */
function semitones(heard) {
  return heard.map((each) => 12 * Math.log2((each?.hertz ?? NaN) / 220));
}

/** @param {number} factor */
const powers = (factor, count = 30, start = 4) => Array.from({ length: count }, (_, k) => start * factor ** k);

test("every run begins on one tone, two octaves above the bottom", () => {
  for (const heights of [powers(0.5), powers(1.4), powers(1), [-3, -7], [5, 5.1, null]])
    near(semitones(tones(heights, { low: -10 })).slice(0, 1), [24]);
});

test("half as high is as far down wherever it happens, until it rests at the bottom", () => {
  const heard = semitones(tones(powers(0.5), { low: 0 }));
  const down = heard.slice(1).map((each, k) => heard[k] - each);
  near(down.slice(0, 4), [2.4, 2.4, 2.4, 2.4], 0.05);
  same(heard.every((each, k) => k === 0 || each < heard[k - 1]), true);
  near(heard.slice(-10), Array(10).fill(0), 0.1);
});

test("a crawl stays on the tone of its start, also where it goes no lower than that", () => {
  near(semitones(tones(powers(0.999), { low: 0 })), Array(30).fill(24), 0.11);
  near(semitones(tones([4, 4, 4])), [24, 24, 24]);
});

test("what diverges rises by an octave to where it ends, and is silent from there on", () => {
  const heights = [...powers(1.44, 75), null, null];
  const heard = tones(heights, { low: 0 });
  near(semitones(heard.slice(0, 75)), Array.from({ length: 75 }, (_, k) => 24 + (12 * k) / 74), 1e-6);
  same(heard.slice(75), [null, null]);
  same(heard.slice(0, 75).map((each) => each?.timbre), ["falls", ...Array(74).fill("rises")]);
});

test("a little above the start is a little above its tone", () => {
  near(semitones(tones([1, 1.1, 0], { low: 0 })), [24, 24.5, 0], 0.01);
});

test("rough is a step that rises, not what rounding leaves of rest", () => {
  const timbres = tones([1, 0.5, 0.7, 0.7, 1e-9, 2e-9], { low: 0 }).map((each) => each?.timbre);
  same(timbres, ["falls", "falls", "rises", "falls", "falls", "falls"]);
});

test("only the end of an arrival is a chord", () => {
  const last = (/** @type {boolean} */ arrives) => tones([1, 0.1, 0], { arrives }).map((each) => each?.timbre);
  same([last(true), last(false)], [["falls", "falls", "arrives"], ["falls", "falls", "falls"]]);
});

test("left is left", () => {
  same(tones([4, 3, 2], { places: [[-20, 0, 10]] }).map((each) => each?.pan), [-1, 0, 0.5]);
  same(tones([4, 3]).map((each) => each?.pan), [0, 0]);
});

test("whatever the heights, a tone can be heard", () => {
  const all = [[0, 0], [1e308, -1e308, 1e308], [0, 5e-324, 1e300], [-1e12, -2e12, -1e300], [3], [0, 1, 0]];
  for (const heights of all)
    same(tones(heights, { low: 0 }).every((each) => each && each.hertz >= 219.99 && each.hertz <= 1760.01), true);
  same(tones([null, null]), [null, null]);
  same(tone([], ALONE, 0), null);
});
