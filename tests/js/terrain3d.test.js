// @ts-check
import { look } from "../../pages/ui/parts/terrain3d/eye.js";
import { ground } from "../../pages/ui/parts/terrain3d/ground.js";
import { Picture, over } from "../../pages/ui/parts/terrain3d/paint.js";
import { aligned, besideIt, fitted, written } from "../../pages/ui/parts/terrain3d/scales.js";
import { near, same, test } from "./check.js";

/** @import { Level, Model } from "../../pages/ui/parts/terrain3d/ground.js" */
/** @typedef {{ text: string, left: number, right: number, y: number }} Written */

/** @type {Level[]} */
const LEVELS = [[0.02, true, "0.10576"], [0.2, false, ""], [0.3, true, "0.1058"], [0.6, true, "0.10586"]];
const AXES = /** @type {[string, string]} */ (["first weight, less its last value", "another random direction"]);
const ENDS = /** @type {[[string, string], [string, string]]} */ ([["−0.0217", "0.108"], ["−0.00778", "0.0389"]]);

/**
 * All that is written around a slope of so many pixels, seen from there.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} az
 * @returns {Written[]}
 */
function around(width, height, az = -0.5) {
  const h = new Float32Array([0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1]), fine = ground(3, h, new Uint8Array(12), LEVELS);
  /** @type {Model} */
  const model = { n: 3, label: "", levels: LEVELS, axes: AXES, ends: ENDS, paths: [], top: 1, fine, coarse: fine };
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /** @type {Written[]} */
  const found = [];
  pen.fillText = (text, x, y) => {
    const wide = pen.measureText(text).width, left = x - { left: 0, right: wide, center: wide / 2 }[/** @type {"left"} */ (pen.textAlign)];
    found.push({ text, left, right: left + wide, y });
  };
  written(pen, { color: "black", fontFamily: "sans-serif" });
  new Picture(pen, model, fine, look({ az, el: 0.8, zoom: 1 }, 1, width, height, besideIt(pen, model))).paint([]);
  return found;
}

test("nothing around the mountain is cut, and no height is written on anything else", () => {
  for (const [width, height] of [[368, 230], [300, 200], [900, 340]])
    for (const az of [-3, -1.57, -0.5, 0, 0.8, 2]) {
      const all = around(width, height, az);
      same(all.filter(({ left, right }) => left < -0.01 || right > width + 0.01).map(({ text }) => text), []);
      const heights = all.filter(({ text }) => text.startsWith("0.105"));
      const meets = (/** @type {Written} */ a, /** @type {Written} */ b) => a !== b && a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 13;
      same(heights.filter((one) => all.some((other) => meets(one, other))).map(({ text }) => text), []);
    }
});

test("every end of an axis, its whole name where there is room, and two heights at least are written", () => {
  const texts = around(900, 340).map(({ text }) => text);
  same([...ENDS.flat(), ...AXES].filter((text) => !texts.includes(text)), []);
  same(texts.filter((text) => text.startsWith("0.105")).length >= 2, true);
});

test("a name is broken where there is no room for it, and shortened where two lines are not enough", () => {
  const letters = (/** @type {string} */ words) => words.length;
  same(fitted("second weight, less its last value", 40, letters), ["second weight, less its last value"]);
  same(fitted("second weight, less its last value", 20, letters), ["second weight, less", "its last value"]);
  same(fitted("second weight, less its last value", 13, letters), ["second weight"]);
  same(fitted("another random direction", 15, letters), ["another random", "direction"]);
});

test("words beside an edge lead away from it", () => {
  same([aligned(-5, 3), aligned(5, 3), aligned(1, 9), aligned(-1, -9)], ["right", "left", "center", "center"]);
});

test("a tile reaches a pixel under its neighbor", () => {
  near(over([0, 0], [0, 10]), [0, 1]);
  near(over([3, 3], [3, 3]), [0, 0]);
});
