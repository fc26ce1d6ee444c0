// @ts-check
import { aimed, barLength, best, bestBy, heights, loss, meant, moved, passed, reach, squares, sumsOf, through } from "../../pages/ui/parts/points/line.js";
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

test("bars grow with the root of the loss, up to the longest", () => {
  same([barLength(25, 100), barLength(400, 100), barLength(null, 100), barLength(NaN, 1)], [0.5, 1, 0, 0]);
});

test("the nearest handle within reach is meant", () => {
  same([meant([0, 0], [[9, 0], [3, 4]], 10), meant([0, 0], [[9, 0], [3, 4]], 4), meant([0, 0], [], 10)], [1, -1, -1]);
});

test("of an end and a point the nearer is meant, but the disc of an end hides what is under it", () => {
  const [ends, points, px] = [/** @type {Pair[]} */ ([[0, 0], [100, 0]]), /** @type {Pair[]} */ ([[30, 0], [96, 3]]), { reach: 26, disc: 10 }];
  const found = (/** @type {number} */ x, /** @type {number} */ y) => aimed([x, y], ends, points, px);
  same([found(2, 3), found(14, 0), found(16, 0), found(60, 0)], [
    { kind: "ends", index: 0 }, { kind: "ends", index: 0 }, { kind: "points", index: 0 }, null,
  ]);
  same([found(97, 3), found(88, 8)], [{ kind: "ends", index: 1 }, { kind: "points", index: 1 }]);
  same([aimed([30, 1], [], points, px), aimed([1, 1], ends, [], px)], [{ kind: "points", index: 0 }, { kind: "ends", index: 0 }]);
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
