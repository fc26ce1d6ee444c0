// @ts-check
// Where the units of a drawn network are, and which of them a place is nearest to.

/** @typedef {{ layer: number, unit: number, x: number, y: number, w: number, h: number, named: number }} Node layer 0 is the input; named: px of its width that its number has, 0 where that does not fit */

const SLOT_PART = 0.82; // of the room of a unit: its box
const TALLEST_PX = 52;
const LEAST_CURVE_WIDTH_PX = 20; // what its number has to leave of a box

/**
 * Where every unit is, layer by layer.
 *
 * @param {number[]} sizes
 * @param {number} width
 * @param {number} height
 * @param {number} letters px, of the words above and of the units' numbers
 * @returns {Node[][]}
 */
export function layout(sizes, width, height, letters) {
  const gap = width / sizes.length, head = 1.6 * letters;
  return sizes.map((units, layer) => {
    const slot = (height - head) / units, h = Math.min(slot * SLOT_PART, TALLEST_PX), plain = 1.7 * h + 8;
    const number = letters * (0.5 * `${layer}${units}`.length + 0.8), wide = Math.min(gap * 0.6, plain + number);
    const named = h > letters && wide - number >= LEAST_CURVE_WIDTH_PX ? number : 0, w = named ? wide : Math.min(gap * 0.5, plain);
    const hidden = layer > 0 && layer < sizes.length - 1;
    const size = hidden ? { w, h, named } : { w: 26, h: 26, named: 0 };
    return Array.from({ length: units }, (_, unit) => ({ layer, unit, x: gap * (layer + 0.5), y: head + slot * (unit + 0.5), ...size }));
  });
}

/**
 * The hidden unit whose box is nearest to a place, if one is near.
 *
 * @param {Node[][]} nodes
 * @param {number} x
 * @param {number} y
 * @param {number} reach px, at most so far from its box
 * @returns {Node | null}
 */
export function nodeAt(nodes, x, y, reach) {
  const away = (/** @type {Node} */ node) => Math.hypot(Math.max(Math.abs(x - node.x) - node.w / 2, 0), Math.max(Math.abs(y - node.y) - node.h / 2, 0));
  const best = nodes.slice(1, -1).flat().reduce((best, node) => (best && away(best) <= away(node) ? best : node), /** @type {Node | null} */ (null));
  return best && away(best) <= reach ? best : null;
}

/**
 * How far it is from the middle of one box to the next, where they are closest.
 *
 * @param {Node[][]} nodes
 * @returns {number}
 */
export function pitch(nodes) {
  return Math.min(...nodes.slice(1, -1).map(([first, second]) => (second ? second.y - first.y : Infinity)));
}
