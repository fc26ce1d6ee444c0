// @ts-check
// A network's own arithmetic, for its curves: from the weights that Python has packed to what every unit does along x.

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
/** @typedef {{ x: number, layer: number, unit: number }} Kink the first hidden layer being 0 */
/**
 * @typedef {object} Answer what the units do at every place
 * @property {Float64Array[]} a of every layer (units · P), the input's own first; the last is the output's
 * @property {Float64Array[]} z of every layer with weights
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
 * Where the blocks of the layers begin in the weights.
 *
 * @param {number[]} sizes
 * @returns {number[]}
 */
export function blocks(sizes) {
  const starts = [0];
  for (let l = 0; l + 1 < sizes.length; l += 1) starts.push(starts[l] + (sizes[l] + 1) * sizes[l + 1]);
  return starts;
}

/**
 * The activation at z: between two of the values sent a straight line, and beyond them the last one goes on.
 *
 * @param {Model} model
 * @param {number} z
 * @returns {number}
 */
export function bent({ bend, reach }, z) {
  const place = ((z + reach) / (2 * reach)) * (bend.length - 1);
  const k = Math.min(Math.max(Math.floor(place), 0), bend.length - 2);
  return bend[k] + (bend[k + 1] - bend[k]) * (place - k);
}

/**
 * What every unit does along x; one that is off gives nothing to the next layer.
 *
 * @param {Model} model
 * @param {Float64Array} theta
 * @param {Set<string>} off "layer.unit", counted from 0
 * @returns {Answer}
 */
export function answer(model, theta, off) {
  const { sizes, across } = model, P = across.length, starts = blocks(sizes);
  /** @type {Answer} */
  const whole = { a: [Float64Array.from(across)], z: [] };
  for (let l = 0; l + 1 < sizes.length; l += 1) {
    const [ins, outs] = [sizes[l], sizes[l + 1]], from = whole.a[l], z = new Float64Array(outs * P);
    for (let j = 0; j < outs; j += 1) {
      const bias = theta[starts[l] + ins * outs + j];
      for (let p = 0; p < P; p += 1) z[j * P + p] = bias;
      for (let i = 0; i < ins; i += 1) {
        if (l > 0 && off.has(`${l - 1}.${i}`)) continue;
        const w = theta[starts[l] + i * outs + j];
        for (let p = 0; p < P; p += 1) z[j * P + p] += w * from[i * P + p];
      }
    }
    whole.z.push(z);
    whole.a.push(l + 2 === sizes.length ? z : z.map((sum) => bent(model, sum)));
  }
  return whole;
}

/**
 * The curves that add up to the fit: from the bias alone, unit by unit in this order, to the whole; (units + 1) · P.
 *
 * @param {Model} model
 * @param {Float64Array} theta
 * @param {Answer} whole
 * @param {number[]} order of the last hidden layer's units
 * @param {Set<string>} off
 * @returns {Float64Array[]}
 */
export function stacked(model, theta, { a }, order, off) {
  const { sizes, across } = model, last = sizes.length - 2, outs = sizes[last + 1], start = blocks(sizes)[last];
  const P = across.length, curves = [new Float64Array(P).fill(theta[start + sizes[last] * outs])];
  for (const i of order) {
    const w = last > 0 && off.has(`${last - 1}.${i}`) ? 0 : theta[start + i * outs];
    curves.push(curves[curves.length - 1].map((sum, p) => sum + w * a[last][i * P + p]));
  }
  return curves;
}

/**
 * Where units of ReLUs and their like bend: of the first layer at −b/w, of the others where a sum changes sign.
 *
 * @param {Model} model
 * @param {Float64Array} theta
 * @param {Answer} whole
 * @returns {Kink[]}
 */
export function kinks(model, theta, { z }) {
  const { sizes, across, kinked } = model, P = across.length, found = [];
  if (!kinked) return [];
  for (let unit = 0; sizes.length > 2 && unit < sizes[1]; unit += 1) {
    const x = -theta[sizes[1] + unit] / theta[unit];
    if (sizes[0] === 1 && x >= across[0] && x <= across[P - 1]) found.push({ x, layer: 0, unit });
  }
  for (let layer = 1; layer + 2 < sizes.length; layer += 1)
    for (let unit = 0; unit < sizes[layer + 1]; unit += 1)
      for (let p = 0; p + 1 < P; p += 1) {
        const [before, after] = [z[layer][unit * P + p], z[layer][unit * P + p + 1]];
        if (before > 0 !== after > 0) found.push({ x: across[p] + ((across[p + 1] - across[p]) * before) / (before - after), layer, unit });
      }
  return found;
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
