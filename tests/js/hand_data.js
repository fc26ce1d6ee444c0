// @ts-check
// Five points, a line in the hand and three bars, as Python would send them: for the tests of what is held.

import { sumsOf } from "../../pages/ui/parts/points/line.js";
import { Standing } from "../../pages/ui/parts/points/standing.js";

/** @import { BarsData } from "../../pages/ui/parts/points/bars.js" */
/** @import { Pair } from "../../pages/ui/parts/points/line.js" */
/** @import { HandData } from "../../pages/ui/parts/points/standing.js" */

/** @type {Pair[]} */
const POINTS = [[0, 0], [1, 1], [2, 2], [3, 3], [4, 14]];
/** @type {BarsData} the mean of the squares */
export const BARS = {
  criterion: "squares", factor: 1 / 5, longest: 20, yours: 20, best: 8, walk: [20, 12, 9], steps: [0, 5, 10], passed: null, led: true,
};
/** @type {HandData} */
export const HAND = {
  sums: sumsOf(POINTS), points: POINTS, line: [0, 1], planes: { x: [-1, 5], y: [-1, 15], a: [-4, 4], b: [-8, 8] },
  holds: ["ends", "place", "points"], at: [0, 4], grips: [-1, 5], limits: [2, 6], bars: BARS, colors: {}, heard: 0,
};

/**
 * @param {Partial<HandData>} data
 * @returns {Standing}
 */
export function stood(data = {}) {
  const standing = new Standing();
  standing.read({ ...HAND, ...data });
  return standing;
}
