// @ts-check
// The arithmetic of playing: how far a run has come by the clock, and which frame that is.

import { clamp, within } from "../stops.js";

/**
 * How a run is played, in step numbers and seconds at 1×: so many steps at an even speed, and from then on faster and
 * faster, speed growing by gain every second.
 *
 * @typedef {{ even: number, speed: number, gain: number }} Pace
 */

/**
 * Step by step, for who has asked for less motion.
 *
 * @type {Pace}
 */
export const SINGLY = { even: Infinity, speed: 1, gain: 0 };

/**
 * The step that is reached from another after some seconds: s + v·t + gain·t²/2, where v² = speed² + 2·gain·(s − even)
 * is the speed that belongs to a step s beyond the even ones.
 *
 * @param {number} step counted from the run's first
 * @param {number} seconds
 * @param {Pace} pace
 * @returns {number}
 */
export function advanced(step, seconds, { even, speed, gain }) {
  const evenly = Math.min(seconds, Math.max(even - step, 0) / speed);
  const start = step + evenly * speed;
  const rest = seconds - evenly;
  if (rest <= 0) return start;
  const v = Math.sqrt(speed ** 2 + 2 * gain * Math.max(start - even, 0));
  return start + v * rest + (gain * rest ** 2) / 2;
}

/**
 * The frame that shows a step: the last one recorded by then.
 *
 * @param {number[]} steps the step number of every frame, increasing
 * @param {number} step
 * @returns {number}
 */
export function frameAt(steps, step) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return within(low - 1, steps.length);
}

/**
 * Where the bar stands when a run has been replaced by another: at the end if it rested there, else where it was.
 *
 * @param {number | null} frame null for what is walked for the first time: it begins at its start
 * @param {{ last: number, playing: boolean }} before
 * @param {{ last: number, start: number }} now
 * @returns {number}
 */
export function resumedFrame(frame, before, now) {
  const ended = frame !== null && frame > 0 && frame === before.last && !before.playing;
  return ended ? now.last : clamp(frame ?? now.start, 0, now.last);
}
