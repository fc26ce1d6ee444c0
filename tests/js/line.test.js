// @ts-check
import { best, bestBy, heights, loss, moved, passed, reach, squares, sumsOf, through } from "../../pages/ui/parts/points/line.js";
import { near, same, test } from "./check.js";

/** @import { Pair } from "../../pages/ui/parts/points/line.js" */
/** @type {Pair[]} */
const FIVE = [[0, 0], [1, 1], [2, 2], [3, 3], [4, 14]];

test("the line through most points and the line of least squares change places with the criterion", () => {
  const sums = sumsOf(FIVE);
  const found = best(sums);
  near(found, [-2, 3]);
  near(["squares", "absolute"].map((/** @type {any} */ by) => loss(by, sums, FIVE, [0, 1])), [100, 10]);
  near(["squares", "absolute"].map((/** @type {any} */ by) => loss(by, sums, FIVE, found)), [40, 12]);
  near(loss("perpendicular", sums, FIVE, [0, 1]), 50);
  same(Number.isNaN(loss("absolute", sums, [], [0, 1])), true);
});

test("a moved point leaves the sums of the points as they now stand", () => {
  const there = sumsOf(FIVE.map((point, k) => (k === 4 ? /** @type {Pair} */ ([4, 4]) : point)));
  const now = moved(sumsOf(FIVE), [4, 14], [4, 4]);
  near(Object.values(now), Object.values(there), 1e-12);
  near(best(now), [0, 1]);
  near(squares(now, [0, 1]), 0, 1e-12);
  near(Object.values(moved(sumsOf([[1, 2]]), [1, 2], [3, 4])), [1, 3, 4, 0, 0, 0]);
});

test("upright points have the shortest of the lines that fit them as well", () => {
  near(best(sumsOf([[2, 1], [2, 3]])), [0.4, 0.8]);
});

test("a line goes through its two ends", () => {
  near(through([0, 9], [8, -1]), [8, -1]);
  near(heights(through([-3, 5], [2, 7]), [-3, 5]), [2, 7]);
});

test("a picture of what a line leaves reaches to a round number, and never so near that rounding is a pattern", () => {
  near([reach(FIVE, [0, 1]), reach(FIVE, [0, 0]), reach(FIVE, [-2, 3])], [15, 15, 6]);
  near([reach([[0, 0], [1, 1]], [0, 1]), reach([[0, 0]], [0, 1]), reach([[0, 0]], [-9, 1])], [0.015, 0.015, 10]);
});

test("a walk passes a line at the first frame that is no worse", () => {
  same([passed([9, 5, 4], 5), passed([9, 5, 4], 9 + 1e-12), passed([9, 5, 4], 1), passed([9, null, 4], 4.5), passed([], 1)], [2, 1, -1, 2, -1]);
});

test("the best line by each criterion, and none where it is upright", () => {
  const sums = sumsOf(FIVE);
  near(bestBy("squares", sums, FIVE), [-2, 3]);
  near(bestBy("absolute", sums, FIVE), [0, 1]);
  near(bestBy("absolute", sumsOf([[2, 1], [2, 3]]), [[2, 1], [2, 3]]), [2, 0]);
  near(bestBy("perpendicular", sumsOf([[0, 0], [1, 2]]), []), [0, 2]);
  near(bestBy("perpendicular", sumsOf([[0, 1], [3, 1]]), []), [1, 0]);
  same(bestBy("perpendicular", sumsOf([[2, 1], [2, 3]]), []).map(String), ["NaN", "Infinity"]);
});
