// @ts-check
import { look } from "../../pages/ui/parts/terrain3d/eye.js";
import { near, same, test } from "./check.js";

/** @typedef {[number, number]} Spot */

const EYE = { az: -0.5, el: 0.8, zoom: 1 };

test("the block fits into the picture from every side", () => {
  for (const az of [-3, -1.57, -0.5, 0, 0.8, 2, 3.1])
    for (const el of [0.12, 0.5, 0.8, 1.5])
      for (const [width, height] of /** @type {Spot[]} */ ([[300, 340], [900, 340], [390, 230]])) {
        const { place } = look({ az, el, zoom: 1 }, 1, width, height);
        for (const [x, y, h] of [[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, -0.1], [0, 0, 1], [1, 1, 1], [0.5, 0.5, 1]]) {
          const [right, down] = place([x, y, h]);
          same([right >= 0, right <= width, down >= 0, down <= height], [true, true, true, true]);
        }
      }
});

test("what is nearer looks larger, and zooming keeps the middle", () => {
  const { place, eye, byRow } = look({ az: 0, el: 0.5, zoom: 1 }, 1, 600, 400);
  const width = (/** @type {number} */ y) => place([1, y, 0])[0] - place([0, y, 0])[0];
  same([width(1) > width(0), eye[1] > 1, byRow], [true, true, true]);
  near(look({ ...EYE, zoom: 2 }, 1, 600, 400).place([0.5, 0.5, 0.45])[0], 300, 1e-9);
});
