// @ts-check
import { aligned, clipped, crossings, drape, ground, heightAt, look, over, thinned, unpack } from "../../pages/ui/parts/terrain3d/geometry.js";
import { near, same, test } from "./check.js";

/** @typedef {[number, number]} Spot */

const SLOPE = { n: 3, h: Float32Array.of(0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1) }; // rises eastward
const EYE = { az: -0.5, el: 0.8, zoom: 1 };

test("between corners the ground is bilinear", () => {
  near([heightAt(SLOPE, 0, 0), heightAt(SLOPE, 0.25, 0.7), heightAt(SLOPE, 1, 1)], [0, 0.25, 1]);
});

test("a segment is cut at the edge of the map", () => {
  near(clipped([-1, 0.5], [1, 0.5])?.flat() ?? [], [0, 0.5, 1, 0.5]);
  near(clipped([0.5, 0.5], [0.5, 3])?.flat() ?? [], [0.5, 0.5, 0.5, 1]);
  same([clipped([2, 0], [3, 1]), clipped([-1, 2], [2, 2]), clipped([NaN, 0], [0.5, 0.5])], [null, null, null]);
});

test("a path lies on the ground, in short pieces, and the ball is only on the map", () => {
  const path = { color: "red", points: Float32Array.of(0.1, 0.5, 0.9, 0.5, 2, 0.5), frames: 3, members: 1 };
  const { pieces, balls } = drape(SLOPE, path, 0);
  same(balls.map((ball) => ball !== null), [true, true, false]);
  same([pieces[0][0], pieces[pieces.length - 1][0]], [1, 2]);
  near(pieces[pieces.length - 1][2], [1, 0.5, 1.012], 1e-6);
  same(pieces.every(([, from, to]) => Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.0101), true);
  same(pieces.every(([, from]) => Math.abs(from[2] - from[0] - 0.012) < 1e-6), true);
});

test("a member of a family has its own path", () => {
  const path = { color: "red", points: Float32Array.of(0, 0, 1, 1, 0.5, 0.5, 0.5, 1), frames: 2, members: 2 };
  near(drape(SLOPE, path, 1).balls[0] ?? [], [1, 1, 1.012], 1e-6);
  near(drape(SLOPE, path, 0).balls[1] ?? [], [0.5, 0.5, 0.512], 1e-6);
});

test("words beside an edge lead away from it", () => {
  same([aligned(-5, 3), aligned(5, 3), aligned(1, 9), aligned(-1, -9)], ["right", "left", "center", "center"]);
});

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

test("an isoline crosses a tile where the ground has its height", () => {
  const corners = /** @type {[number, number, number][]} */ ([[0, 0, 0], [1, 0, 1], [1, 1, 1], [0, 1, 0]]);
  near(crossings(corners, 0.25, true), [1, 0.25, 0, 0.25, 1, 0.25]);
  const saddle = /** @type {[number, number, number][]} */ ([[0, 0, 0], [1, 0, 1], [1, 1, 0], [0, 1, 1]]);
  same(crossings(saddle, 0.5, false).length, 12);
});

test("the coarse ground has every second corner and the mean colors", () => {
  const h = Float32Array.from({ length: 25 }, (_, k) => k);
  const colors = Uint8Array.from({ length: 3 * 16 }, (_, k) => 4 * Math.floor(k / 3));
  const coarse = thinned(ground(5, h, colors, []), []);
  same([coarse.n, [...coarse.h]], [3, [0, 2, 4, 10, 12, 14, 20, 22, 24]]);
  same([...coarse.colors].filter((_, k) => k % 3 === 0), [10, 18, 42, 50]);
  same(coarse.codes[0], "rgb(10,10,10)");
});

test("what Python packs is unpacked, wherever it begins in its buffer", () => {
  const header = { n: 3, levels: [[0.5, true, "5"]], paths: [{ color: "red", frames: 1, members: 1 }] };
  const words = new TextEncoder().encode(JSON.stringify(header));
  const padded = 4 * Math.ceil(words.length / 4);
  const bytes = new Uint8Array(1 + 4 + padded + 4 * (9 + 2) + 12).fill(32);
  new DataView(bytes.buffer).setUint32(1, padded, true);
  bytes.set(words, 5);
  const numbers = new Uint8Array(Float32Array.of(...SLOPE.h, 0.25, 0.75).buffer);
  bytes.set(numbers, 5 + padded);
  bytes.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 5 + padded + numbers.length);
  const model = unpack(bytes.subarray(1));
  near([model.top, ...model.paths[0].points], [1, 0.25, 0.75]);
  same([model.fine.codes[3], model.coarse.n, model.fine.lines[0].length], ["rgb(10,11,12)", 2, 6]);
});

test("a tile reaches a pixel under its neighbor", () => {
  near(over([0, 0], [0, 10]), [0, 1]);
  near(over([3, 3], [3, 3]), [0, 0]);
});
