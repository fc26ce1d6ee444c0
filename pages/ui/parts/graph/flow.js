// @ts-check
// The graph of operations: what Python has packed, where its nodes are drawn, and the chain rule of one of them.

/**
 * @typedef {object} Node see model of pages/charts/network/graph.py
 * @property {string} name
 * @property {string} sign
 * @property {string} kind
 * @property {string} what
 * @property {number} layer
 * @property {number} unit
 * @property {number[]} parents
 * @property {number} parameter
 */
/**
 * @typedef {object} Flow
 * @property {Node[]} nodes
 * @property {[number, number][]} edges parent and child
 * @property {number} frames
 * @property {number} chosen
 * @property {string} phase
 * @property {[number, number]} sample its number, and how many there are
 * @property {Record<string, number>} widths
 * @property {Record<string, string>} colors
 * @property {string} bend
 * @property {string} rule the title of the rule that makes the updates; empty: gradient descent
 * @property {Record<string, Float32Array>} arrays frame by frame
 */
/** @typedef {{ x: number, y: number, w: number, h: number, full: boolean }} Box a node's middle and size, and whether it has room for numbers */

const BOX = { w: 92, h: 38 };
const DOT = 10; // px: a node without room for numbers

/**
 * @param {Uint8Array | ArrayBuffer} data
 * @returns {Flow}
 */
export function unpack(data) {
  const bytes = new Uint8Array(data).slice(); // a buffer of its own, so that numbers are aligned
  const length = new DataView(bytes.buffer).getUint32(0, true);
  /** @type {Flow} */
  const flow = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  flow.arrays = {};
  for (const [name, width] of Object.entries(flow.widths)) {
    flow.arrays[name] = new Float32Array(bytes.buffer, at, flow.frames * width);
    at += 4 * flow.frames * width;
  }
  return flow;
}

/**
 * A number of a node, an edge, a weight or a loss at a frame.
 *
 * @param {Flow} flow
 * @param {string} name of the array
 * @param {number} frame
 * @param {number} place
 * @returns {number}
 */
export function at(flow, name, frame, place) {
  return flow.arrays[name][frame * flow.widths[name] + place];
}

/**
 * The column of a node, from the input's 0.
 *
 * @param {Node} node
 * @returns {number}
 */
export function column({ kind, layer }) {
  const within = { input: 0, weight: 1, product: 1, bias: 2, sum: 2, activation: 3, target: 3, error: 3, square: 4, mean: 5 };
  return 3 * layer + within[/** @type {keyof typeof within} */ (kind)];
}

/**
 * Where the nodes are: what is given stands above what it goes into.
 *
 * @param {Flow} flow
 * @param {number} width
 * @param {number} height
 * @param {number} scale of words
 * @returns {Box[]}
 */
export function layout({ nodes }, width, height, scale) {
  const columns = Math.max(...nodes.map(column)) + 1, gap = width / columns;
  const rows = Array.from({ length: columns }, () => 0), place = nodes.map(() => 0);
  const above = { weight: true, bias: true, target: true };
  const given = (/** @type {Node} */ node) => node.kind in above;
  nodes.forEach((node, k) => !given(node) && (place[k] = rows[column(node)]++));
  const most = Math.max(...rows), tight = height / most;
  const w = Math.min(BOX.w * scale, gap * 0.86), h = Math.min(BOX.h * scale, tight * 0.43);
  const full = h >= 26 * scale && w >= 56 * scale;
  const size = full ? { w, h } : { w: DOT, h: Math.min(DOT, tight * 0.4) };
  /** @type {Box[]} */
  const boxes = nodes.map((node, k) => {
    const slot = height / rows[column(node)];
    return { ...size, full, x: gap * (column(node) + 0.5), y: slot * (place[k] + 0.5) };
  });
  const lift = full ? h * 0.62 : Math.max(size.h * 0.7, tight * 0.25);
  nodes.forEach((node, k) => {
    const own = nodes.findIndex((other) => other.parents.includes(k));
    if (!given(node) || own < 0) return;
    boxes[k] = { ...boxes[k], x: boxes[own].x - (full ? 0 : gap * 0.22), y: boxes[own].y - lift };
    boxes[own] = { ...boxes[own], y: boxes[own].y + lift };
  });
  return boxes;
}

/**
 * The edges that leave a node.
 *
 * @param {Flow} flow
 * @param {number} node
 * @returns {number[]}
 */
export function leaving({ edges }, node) {
  return edges.flatMap(([parent], edge) => (parent === node ? [edge] : []));
}
