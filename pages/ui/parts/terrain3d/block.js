// @ts-check
// The block that the mountain is cut from: its sides that face the eye, and the scales along its edges.

import { PLINTH } from "./eye.js";
import { polyline } from "./marks.js";

/** @import { View } from "./eye.js" */
/** @import { Ground, Model, Spot } from "./ground.js" */
/** @import { Lines } from "./marks.js" */

const TICK_WORDS_REM = 0.75; // as --tick-words of the page's style: twice as large on a projector
const LIT = ["#b9aa94", "#7d7163"];
const DARK = ["#94866f", "#5d5348"];

export class Block {
  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Model} model
   * @param {Ground} grid
   * @param {View} view
   */
  constructor(pen, model, grid, view) {
    this.pen = pen;
    this.model = model;
    this.grid = grid;
    this.place = view.place;
    this.eye = view.eye;
    this.tiles = grid.n - 1;
    this.tick = TICK_WORDS_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  /**
   * The sides of the block that face the eye; the light comes from the north-west.
   *
   * @returns {void}
   */
  walls() {
    const along = Array.from({ length: this.grid.n }, (_, k) => k);
    const [[x, y], last] = [this.eye, this.tiles];
    if (y > 1) this.wall(along.map((k) => [k, last]), DARK);
    if (y < 0) this.wall(along.map((k) => [k, 0]), LIT);
    if (x > 1) this.wall(along.map((k) => [last, k]), DARK);
    if (x < 0) this.wall(along.map((k) => [0, k]), LIT);
  }

  /**
   * One side along an edge of the grid, with the bold isolines running on as strata.
   *
   * @param {Spot[]} edge
   * @param {string[]} tones
   * @returns {void}
   */
  wall(edge, tones) {
    const { pen, grid, model } = this;
    const at = (/** @type {Spot} */ [c, r], /** @type {number} */ h) => this.place([c / this.tiles, r / this.tiles, h]);
    const rim = edge.map((corner) => at(corner, Math.max(grid.h[corner[1] * grid.n + corner[0]], -PLINTH) || -PLINTH));
    const [start, end] = [edge[0], edge[edge.length - 1]];
    const foot = [at(end, -PLINTH), at(start, -PLINTH)];
    const shade = pen.createLinearGradient(0, Math.min(...rim.map((p) => p[1])), 0, Math.max(...foot.map((p) => p[1])));
    tones.forEach((tone, k) => shade.addColorStop(k, tone));
    pen.save();
    pen.beginPath();
    for (const corner of [...rim, ...foot]) pen.lineTo(corner[0], corner[1]);
    pen.closePath();
    pen.fillStyle = shade;
    pen.fill();
    pen.clip();
    const bold = model.levels.filter((level) => level[1]);
    /** @type {Lines} */
    const strata = bold.map(([h]) => [at(end, h), at(start, h)]);
    polyline(pen, strata, "rgb(46 38 52 / 0.3)", 1);
    pen.restore();
  }

  /**
   * Axes: x and y along the front of the block, the bold levels at its leftmost corner.
   *
   * @param {CSSStyleDeclaration} style
   * @returns {void}
   */
  scales(style) {
    const { pen, model, tick } = this;
    Object.assign(pen, { fillStyle: style.color, font: `${tick}px ${style.fontFamily}`, textBaseline: "middle" });
    pen.globalAlpha = 0.7;
    const [side, front] = this.eye.map((at) => (at > 0.5 ? 1.04 : -0.04));
    const inside = (/** @type {number} */ at) => Math.min(Math.max(at, 0), 1);
    const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => {
      const [at, edge] = [this.place([x, y, -PLINTH]), this.place([inside(x), inside(y), -PLINTH])];
      pen.textAlign = aligned(at[0] - edge[0], at[1] - edge[1]);
      pen.fillText(text, ...at);
    };
    const texts = model.axes.map((name, k) => [model.ends[k][0], name, model.ends[k][1]]);
    texts[0].forEach((text, k) => write(text, 0.06 + 0.44 * k, front));
    texts[1].forEach((text, k) => write(text, side, 0.94 - 0.44 * k));
    this.heights();
    pen.globalAlpha = 1;
  }

  /** @returns {void} */
  heights() {
    const left = (/** @type {Spot} */ [x, y]) => this.place([x, y, 0])[0];
    /** @type {Spot[]} */
    const corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
    const corner = corners.reduce((a, b) => (left(b) < left(a) ? b : a));
    this.pen.textAlign = "right";
    let last = Infinity;
    for (const [h, bold, text] of this.model.levels) {
      const [x, y] = this.place([corner[0], corner[1], h]);
      if (!bold || last - y < 1.2 * this.tick) continue;
      this.pen.fillText(text, x - 10, y);
      this.pen.fillRect(x - 7, y - 0.5, 5, 1);
      last = y;
    }
  }
}

/**
 * Words beside an edge begin, or end, where they are put, unless it runs below or above them: so they are neither on the
 * block nor, at a corner, on one another.
 *
 * @param {number} right how far they are from the edge
 * @param {number} down
 * @returns {CanvasTextAlign}
 */
export function aligned(right, down) {
  if (Math.abs(right) < Math.abs(down) / 4) return "center";
  return right < 0 ? "right" : "left";
}
