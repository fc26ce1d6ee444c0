// @ts-check
// What parts that draw on a canvas have in common: a sharp pen, the page's ink and sizes of words, axes.

import { number } from "./number.js";

/** @typedef {{ left: number, top: number, width: number, height: number }} Box in px */
/** @typedef {{ ink: string, words: number, ticks: number, font: string }} Look the page's text color, sizes in px, type */

const TICK_PART = 12 / 14; // of the small words: ticks and titles of axes, as in site.css
const INK_SHARE = 0.3; // see INK_SHARE in palette.py
const TITLE_PARTS = { below: 2, beside: 3.4 }; // of the size of ticks: how far the titles of the axes are from the plot
const TICK_GAP_PX = { across: 60, up: 34 }; // from one tick to the next, about

/**
 * A pen for a canvas as many dots as the screen has, wiped; nothing where the canvas has no size yet.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {{ pen: CanvasRenderingContext2D, width: number, height: number } | null}
 */
export function wiped(canvas) {
  const [width, height, dense] = [canvas.clientWidth, canvas.clientHeight, window.devicePixelRatio || 1];
  if (!width || !height) return null;
  const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/**
 * How the page looks where this element is.
 *
 * @param {Element} element whose words are small ones
 * @returns {Look}
 */
export function looks(element) {
  const style = getComputedStyle(element), words = parseFloat(style.fontSize);
  return { ink: style.color, words, ticks: words * TICK_PART, font: style.fontFamily };
}

/**
 * A color as words in it are written: with as much of the page's ink as they need to be read.  See words of palette.py.
 *
 * @param {string} color
 * @param {Look} look
 * @returns {string}
 */
export function inked(color, { ink }) {
  return `color-mix(in srgb, ${ink} ${100 * INK_SHARE}%, ${color})`;
}

/**
 * Round numbers on an axis: two at least, as one alone says nothing of how large anything is.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} count about so many
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  const rough = (high - low) / Math.max(2, Math.floor(count));
  const power = 10 ** Math.floor(Math.log10(rough));
  const factors = [0.5, 1, 2, 5, 10], least = factors.find((factor) => factor >= 1 && factor * power >= rough) ?? 10;
  let found = /** @type {number[]} */ ([]);
  for (const factor of factors.filter((each) => each <= least).reverse()) {
    const step = factor * power;
    found = [];
    for (let k = Math.ceil(low / step); k * step <= high; k += 1) found.push(k * step);
    if (found.length > 1) break;
  }
  return found;
}

/**
 * The axes of a plot, with their numbers: where x and y are in px.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Box} box
 * @param {[number, number]} xs
 * @param {[number, number]} ys
 * @param {Look} look
 * @param {[string, string]} titles of both
 * @returns {{ x: (x: number) => number, y: (y: number) => number }}
 */
export function axes(pen, { left, top, width, height }, xs, ys, { ink, ticks: size, font }, titles) {
  const x = (/** @type {number} */ at) => left + ((at - xs[0]) / (xs[1] - xs[0])) * width;
  const y = (/** @type {number} */ at) => top + height - ((at - ys[0]) / (ys[1] - ys[0])) * height;
  pen.font = `${size}px ${font}`;
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1;
  for (const [low, high, across] of /** @type {[number, number, boolean][]} */ ([[...xs, true], [...ys, false]])) {
    pen.textAlign = across ? "center" : "right";
    pen.textBaseline = across ? "top" : "middle";
    for (const tick of ticks(low, high, across ? width / TICK_GAP_PX.across : height / TICK_GAP_PX.up)) {
      pen.globalAlpha = 0.12;
      pen.beginPath();
      if (across) [pen.moveTo(x(tick), top), pen.lineTo(x(tick), top + height)];
      else [pen.moveTo(left, y(tick)), pen.lineTo(left + width, y(tick))];
      pen.stroke();
      pen.globalAlpha = 0.8;
      if (across) pen.fillText(number(tick), x(tick), top + height + 4);
      else pen.fillText(number(tick), left - 4, y(tick));
    }
  }
  [pen.textAlign, pen.textBaseline] = ["center", "middle"];
  pen.fillText(titles[0], left + width / 2, top + height + size * TITLE_PARTS.below);
  pen.fillText(titles[1], left - size * TITLE_PARTS.beside, top + height / 2);
  pen.globalAlpha = 1;
  return { x, y };
}
