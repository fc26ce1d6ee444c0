// @ts-check
// What is said of the units: of the kink that keys move, of those that are off, of the one looked at, or of all.

import { number } from "../number.js";
import { byShare, lossWithout, shareOf } from "./model.js";

/** @import { Held } from "./bands.js" */
/** @import { Kink } from "./forward.js" */
/** @import { Model } from "./model.js" */
/** @import { Unit, Units } from "./units.js" */

const NAMED = 3; // units whose shares are told
const AILMENTS = ["", "Dead", "Saturated", "Copies"]; // as Python counts them

/**
 * @param {Kink} kink the one that keys move
 * @returns {string}
 */
export function kinkWords({ unit, x }) {
  return `Unit 1.${unit + 1} bends at x = ${number(x)}. Left and right move it, up and down choose another.`;
}

/**
 * @param {Model} model
 * @param {Held} held the band in the hand
 * @returns {string}
 */
export function bandWords({ sizes }, { unit, weight }) {
  return `Unit ${sizes.length - 2}.${unit + 1} goes into the fit ${number(weight)} times. Once it is let go, a training starts from there.`;
}

/**
 * @param {Units} units
 * @param {number} frame
 * @param {Uint8Array} idle of the frame
 * @returns {string}
 */
export function unitWords(units, frame, idle) {
  if (units.off.size) return ofThoseOff(units, frame);
  return units.chosen ? ofOne(units, units.chosen, frame) : ofAll(units, frame, idle);
}

/**
 * What the loss is without those that are off: at once for one of the last layer.
 *
 * @param {Units} units
 * @param {number} frame
 * @returns {string}
 */
function ofThoseOff({ model, off }, frame) {
  const [now, then] = [model.loss[frame], lossWithout(model, frame, off)];
  const named = [...off].map((name) => name.split(".").map((part) => Number(part) + 1).join(".")).join(", ");
  if (then === null) return `Without ${named}: the dashed line is the fit with every unit.`;
  return `Without ${named} the loss ${then < now ? "falls" : "rises"} by ${number(Math.abs(then - now))}: from ${number(now)} to ${number(then)}. The dashed line is the fit with every unit.`;
}

/**
 * @param {Units} units none of which is off
 * @param {Unit} chosen
 * @param {number} frame
 * @returns {string}
 */
function ofOne({ model, crowded, finger }, { layer, unit }, frame) {
  const { sizes, rise } = model, name = `Unit ${layer}.${unit + 1}`, at = frame * sizes[sizes.length - 2] + unit;
  const what = crowded && finger ? "" : "Press it to switch it off.";
  if (layer !== sizes.length - 2) return `${name}. ${what}`;
  const drag = model.weighs ? " Drag its band: its weight follows." : "";
  const more = rise[at] < 0 ? `fall by ${number(-rise[at])}` : `rise by ${number(rise[at])}`;
  return `${name}: its share of the fit is ${number(100 * shareOf(model, frame, unit))} %; without it alone the loss would ${more}. ${what}${drag}`;
}

/**
 * @param {Units} units
 * @param {number} frame
 * @param {Uint8Array} idle
 * @returns {string}
 */
function ofAll({ model, crowded }, frame, idle) {
  const { sizes } = model, names = sizes.slice(1, -1).flatMap((count, l) => Array.from({ length: count }, (_, unit) => `${l + 1}.${unit + 1}`));
  if (!names.length) return "No hidden layer: the network is a straight line.";
  const largest = byShare(model, frame).slice(0, NAMED);
  const shares = largest.map((unit) => `${sizes.length - 2}.${unit + 1} (${number(100 * shareOf(model, frame, unit))} %)`);
  const ails = AILMENTS.map((word, kind) => [word, names.filter((_, k) => kind > 0 && idle[k] === kind)]);
  const told = ails.filter(([, mine]) => mine.length).map(([word, mine]) => ` ${word}: ${mine.length > 6 ? `${mine.length} units` : /** @type {string[]} */ (mine).join(", ")}.`);
  return `${hint(crowded)} Largest shares of the fit: unit ${shares.join(", ")}.${told.join("") || " Every unit is at work."}`;
}

/**
 * @param {boolean} crowded
 * @returns {string} how a unit is switched
 */
function hint(crowded) {
  if (!matchMedia("(pointer: coarse)").matches) return "Choose a box to switch its unit off.";
  return crowded ? "Tap near a box to choose its unit." : "Tap a box to switch its unit off.";
}
