// @ts-check
// The units: which of them are off, which is looked at, and how a pointer, keys and buttons choose and switch one.

import { nodeAt, pitch } from "./layout.js";

/** @import { Node } from "./layout.js" */
/** @import { Model } from "./model.js" */
/** @typedef {{ layer: number, unit: number }} Unit layer 0 is the input, units are counted from 0 */

const REACH_PX = { mouse: 4, finger: 24 }; // from a box
const FINGER_PX = 24; // boxes that are closer are not told apart by a finger: WCAG 2.2, 2.5.8

export class Units {
  /** @type {Model} */
  model = /** @type {any} */ (null);
  /** @type {Set<string>} */
  off = new Set(); // "layer.unit", the first hidden layer being 0
  /** @type {Node[][]} */
  nodes = []; // where they were painted
  /** @type {Unit | null} */
  chosen = null;
  finger = false; // whether it was one that touched the drawing last
  #draw;
  #say;

  /**
   * @param {() => void} draw
   * @param {(layer: number, unit: number) => void} say that a unit was switched, the first hidden layer being 0
   */
  constructor(draw, say) {
    this.#draw = draw;
    this.#say = say;
  }

  /**
   * @param {Model} model
   * @returns {void}
   */
  read(model) {
    this.model = model;
    this.off = new Set(model.off.map(([layer, unit]) => `${layer}.${unit}`));
    if (this.chosen && !(this.chosen.unit < (model.sizes[this.chosen.layer] ?? 0))) this.chosen = null;
  }

  /**
   * @param {Unit} unit
   * @returns {boolean}
   */
  isOff({ layer, unit }) {
    return this.off.has(`${layer - 1}.${unit}`);
  }

  /** @returns {Node | null} where the chosen one is */
  get node() {
    return this.chosen && this.nodes[this.chosen.layer][this.chosen.unit];
  }

  /**
   * @param {PointerEvent | MouseEvent} event
   * @returns {Node | null}
   */
  under(event) {
    return nodeAt(this.nodes, event.offsetX, event.offsetY, this.finger ? REACH_PX.finger : REACH_PX.mouse);
  }

  /** @returns {boolean} whether the boxes are too small for a finger */
  get crowded() {
    return pitch(this.nodes) < FINGER_PX;
  }

  /**
   * A click on a box, or a tap, switches its unit; where boxes are too small for a finger, it chooses the nearest only.
   *
   * @param {Node | null} node
   * @returns {void}
   */
  press(node) {
    if (this.finger && this.crowded) this.point(node);
    else this.toggle(node);
  }

  /** @returns {Unit} the one that the buttons are about */
  get meant() {
    return this.chosen ?? { layer: 1, unit: 0 };
  }

  /**
   * The unit before or after the chosen one, layer by layer.
   *
   * @param {number} step
   * @returns {void}
   */
  pass(step) {
    const all = this.nodes.slice(1, -1).flat(), { layer, unit } = this.meant;
    const at = all.findIndex((node) => node.layer === layer && node.unit === unit);
    this.point(all[(at + step + all.length) % all.length]);
  }

  /**
   * @param {Unit | null} node
   * @returns {void}
   */
  point(node) {
    if (node?.layer === this.chosen?.layer && node?.unit === this.chosen?.unit) return;
    this.chosen = node && { layer: node.layer, unit: node.unit };
    this.#draw();
  }

  /**
   * @param {Unit | null} node
   * @returns {void}
   */
  toggle(node) {
    if (!node) return;
    const name = `${node.layer - 1}.${node.unit}`;
    if (!this.off.delete(name)) this.off.add(name);
    this.#draw();
    this.#say(node.layer - 1, node.unit);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    const { sizes } = this.model, moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (sizes.length < 3 || event.ctrlKey || event.altKey || event.metaKey || !(move || [" ", "Enter"].includes(event.key))) return;
    event.preventDefault(); // and so the bar leaves it alone
    if (!move) return this.toggle(this.chosen);
    const from = this.chosen ?? { layer: 1 - move[0], unit: -move[1] };
    const layer = Math.min(Math.max(from.layer + move[0], 1), sizes.length - 2);
    this.point({ layer, unit: Math.min(Math.max(from.unit + move[1], 0), sizes[layer] - 1) });
  }
}
