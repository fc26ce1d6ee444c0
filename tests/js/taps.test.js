// @ts-check
import { Taps } from "../../pages/ui/parts/points/taps.js";
import { same, test } from "./check.js";

/** @import { Pair } from "../../pages/ui/parts/points/line.js" */

/**
 * @param {Taps} taps
 * @param {Pair} at
 * @param {number} time
 * @param {Pair} to
 */
function tap(taps, at, time, to = at) {
  taps.press(1, at);
  return taps.release(1, to, time, 4);
}

test("two taps soon after one another at one place are a double tap, and a third one begins anew", () => {
  const taps = new Taps();
  same([tap(taps, [9, 9], 0), tap(taps, [20, 12], 300), tap(taps, [20, 12], 500)], ["once", "twice", "once"]);
  same([tap(taps, [20, 12], 950), tap(taps, [50, 12], 1000)], ["once", "once"]);
});

test("what moves is dragged, what scrolls or was pressed elsewhere is nothing, and what is forgotten is not the first of two", () => {
  const taps = new Taps();
  same([tap(taps, [0, 0], 0, [3, 3]), taps.release(1, [0, 0], 10, 4)], ["", ""]);
  taps.press(1, [0, 0]);
  taps.cancel();
  same([taps.release(1, [0, 0], 20, 4), tap(taps, [0, 0], 30)], ["", "once"]);
  taps.forget();
  same(tap(taps, [0, 0], 60), "once");
  taps.press(2, [0, 0]);
  same(taps.release(1, [0, 0], 90, 4), "");
});
