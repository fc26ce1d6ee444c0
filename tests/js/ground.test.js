// @ts-check
import { crossings, ground, heightAt, thinned, unpack } from "../../pages/ui/parts/terrain3d/ground.js";
import { near, same, test } from "./check.js";

const SLOPE = { n: 3, h: Float32Array.of(0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1) }; // rises eastward

test("between corners the ground is bilinear", () => {
  near([heightAt(SLOPE, 0, 0), heightAt(SLOPE, 0.25, 0.7), heightAt(SLOPE, 1, 1)], [0, 0.25, 1]);
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
