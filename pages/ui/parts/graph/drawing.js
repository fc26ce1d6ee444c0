// @ts-check
// The graph of operations as a drawing: its edges, and its nodes with the numbers that the phases have reached.

import { inked } from "../canvas.js";
import { number } from "../number.js";
import { at, column } from "./flow.js";

/** @import { Look } from "../canvas.js" */
/** @import { Box, Flow } from "./flow.js" */
/**
 * @typedef {object} Shown
 * @property {number} frame
 * @property {number} chosen the node looked at
 * @property {number} phase that is played: 0 forward, 1 backward, 2 update
 * @property {number} reached how much of it has been played
 */

export const WORDS_PX = 14; // at a desk; what is drawn grows as they do
const SMALL_DIGITS = 2; // in a small box

export class Drawing {
  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Flow} flow
   * @param {Box[]} boxes
   * @param {Look} look
   * @param {Shown} shown
   */
  constructor(pen, flow, boxes, look, shown) {
    this.pen = pen;
    this.flow = flow;
    this.boxes = boxes;
    this.look = look;
    this.shown = shown;
    this.scale = look.words / WORDS_PX;
  }

  /** @returns {void} */
  paint() {
    this.edges();
    this.boxes.forEach((box, k) => (box.kind !== "dot" ? this.box(k) : this.dot(k)));
  }

  /**
   * How far a phase has come at a node: 0 not reached, 1 there.  Forward in the nodes' order, backward against it.
   *
   * @param {number} phase
   * @param {number} node
   * @returns {boolean}
   */
  there(phase, node) {
    const { phase: now, reached } = this.shown;
    if (now !== phase) return now > phase;
    const columns = this.flow.nodes.map(column), last = Math.max(...columns), part = columns[node] / last;
    return reached >= (phase === 1 ? 1 - part : part) * 0.96;
  }

  /** @returns {void} */
  edges() {
    const { pen, look, boxes } = this, { colors, edges } = this.flow, { chosen, phase } = this.shown, back = phase > 0;
    for (const [parent, child] of edges) {
      const [from, to] = [boxes[parent], boxes[child]], mine = parent === chosen || child === chosen;
      const lit = back ? this.there(1, parent) : this.there(0, child);
      pen.strokeStyle = lit ? (back ? colors.grad : colors.value) : look.ink;
      pen.globalAlpha = mine ? 0.9 : lit ? 0.45 : 0.2;
      pen.lineWidth = (mine ? 2.4 : 1.2) * this.scale;
      pen.beginPath();
      const below = Math.abs(from.x - to.x) < 4;
      if (below) [pen.moveTo(from.x, from.y + from.h / 2), pen.lineTo(to.x, to.y - to.h / 2)];
      else [pen.moveTo(from.x + from.w / 2, from.y), pen.lineTo(to.x - to.w / 2, to.y)];
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /**
   * A node with its numbers: what it is and its value; below, once the way back has reached it, its derivative.  A small
   * box has what it is above, and below one number: that of the phase which has reached it, in its color.
   *
   * @param {number} k
   * @returns {void}
   */
  box(k) {
    const { pen, flow, look } = this, { frame, chosen, phase } = this.shown;
    const { x, y, w, h, kind } = this.boxes[k], node = flow.nodes[k], forward = this.there(0, k);
    pen.fillStyle = getComputedStyle(pen.canvas).getPropertyValue("--st-background-color") || "white";
    pen.fillRect(x - w / 2, y - h / 2, w, h);
    pen.strokeStyle = look.ink;
    pen.lineWidth = (k === chosen ? 2.4 : 1) * this.scale;
    pen.globalAlpha = k === chosen ? 1 : 0.4;
    pen.strokeRect(x - w / 2, y - h / 2, w, h);
    pen.globalAlpha = 1;
    const moved = phase === 2 && node.parameter >= 0 && this.there(2, k);
    const value = moved ? at(flow, "after", frame, node.parameter) : at(flow, "value", frame, k);
    const step = moved ? at(flow, "step", frame, node.parameter) : 0, back = this.there(1, k), grad = at(flow, "grad", frame, k);
    const write = (/** @type {string} */ said, /** @type {number} */ row, /** @type {string} */ color) => this.write(said, x, y + (row * h) / 4, w - 2, color);
    if (kind === "small") {
      const [shown, color] = moved ? [step, flow.colors.step] : back ? [grad, flow.colors.grad] : [value, look.ink];
      write(node.sign, -1, look.ink);
      if (forward) write(`${moved && step >= 0 ? "+" : ""}${number(shown, SMALL_DIGITS)}`, 1, color);
      return;
    }
    write(`${node.sign} ${forward ? number(value, 3) : ""}`, -1, look.ink);
    if (moved) write(`${step < 0 ? "" : "+"}${number(step, 3)}`, 1, flow.colors.step);
    else if (back) write(`∂ ${number(grad, 3)}`, 1, flow.colors.grad);
  }

  /**
   * @param {string} said
   * @param {number} x
   * @param {number} y
   * @param {number} most px: a longer word is written closer
   * @param {string} color
   * @returns {void}
   */
  write(said, x, y, most, color) {
    const { pen, look } = this;
    Object.assign(pen, { font: `${look.ticks}px ${look.font}`, textAlign: "center", textBaseline: "middle", fillStyle: inked(color, look) });
    pen.fillText(said, x, y, most);
  }

  /**
   * @param {number} k
   * @returns {void}
   */
  dot(k) {
    const { pen, look } = this, { x, y, w, h } = this.boxes[k], { colors } = this.flow, { chosen } = this.shown;
    pen.fillStyle = this.there(1, k) ? colors.grad : this.there(0, k) ? colors.value : look.ink;
    pen.fillRect(x - w / 2, y - h / 2, w, h);
    if (k === chosen) [(pen.strokeStyle = look.ink), (pen.lineWidth = 2), pen.strokeRect(x - w / 2 - 2, y - h / 2 - 2, w + 4, h + 4)];
  }
}
