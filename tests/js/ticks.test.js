// @ts-check
import { ticks } from "../../pages/ui/parts/canvas.js";
import { near, same, test } from "./check.js";

test("numbers on an axis are round, and about as many as there is room for", () => {
  near(ticks(-3.2, 3.1, 6), [-2, 0, 2]);
  near(ticks(0, 1, 10), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
});

test("however little room there is, an axis has two numbers", () => {
  near(ticks(-1.77, 1.98, 2), [-1, 0, 1]);
  for (let k = 0; k < 200; k += 1) {
    const low = Math.sin(k) * 10 ** (k % 5), high = low + (1 + Math.cos(k * k)) * 10 ** (k % 7) + 0.01;
    same([ticks(low, high, 1).length > 1, ticks(low, high, 1).length < 7], [true, true]);
  }
});
