// @ts-check
import { advanced, frameAt, resumedFrame, SINGLY } from "../../pages/ui/parts/bar/clock.js";
import { near, same, test } from "./check.js";

const EVENLY = { even: 0, speed: 17, gain: 0 };
const GATHERING = { even: 8, speed: 1, gain: 1.0625 }; // a run of 50 steps: 8 in 8 seconds, 42 in 8 more

test("an even pace is a speed", () => {
  near([advanced(0, 1, EVENLY), advanced(10, 0.5, EVENLY), advanced(3, 0, EVENLY)], [17, 18.5, 3]);
});

test("the first eight steps take a second each, all others as long together as was foreseen", () => {
  near([1, 2.5, 8, 16].map((seconds) => advanced(0, seconds, GATHERING)), [1, 2.5, 8, 50]);
});

test("it never takes a step longer than the one before", () => {
  const places = Array.from({ length: 161 }, (_, k) => advanced(0, k / 10, GATHERING));
  const speeds = places.slice(1).map((place, k) => place - places[k]);
  same(speeds.every((speed, k) => k === 0 || speed >= speeds[k - 1] - 1e-12), true);
});

test("dropped frames lose no time", () => {
  let step = 0;
  for (let k = 0; k < 97; k++) step = advanced(step, 12 / 97, GATHERING);
  near(step, advanced(0, 12, GATHERING), 1e-9);
  near(advanced(20, 2, GATHERING), advanced(advanced(20, 1.3, GATHERING), 0.7, GATHERING));
});

test("a frame stands for the steps up to the next one that was kept", () => {
  const steps = [0, 1, 2, 4, 8, 16];
  same([0, 0.9, 1, 3.99, 4, 15.9, 16, 99, -1].map((step) => frameAt(steps, step)), [0, 0, 1, 2, 3, 4, 5, 5, 0]);
  same(frameAt([7], 3), 0);
});

test("a bar keeps its place in another run, and its end", () => {
  const rests = { last: 50, playing: false };
  same(resumedFrame(null, { last: 0, playing: false }, { last: 80, start: 0 }), 0);
  same(resumedFrame(null, { last: 0, playing: false }, { last: 80, start: 99 }), 80);
  same(resumedFrame(12, rests, { last: 80, start: 0 }), 12);
  same(resumedFrame(12, rests, { last: 8, start: 0 }), 8);
  same(resumedFrame(50, rests, { last: 80, start: 0 }), 80);
  same(resumedFrame(50, { last: 50, playing: true }, { last: 80, start: 0 }), 50);
  same(resumedFrame(0, { last: 0, playing: false }, { last: 80, start: 0 }), 0); // a run of one frame has no end to stay at
});

test("step by step is one a second for good", () => {
  near([0, 1, 500].map((step) => advanced(step, 2.5, SINGLY)), [2.5, 3.5, 502.5]);
});
