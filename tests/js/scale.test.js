// @ts-check
import { cellAt, placeOf, runsOf, same as one, side } from "../../pages/ui/parts/rates/scale.js";
import { near, same, test } from "./check.js";

const RATES = [0.01, 0.1, 1, 10];

test("a rate stands in the middle of its cell, between two by its logarithm", () => {
  near(RATES.map((rate) => placeOf(RATES, rate)), [0.125, 0.375, 0.625, 0.875]);
  near(placeOf(RATES, Math.sqrt(0.1)), 0.5);
});

test("beyond the ends is neither end", () => {
  same([0.001, 0.01, 0.5, 10, 11].map((rate) => side(RATES, rate)), [-1, 0, 0, 0, 1]);
  same([side(RATES, 10 + 1e-12), side(RATES, 0.01 - 1e-14)], [0, 0]);
  same([one(0.1, 0.1 + 1e-12), one(0.1, 0.1001)], [true, false]);
});

test("a pointer finds the cell under it, and beyond an end only the rate that lies there", () => {
  same([-1, 0, 0.24, 0.26, 0.99, 1, 2].map((x) => cellAt(x, 4, 0)), [0, 0, 0, 1, 3, 3, 3]);
  same([-1, 0, 0.99, 1, 2].map((x) => cellAt(x, 4, 1)), [0, 0, 3, 4, 4]);
  same([-1, 0, 0.99, 1, 2].map((x) => cellAt(x, 4, -1)), [4, 0, 3, 3, 3]);
});

test("neighboring cells of one regime are one run", () => {
  same(runsOf(RATES, ["a", "b", "b", "a", "b"]), [
    { regime: "a", cells: 1, low: 0.01, high: 0.01 },
    { regime: "b", cells: 2, low: 0.1, high: 1 },
    { regime: "a", cells: 1, low: 10, high: 10 },
  ]);
});
