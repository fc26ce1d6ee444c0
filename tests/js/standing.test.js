// @ts-check
import { near, same, test } from "./check.js";
import { HAND, stood } from "./hand_data.js";

/** @import { Pair } from "../../pages/ui/parts/points/line.js" */

test("a moved end leaves the other one where it is, a place on the map is the line", () => {
  const standing = stood();
  standing.move({ kind: "ends", index: 0 }, [-1, 5]);
  near(standing.line, [5, 0]);
  near(standing.ends.flat(), [-1, 5, 5, 5]);
  standing.move({ kind: "ends", index: 1 }, [4, 9], HAND.at);
  near(standing.line, [5, 1]);
  standing.move({ kind: "place", index: 0 }, [2, 7]);
  same([standing.line, standing.ends], [[2, 7], [[-1, -1], [5, 15]]]); // its ends stay in the picture
  standing.cancel();
  same([standing.line, standing.held], [[0, 1], null]);
});

test("a line that is let go is news, and new data do not move what is held", () => {
  const standing = stood();
  same(standing.release(), null);
  standing.move({ kind: "place", index: 0 }, [2, 3]);
  same([standing.read({ ...HAND, line: [9, 9] }), standing.line], [false, [2, 3]]);
  same(standing.release(), { kind: "place", index: 0, place: [2, 3] });
  same([standing.read({ ...HAND, line: [1, 1] }, true), standing.line], [false, [2, 3]]);
  same([standing.read({ ...HAND, line: [1, 1] }), standing.line], [true, [1, 1]]);
});

test("the answer to an older line is not taken, the answer to the last one is", () => {
  const standing = stood();
  for (const line of /** @type {Pair[]} */ ([[1, 1], [2, 2]])) {
    standing.move({ kind: "place", index: 0 }, line);
    standing.release();
  }
  same([standing.read({ ...HAND, line: [1, 1] }), standing.line], [false, [2, 2]]);
  same([standing.read({ ...HAND, line: [2.00001, 2] }), standing.line], [true, [2.00001, 2]]);
  same(standing.read({ ...HAND, line: [1, 1] }), true);
});

test("a point that is put back where it was is no news", () => {
  const standing = stood();
  standing.move({ kind: "points", index: 2 }, [2 + 1e-9, 2]);
  same([standing.still, standing.release(), standing.still], [false, null, true]);
  standing.move({ kind: "points", index: 2 }, [2.5, 2]);
  same([standing.release(), standing.still], [{ kind: "points", index: 2, place: [2.5, 2] }, false]);
  same([standing.read(HAND), standing.still], [true, true]);
});

test("a point that was dropped stands there, before Python says so", () => {
  const standing = stood();
  standing.move({ kind: "points", index: 4 }, [4, 4]);
  const { points, sums } = standing.now();
  standing.release();
  same([standing.points[4], standing.now()], [[4, 4], { points, sums }]);
  near(standing.text(-1).split(" ").slice(5, 7).map(Number), [0, 1]);
});

test("the answer to an older drop does not take a newer one back, the answer to the newest is taken as it is", () => {
  for (const [first, second] of /** @type {[number, number][]} */ ([[4, 2], [3, 3]])) { // two points, or one twice
    const standing = stood();
    const drop = (/** @type {number} */ index, /** @type {Pair} */ place) => {
      standing.move({ kind: "points", index }, place);
      standing.release();
    };
    drop(first, [0.5, 1.5]);
    drop(second, [2.5, 0.25]);
    const { points, sums } = standing.now();
    standing.read({ ...HAND, points: HAND.points.with(first, [0.5, 1.50001]) }); // as it is kept
    same([standing.still, standing.points[second], standing.text(-1).split(" ").slice(2, 5)],
      [false, [2.5, 0.25], [String(second), "2.5", "0.25"]]);
    if (first === second) same(standing.now().points, points);
    const known = HAND.points.with(first, [0.5, 1.5]).with(second, [2.5, 0.25001]);
    standing.read({ ...HAND, points: known, sums });
    same([standing.still, standing.points], [true, known]);
    standing.read(HAND); // whatever comes without a drop before it
    same([standing.still, standing.points], [true, HAND.points]);
  }
});

test("an answer that knows none of the drops is taken: they came to nothing", () => {
  const standing = stood();
  standing.move({ kind: "points", index: 4 }, [4, 4]);
  standing.release();
  standing.read(HAND);
  same([standing.still, standing.points], [true, HAND.points]);
});

test("the charts are told the line, the moved point with the best line among all, and the ring", () => {
  const standing = stood();
  same([standing.text(-1), standing.text(3)], ["0 1      15 ", "0 1      15 3"]);
  standing.move({ kind: "points", index: 4 }, [4, 4]);
  const [a, b, point, x, y, bestA, bestB, far, ring] = standing.text(4).split(" ").map(Number);
  near([a, b, point, x, y, bestA, bestB, ring], [0, 1, 4, 4, 4, 0, 1, 4]);
  near(far, 0.06);
  const hidden = stood({ holds: ["points"], bars: null });
  same(hidden.text(-1), "");
  const untold = stood({ bars: { .../** @type {any} */ (HAND.bars), best: null } });
  untold.move({ kind: "points", index: 4 }, [4, 4]);
  same(untold.text(-1).split(" ").slice(2, 7), ["4", "4", "4", "", ""]);
});

test("one point more is there before Python says so, and until it does the points are edited", () => {
  const standing = stood();
  standing.edit([...standing.points, [5, 5]]);
  same([standing.edited, standing.points.length, standing.now().sums.n], [true, 6, 6]);
  standing.read(HAND);
  same([standing.edited, standing.points.length, standing.now().sums.n], [false, 5, 5]);
});
