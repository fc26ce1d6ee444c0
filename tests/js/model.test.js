// @ts-check
import { lossWithout, shareOf, unbent } from "../../pages/ui/parts/diagram/model.js";
import { near, same, test } from "./check.js";

/** @import { Model } from "../../pages/ui/parts/diagram/model.js" */

/**
 * A 1–2–3–1 network at two frames.
 *
 * @param {[number, number][]} off
 * @returns {Model}
 */
function told(off) {
  const numbers = { loss: [0.5, 0.25], without: [0.9, 0.8], rise: [0.1, 0.2, 0.3, -0.01, 0.02, 0.03] };
  const arrays = Object.fromEntries(Object.entries(numbers).map(([name, all]) => [name, Float64Array.from(all)]));
  return /** @type {any} */ ({ sizes: [1, 2, 3, 1], frames: 2, off, ...arrays, share: Uint16Array.from([0, 1, 2, 65535, 13107, 0]) });
}

test("the loss without one unit of the last hidden layer is told at once", () => {
  near([lossWithout(told([]), 0, new Set(["1.2"])) ?? NaN, lossWithout(told([]), 1, new Set(["1.0"])) ?? NaN], [0.8, 0.24], 1e-15);
  same(lossWithout(told([]), 1, new Set()), 0.25);
});

test("what the engine has answered counts, and of other units nothing is told before it has", () => {
  same([lossWithout(told([[1, 2]]), 0, new Set(["1.2"])), lossWithout(told([[0, 1], [1, 2]]), 1, new Set(["1.2", "0.1"]))], [0.9, 0.8]);
  same([lossWithout(told([]), 0, new Set(["0.1"])), lossWithout(told([[1, 2]]), 0, new Set(["1.2", "1.0"]))], [null, null]);
});

test("a share is a part of all units' motion", () => {
  same([shareOf(told([]), 1, 0), shareOf(told([]), 1, 1)], [1, 0.2]);
});

test("levels come back from their second differences, beyond the ends of two bytes too", () => {
  const levels = [[0, 65535, 40000], [65535, 0, 40001], [3, 9, 40003], [65530, 1, 40006]];
  const bends = [0, 1, 2].flatMap((d) => levels.map((row, f) => (row[d] - 2 * (levels[f - 1]?.[d] ?? 0) + (levels[f - 2]?.[d] ?? 0)) & 65535));
  same([...unbent(Uint8Array.from([...bends.map((bend) => bend >> 8), ...bends.map((bend) => bend & 255)]), 4, 3)], levels.flat());
});
