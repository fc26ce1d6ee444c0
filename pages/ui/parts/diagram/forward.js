// @ts-check
// A network's own arithmetic, for its curves: from its weights to what every unit does along x.

/** @import { Model } from "./model.js" */
/** @typedef {{ x: number, layer: number, unit: number }} Kink the first hidden layer being 0 */
/**
 * @typedef {object} Answer what the units do at every place
 * @property {Float64Array[]} a of every layer (units · P), the input's own first; the last is the output's
 * @property {Float64Array[]} z of every layer with weights
 */

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
function bent({ bend, reach }, z) {
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
