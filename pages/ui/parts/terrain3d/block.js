// @ts-check
// The block that the mountain is cut from: its sides that face the eye.

import { PLINTH } from "./eye.js";
import { polyline } from "./marks.js";

/** @import { View } from "./eye.js" */
/** @import { Ground, Model, Spot } from "./ground.js" */
/** @import { Lines } from "./marks.js" */

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
}
