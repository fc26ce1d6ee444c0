// @ts-check
import { ascending, keyed, nearestStop, pick, placesOn, resumed, within } from "../../pages/ui/parts/stops.js";
import { near, same, test } from "./check.js";

test("a place among older, longer data is none among shorter ones", () => {
  same([within(7, 3), within(null, 3), within(undefined, 3), within(-1, 3), within(1, 3)], [2, 2, 2, 0, 1]);
  same(pick([[1, 2, 3]], 9, 9), 3);
  same(pick([[1], [2]], 0, 40), 1);
  same(pick([[1, 2], [3, 4]], null, null), 4);
});

test("stops stand in the order of their values, the one off the grid among them", () => {
  same(ascending([1, 2, 4, 3]), [0, 1, 3, 2]);
  same(ascending([1, 2, 4, 2], (index) => index < 3), [0, 1, 2]);
});

test("a slider goes home when its stops are replaced, unless it is held at one that is still there", () => {
  const order = [0, 1, 2];
  same(resumed(undefined, order, 1, false), 1);
  same(resumed(2, order, 1, false), 1);
  same(resumed(2, order, 1, true), 2);
  same(resumed(3, order, 1, true), 1);
  same(resumed(3, [0, 3, 1, 2], 1, true), 3);
});

test("keys lead to neighboring stops, by leaps and to the ends, and never beyond", () => {
  const order = [0, 3, 1, 2];
  const from = (/** @type {number} */ index) => (/** @type {string} */ key) => keyed(key, order, index, 2);
  same(["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].map(from(3)), [1, 1, 0, 0]);
  same(["PageUp", "PageDown", "Home", "End"].map(from(3)), [2, 0, 0, 2]);
  same([keyed("ArrowRight", order, 2, 1), keyed("ArrowLeft", order, 0, 1)], [2, 0]);
  same(keyed("a", order, 0, 1) === undefined, true);
});

test("places on a scale are fractions of its length, by the logarithm on a logarithmic one", () => {
  near(placesOn([-4, 0, 1, 4], [-4, 4], false), [0, 0.5, 0.625, 1]);
  near(placesOn([1e-15, 1e-8, 0.1], [1e-15, 0.1], true), [0, 0.5, 1]);
});

test("the nearest stop is found among stops in any order", () => {
  const places = [0, 0.5, 1, 0.7];
  same([-3, 0.2, 0.26, 0.61, 0.84, 0.9, 7].map((x) => nearestStop(x, places, [0, 1, 3, 2])), [0, 0, 1, 3, 3, 2, 2]);
});
