// @ts-check
// The network as a drawing: how units, weights and biases are painted.

import { blocks } from "./forward.js";

/** @import { Look } from "../canvas.js" */
/** @import { Answer } from "./forward.js" */
/** @import { Node } from "./layout.js" */
/** @import { Model } from "./model.js" */

const LEAST_CURVE_PX = 9; // a lower box has no curve in it
const STRIPE_PX = 5; // of a unit's box, in the color of its band
const LONGEST_EDGE_PX = 4.5; // the thickness of the largest weight
const ASIDE = 0.12; // how much is seen of the edges beside those looked at
const FEW_EDGES = 40; // of a layer: of more the small ones fade

export class Net {
  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Model} model
   * @param {Node[][]} nodes
   * @param {Look} look
   */
  constructor(pen, model, nodes, look) {
    this.pen = pen;
    this.model = model;
    this.nodes = nodes;
    this.look = look;
  }

  /**
   * @param {Float64Array} theta
   * @param {Answer} whole
   * @param {Set<string>} off
   * @param {Node | null} chosen
   * @param {Uint8Array} idle of the frame
   * @returns {void}
   */
  paint(theta, whole, off, chosen, idle) {
    const starts = blocks(this.model.sizes);
    this.model.sizes.slice(1).forEach((_, l) => this.edges(theta, starts[l], l, off, chosen));
    let at = 0;
    for (const layer of this.nodes)
      for (const node of layer) {
        const hidden = node.layer > 0 && node.layer < this.nodes.length - 1;
        if (hidden) this.unit(node, whole, off.has(`${node.layer - 1}.${node.unit}`), idle[at++], chosen === node);
        else this.end(node);
        if (node.layer) this.bias(node, theta, starts[node.layer - 1]);
      }
    this.words();
  }

  /**
   * @param {Float64Array} theta
   * @param {number} start
   * @param {number} l
   * @param {Set<string>} off
   * @param {Node | null} chosen
   * @returns {void}
   */
  edges(theta, start, l, off, chosen) {
    const { pen, model, nodes } = this, [ins, outs] = [model.sizes[l], model.sizes[l + 1]];
    const most = theta.subarray(start, start + ins * outs).reduce((top, w) => Math.max(top, Math.abs(w)), 1e-12);
    const crowd = Math.max(1, Math.sqrt((ins * outs) / FEW_EDGES)), [fade, thickest] = [0.6 * crowd, LONGEST_EDGE_PX / Math.sqrt(crowd)];
    for (let i = 0; i < ins; i += 1)
      for (let j = 0; j < outs; j += 1) {
        const [from, to, w] = [nodes[l][i], nodes[l + 1][j], theta[start + i * outs + j]];
        if (l > 0 && off.has(`${l - 1}.${i}`)) continue;
        const aside = chosen !== null && from !== chosen && to !== chosen;
        pen.globalAlpha = (aside ? ASIDE : 1) * 0.85 * (Math.abs(w) / most) ** fade;
        pen.strokeStyle = w < 0 ? model.colors.less : model.colors.more;
        pen.lineWidth = Math.max(0.3, (thickest * Math.abs(w)) / most);
        pen.beginPath();
        pen.moveTo(from.x + from.w / 2, from.y);
        pen.lineTo(to.x - to.w / 2, to.y);
        pen.stroke();
      }
    pen.globalAlpha = 1;
  }

  /**
   * A hidden unit: a box with its number and its own curve, crossed out where it is off; one of the last layer has a
   * stripe in the color of its band.
   *
   * @param {Node} node
   * @param {Answer} whole
   * @param {boolean} isOff
   * @param {number} ails
   * @param {boolean} chosen
   * @returns {void}
   */
  unit(node, whole, isOff, ails, chosen) {
    const { pen, model, look } = this, [left, top] = [node.x - node.w / 2, node.y - node.h / 2];
    pen.fillStyle = this.paper();
    pen.fillRect(left, top, node.w, node.h);
    pen.strokeStyle = look.ink;
    pen.globalAlpha = chosen ? 1 : 0.45;
    pen.lineWidth = chosen ? 2 : 1;
    pen.setLineDash(ails ? [3, 3] : []);
    pen.strokeRect(left, top, node.w, node.h);
    pen.setLineDash([]);
    pen.globalAlpha = isOff || ails ? 0.35 : 1;
    if (this.striped(node)) [(pen.fillStyle = model.bands[node.unit % model.bands.length]), pen.fillRect(left + node.w - STRIPE_PX, top, STRIPE_PX, node.h)];
    if (node.h >= LEAST_CURVE_PX) this.curve(node, whole.a[node.layer], model.across.length);
    pen.globalAlpha = 1;
    if (node.named) this.text(`${node.layer}.${node.unit + 1}`, left + node.named / 2, node.y, `${look.ticks}px ${look.font}`);
    if (!isOff) return;
    pen.strokeStyle = look.ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    [pen.moveTo(left, top), pen.lineTo(left + node.w, top + node.h)];
    [pen.moveTo(left + node.w, top), pen.lineTo(left, top + node.h)];
    pen.stroke();
  }

  /**
   * @param {Node} node
   * @returns {boolean} whether it has a band of its own in the stack
   */
  striped({ layer }) {
    return layer === this.nodes.length - 2;
  }

  /**
   * @param {Node} node
   * @param {Float64Array} a of the layer: the scale is that of all its units
   * @param {number} P
   * @returns {void}
   */
  curve(node, a, P) {
    const { pen, model } = this;
    let [low, high] = [0, 0];
    for (const value of a) [low, high] = [Math.min(low, value), Math.max(high, value)];
    const unit = (node.h - 4) / (high - low || 1), foot = node.y + node.h / 2 - 2;
    const left = node.x - node.w / 2 + Math.max(node.named, 2), right = node.x + node.w / 2 - 2 - (this.striped(node) ? STRIPE_PX : 0);
    pen.strokeStyle = this.look.ink;
    pen.lineWidth = (1.6 * this.look.words) / 14;
    pen.beginPath();
    for (let p = 0; p < P; p += 2) pen.lineTo(left + ((right - left) * p) / (P - 1), foot - (a[node.unit * P + p] - low) * unit);
    pen.stroke();
  }

  /**
   * The input or the output.
   *
   * @param {Node} node
   * @returns {void}
   */
  end(node) {
    const { pen, look } = this;
    pen.beginPath();
    pen.arc(node.x, node.y, node.w / 2, 0, 2 * Math.PI);
    pen.fillStyle = this.paper();
    pen.fill();
    pen.strokeStyle = pen.fillStyle = look.ink;
    pen.lineWidth = 1;
    pen.stroke();
    this.text(node.layer ? "y" : "x", node.x, node.y, `italic ${look.words}px ${look.font}`);
  }

  /**
   * The bias: a bar under the unit, as wide as it is large beside the largest of its layer.
   *
   * @param {Node} node
   * @param {Float64Array} theta
   * @param {number} start
   * @returns {void}
   */
  bias(node, theta, start) {
    const { pen, model } = this, [ins, outs] = [model.sizes[node.layer - 1], model.sizes[node.layer]];
    const all = theta.subarray(start + ins * outs, start + (ins + 1) * outs);
    const most = all.reduce((top, b) => Math.max(top, Math.abs(b)), 1e-12), b = all[node.unit];
    pen.fillStyle = b < 0 ? model.colors.less : model.colors.more;
    const [thick, long] = [Math.min(4, Math.max(1.5, node.h / 8)), (node.w / 2) * (Math.abs(b) / most)];
    pen.fillRect(b < 0 ? node.x - long : node.x, node.y + node.h / 2 - thick / 2, long, thick);
  }

  /** @returns {void} */
  words() {
    const { look, nodes } = this;
    const said = nodes.map((layer, l) => (l === 0 ? "input" : l + 1 === nodes.length ? "output" : `layer ${l}`));
    said.forEach((word, l) => this.text(word, nodes[l][0].x, look.ticks * 0.7, `${look.ticks}px ${look.font}`));
  }

  /**
   * @param {string} said
   * @param {number} x
   * @param {number} y
   * @param {string} font
   * @returns {void}
   */
  text(said, x, y, font) {
    Object.assign(this.pen, { fillStyle: this.look.ink, font, textAlign: "center", textBaseline: "middle" });
    this.pen.fillText(said, x, y);
  }

  /** @returns {string} the page's own color */
  paper() {
    return getComputedStyle(this.pen.canvas).getPropertyValue("--st-background-color") || "white";
  }
}
