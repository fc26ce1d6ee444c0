// @ts-check
// The graph of operations: what Python has packed, where its nodes are drawn, and which of them are beside another.

import { headed } from "../headed.js";

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
/** @typedef {"full" | "small" | "dot"} Kind with its value and its derivative, with one of them, without numbers */
/** @typedef {{ x: number, y: number, w: number, h: number, kind: Kind }} Box a node's middle and size */

const BOX = { w: 92, h: 38 };
const LEAST = { full: { w: 56, h: 26 }, small: { w: 36, h: 26 } }; // a box with two numbers side by side, and with one below its sign
const DOT = 10; // px: a node without room for numbers
const BETWEEN_PX = 8; // columns, at least: as much is seen of the edges
const PAIR_PART = 0.43; // of a row: the box of what is given, and that of what it goes into
const REACH_PX = 14; // a node is meant from so far away
const COLUMN_FAR = 1e4; // beside px: the next column is farther than anything in this one

/**
 * @param {Uint8Array | ArrayBuffer} data
 * @returns {Flow}
 */
export function unpack(data) {
  const bytes = new Uint8Array(data).slice(); // a buffer of its own, so that numbers are aligned
  /** @type {{ header: Flow, at: number }} */
  let { header: flow, at } = headed(bytes);
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
 * How wide the drawing has to be so that every node has its number: wider than its place, it is pushed aside there.
 *
 * @param {Flow} flow
 * @param {number} width of its place
 * @param {number} height
 * @param {number} scale of words
 * @returns {number}
 */
export function wanted({ nodes }, width, height, scale) {
  const { columns, most } = grid(nodes), high = (height / most) * PAIR_PART >= LEAST.small.h * scale;
  return high ? Math.max(width, columns * (LEAST.small.w * scale + BETWEEN_PX)) : width;
}

/**
 * How many columns there are, and the place of every node that is worked out in its own one.
 *
 * @param {Node[]} nodes
 * @returns {{ columns: number, rows: number[], place: number[], most: number }}
 */
function grid(nodes) {
  const columns = Math.max(...nodes.map(column)) + 1, rows = Array.from({ length: columns }, () => 0), place = nodes.map(() => 0);
  nodes.forEach((node, k) => !given(node) && (place[k] = rows[column(node)]++));
  return { columns, rows, place, most: Math.max(...rows) };
}

/**
 * @param {Node} node
 * @returns {boolean} whether it stands above what it goes into
 */
function given({ kind }) {
  return ["weight", "bias", "target"].includes(kind);
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
  const { columns, rows, place, most } = grid(nodes), gap = width / columns, tight = height / most;
  const w = Math.min(BOX.w * scale, gap * 0.86, gap - BETWEEN_PX), h = Math.min(BOX.h * scale, tight * PAIR_PART);
  const fits = (/** @type {{ w: number, h: number }} */ least) => h >= least.h * scale && w >= least.w * scale;
  /** @type {Kind} */
  const kind = fits(LEAST.full) ? "full" : fits(LEAST.small) ? "small" : "dot";
  const size = kind !== "dot" ? { w, h, kind } : { w: DOT, h: Math.min(DOT, tight * 0.4), kind };
  /** @type {Box[]} */
  const boxes = nodes.map((node, k) => {
    const slot = height / rows[column(node)];
    return { ...size, x: gap * (column(node) + 0.5), y: slot * (place[k] + 0.5) };
  });
  const lift = kind === "full" ? h * 0.62 : kind === "small" ? Math.min(h * 0.56, tight / 4) : Math.max(size.h * 0.7, tight * 0.25);
  nodes.forEach((node, k) => {
    const own = nodes.findIndex((other) => other.parents.includes(k));
    if (!given(node) || own < 0) return;
    boxes[k] = { ...boxes[k], x: boxes[own].x - (kind === "dot" ? gap * 0.22 : 0), y: boxes[own].y - lift };
    boxes[own] = { ...boxes[own], y: boxes[own].y + lift };
  });
  return boxes;
}

/**
 * The node that is meant by a place, if one is near.
 *
 * @param {Box[]} boxes
 * @param {number} x
 * @param {number} y
 * @returns {number | null}
 */
export function nearest(boxes, x, y) {
  const away = boxes.map((box) => Math.hypot(Math.max(Math.abs(x - box.x) - box.w / 2, 0), Math.max(Math.abs(y - box.y) - box.h / 2, 0)));
  const least = Math.min(...away);
  return least <= REACH_PX ? away.indexOf(least) : null;
}

/**
 * The node nearest to another on one side: in the next column, or in the same one.
 *
 * @param {Flow} flow
 * @param {Box[]} boxes
 * @param {number} from the other
 * @param {number[]} side across: −1, 0, 1; down
 * @returns {number | null}
 */
export function beside({ nodes }, boxes, from, [across, down]) {
  const ahead = nodes.flatMap((node, k) => {
    const [dx, dy] = [column(node) - column(nodes[from]), boxes[k].y - boxes[from].y];
    const there = across ? Math.sign(dx) === across : dx === 0 && Math.sign(dy) === down;
    return there ? [{ k, far: Math.abs(dx) * COLUMN_FAR + Math.abs(dy) + (node.parents.length ? 0 : 1) }] : [];
  });
  return ahead.length ? ahead.reduce((best, one) => (one.far < best.far ? one : best)).k : null;
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
