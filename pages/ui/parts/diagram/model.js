// @ts-check
// What Python has packed of a network and its training: the weights at every frame, and what each unit is worth.

import { headed } from "../headed.js";

/**
 * @typedef {object} Model see model of pages/charts/network/inside.py
 * @property {number[]} sizes units in every layer, input and output included
 * @property {number} frames
 * @property {number[]} across (P) places along x
 * @property {number} reach the largest z at which the activation is known
 * @property {number} knots
 * @property {[number[], number[]]} points x and y of those learned from
 * @property {[number, number]} y ends of the axis
 * @property {[number, number][]} off layer and unit of those switched off
 * @property {boolean} holds whether a kink can be dragged
 * @property {boolean} weighs whether a band can
 * @property {boolean} kinked
 * @property {Record<string, string>} colors
 * @property {string[]} bands
 * @property {Float32Array} low (D) the lowest value of each weight
 * @property {Float32Array} range (D)
 * @property {Float64Array} loss (F)
 * @property {Float64Array} without (F) the loss without the units that Python knows to be off
 * @property {Float64Array} rise (F · U) of the loss without the unit
 * @property {Uint16Array} share (F · U) of the fit's motion, in 65535ths
 * @property {Float32Array} bend (knots) the activation from −reach to reach
 * @property {Uint16Array} levels (F · D)
 * @property {Uint8Array} idle (F · hidden units) 0 at work, 1 dead, 2 saturated, 3 a copy
 */

const LEVELS = 65535; // see LEVELS in charts/network/inside.py

/**
 * @param {Uint8Array | ArrayBuffer} data
 * @returns {Model}
 */
export function unpack(data) {
  const bytes = new Uint8Array(data).slice(); // a buffer of its own, so that numbers are aligned
  /** @type {{ header: Model, at: number }} */
  let { header: model, at } = headed(bytes);
  const dim = count(model.sizes), hidden = model.sizes.slice(1, -1), frames = model.frames;
  const last = hidden.at(-1) ?? 0;
  /**
   * @template {Float64Array | Float32Array | Uint16Array} T
   * @param {{ new (buffer: ArrayBuffer, at: number, count: number): T, BYTES_PER_ELEMENT: number }} Kind
   * @param {number} count
   * @returns {T}
   */
  const next = (Kind, count) => {
    at += Kind.BYTES_PER_ELEMENT * count;
    return new Kind(bytes.buffer, at - Kind.BYTES_PER_ELEMENT * count, count);
  };
  for (const name of /** @type {const} */ (["loss", "without"])) model[name] = next(Float64Array, frames);
  model.rise = next(Float64Array, frames * last);
  for (const name of /** @type {const} */ (["low", "range"])) model[name] = next(Float32Array, dim);
  model.bend = next(Float32Array, model.knots);
  model.share = next(Uint16Array, frames * last);
  model.levels = unbent(bytes.subarray(at, at + 2 * frames * dim), frames, dim);
  model.idle = bytes.subarray(at + 2 * frames * dim);
  return model;
}

/**
 * Levels from their second differences in time, modulo 65536: see _curvatures of pages/charts/network/inside.py.
 *
 * @param {Uint8Array} bends high bytes (D · F), then low ones
 * @param {number} frames
 * @param {number} dim
 * @returns {Uint16Array} (F · D)
 */
export function unbent(bends, frames, dim) {
  const levels = new Uint16Array(frames * dim), half = frames * dim;
  for (let d = 0; d < dim; d += 1)
    for (let f = 0, before = 0, now = 0; f < frames; f += 1) {
      const bend = bends[d * frames + f] * 256 + bends[half + d * frames + f];
      [before, now] = [now, (2 * now - before + bend) & LEVELS];
      levels[f * dim + d] = now;
    }
  return levels;
}

/**
 * How many weights and biases a network has.
 *
 * @param {number[]} sizes
 * @returns {number}
 */
export function count(sizes) {
  return sizes.slice(1).reduce((sum, units, l) => sum + (sizes[l] + 1) * units, 0);
}

/**
 * The weights at a frame, layer by layer weights (in · out) and then biases, as Python packs them.
 *
 * @param {Model} model
 * @param {number} frame
 * @returns {Float64Array}
 */
export function weightsAt({ low, range, levels }, frame) {
  const theta = new Float64Array(low.length), from = frame * low.length;
  for (let d = 0; d < theta.length; d += 1) theta[d] = low[d] + (range[d] * levels[from + d]) / LEVELS;
  return theta;
}

/**
 * The loss without the units that are off: the engine's own where it has been asked for just these, else the whole
 * loss and what the engine says one unit of the last hidden layer is worth; null of others, until the engine has
 * answered.
 *
 * @param {Model} model
 * @param {number} frame
 * @param {Set<string>} off "layer.unit", counted from 0
 * @returns {number | null}
 */
export function lossWithout(model, frame, off) {
  if (!off.size) return model.loss[frame];
  if (off.size === model.off.length && model.off.every((unit) => off.has(unit.join(".")))) return model.without[frame];
  const [layer, unit] = [...off][0].split(".").map(Number), last = model.sizes.length - 3;
  return off.size > 1 || layer !== last ? null : model.loss[frame] + model.rise[frame * model.sizes[last + 1] + unit];
}

/**
 * A unit's share of the fit's motion, from 0 to 1.
 *
 * @param {Model} model
 * @param {number} frame
 * @param {number} unit of the last hidden layer
 * @returns {number}
 */
export function shareOf({ sizes, share }, frame, unit) {
  return share[frame * sizes[sizes.length - 2] + unit] / LEVELS;
}

/**
 * The units of the last hidden layer by falling share at a frame.
 *
 * @param {Model} model
 * @param {number} frame
 * @returns {number[]}
 */
export function byShare({ sizes, share }, frame) {
  const units = sizes.length > 2 ? sizes[sizes.length - 2] : 0;
  const mine = share.subarray(frame * units, (frame + 1) * units);
  if (!units) return Array.from({ length: sizes[0] }, (_, i) => i);
  return Array.from(mine.keys()).sort((i, j) => mine[j] - mine[i]);
}
