// @ts-check
// The mountain as a picture: tiles painted from the farthest to the nearest, isolines and trails in between.

import { Block } from "./block.js";
import { ball, disc, polyline } from "./marks.js";
import { Scales } from "./scales.js";

/** @import { View } from "./eye.js" */
/** @import { Ground, Model, Place, Spot } from "./ground.js" */
/** @import { Lines } from "./marks.js" */
/** @import { Piece } from "./path.js" */
/** @typedef {{ color: string, pieces: Piece[], ball: Place | null }} Trail up to the frame shown */
/** @typedef {{ color: string, lanes: Lines[], lane: number | null, ball: Spot | null }} Placed a trail on the screen, by lane */

const LATE = 3; // lanes by which balls are painted late: they are larger than a tile
/** @type {[string, number][]} */
const INK = [["rgb(46 38 52 / 0.34)", 0.7], ["rgb(46 38 52 / 0.6)", 1.3]]; // of fine and of bold isolines

export class Picture {
  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Model} model
   * @param {Ground} grid
   * @param {View} view
   */
  constructor(pen, model, grid, view) {
    this.pen = pen;
    this.block = new Block(pen, model, grid, view);
    this.scales = new Scales(pen, model, view);
    this.grid = grid;
    this.place = view.place;
    this.eye = view.eye;
    this.byRow = view.byRow;
    this.tiles = grid.n - 1;
    const placed = (/** @type {number} */ h, /** @type {number} */ k) => this.place([(k % grid.n) / this.tiles, Math.floor(k / grid.n) / this.tiles, h]);
    this.corners = Array.from(grid.h, placed);
  }

  /**
   * @param {Trail[]} trails
   * @returns {void}
   */
  paint(trails) {
    const placed = trails.map((trail) => this.lanes(trail));
    this.ground(placed);
    this.block.walls();
    this.ghosts(placed);
    this.scales.paint();
  }

  /**
   * A trail on the screen: its pieces and its ball, by the lane (a row or column of tiles) they are painted with.
   *
   * @param {Trail} trail
   * @returns {Placed}
   */
  lanes({ color, pieces, ball }) {
    const lane = (/** @type {Place} */ [x, y]) => Math.min(Math.floor((this.byRow ? y : x) * this.tiles), this.tiles - 1);
    /** @type {Lines[]} */
    const lanes = Array.from({ length: this.tiles }, () => []);
    for (const [, from, to] of pieces) lanes[lane(from)].push([this.place(from), this.place(to)]);
    return { color, lanes, lane: ball && lane(ball), ball: ball && this.place(ball) };
  }

  /**
   * Lane by lane toward the eye: tiles, and the lines of the lane before, or the tiles of the next would nibble at them.
   *
   * @param {Placed[]} trails
   * @returns {void}
   */
  ground(trails) {
    const fromAfar = (/** @type {number} */ at) => {
      const distance = (/** @type {number} */ k) => Math.abs((k + 0.5) / this.tiles - at);
      return Array.from({ length: this.tiles }, (_, k) => k).sort((a, b) => distance(b) - distance(a));
    };
    const [columns, rows] = this.eye.map(fromAfar);
    const [outer, inner] = this.byRow ? [rows, columns] : [columns, rows];
    /** @type {number[]} */
    let lines = [];
    outer.forEach((lane, k) => {
      const next = inner.flatMap((other) => (this.byRow ? this.tile(lane, other) : this.tile(other, lane)));
      this.contours(lines);
      if (k > 0) this.paths(trails, outer.slice(Math.max(k - LATE, 0), k));
      if (k >= LATE) this.balls(trails, outer[k - LATE]);
      lines = next;
    });
    this.contours(lines);
    this.paths(trails, outer.slice(-LATE));
    for (const lane of outer.slice(-LATE)) this.balls(trails, lane);
  }

  /**
   * Paints a tile and returns its isolines.  It reaches under the tiles to come: side by side they would leave seams.
   *
   * @param {number} i
   * @param {number} j
   * @returns {number[]}
   */
  tile(i, j) {
    const { pen, corners, grid, eye, tiles } = this;
    const [south, east] = [i < eye[1] * tiles, j < eye[0] * tiles].map(Number);
    const corner = (/** @type {number} */ down, /** @type {number} */ right) => corners[(i + down) * grid.n + j + right];
    const [far, low] = [corner(1 - south, 1 - east), corner(south, 1 - east)];
    const [side, near] = [corner(1 - south, east), corner(south, east)];
    if (Number.isNaN(far[0] + low[0] + side[0] + near[0])) return []; // no ground
    const [a, b, c, d] = [over(far, low), over(far, side), over(side, near), over(low, near)];
    pen.fillStyle = grid.codes[i * tiles + j];
    pen.beginPath();
    pen.moveTo(far[0], far[1]);
    pen.lineTo(low[0] + a[0], low[1] + a[1]);
    pen.lineTo(near[0] + c[0] + d[0], near[1] + c[1] + d[1]);
    pen.lineTo(side[0] + b[0], side[1] + b[1]);
    pen.fill();
    return grid.lines[i * tiles + j];
  }

  /**
   * @param {number[]} lines
   * @returns {void}
   */
  contours(lines) {
    /** @type {[Lines, Lines]} */
    const segments = [[], []];
    for (let k = 0; k < lines.length; k += 6) {
      const h = lines[k + 5];
      segments[lines[k]].push([this.place([lines[k + 1], lines[k + 2], h]), this.place([lines[k + 3], lines[k + 4], h])]);
    }
    segments.forEach((some, bold) => polyline(this.pen, some, ...INK[bold], "butt"));
  }

  /**
   * The trails in the last of these lanes, white under their color; the lanes before lost some color to that white.
   *
   * @param {Placed[]} trails
   * @param {number[]} some
   * @returns {void}
   */
  paths(trails, some) {
    for (const { lanes, color } of trails) {
      const nearest = lanes[some[some.length - 1]];
      if (!nearest.length) continue;
      polyline(this.pen, nearest, "rgb(255 255 255 / 0.8)", 4.4);
      polyline(this.pen, some.flatMap((lane) => lanes[lane]), color, 2.4);
    }
  }

  /**
   * @param {Placed[]} trails
   * @param {number} lane
   * @returns {void}
   */
  balls(trails, lane) {
    for (const trail of trails) if (trail.ball && trail.lane === lane) ball(this.pen, trail.ball, trail.color);
  }

  /**
   * What the mountain hides shines through faintly.
   *
   * @param {Placed[]} trails
   * @returns {void}
   */
  ghosts(trails) {
    this.pen.globalAlpha = 0.4;
    for (const { lanes, color, ball } of trails) {
      polyline(this.pen, lanes.flat(), color, 1.6);
      if (ball) disc(this.pen, ball[0], ball[1] - 3, 6, color);
    }
    this.pen.globalAlpha = 1;
  }
}

/**
 * A step of a pixel on from the end of an edge.
 *
 * @param {ArrayLike<number>} from
 * @param {ArrayLike<number>} to
 * @returns {Spot}
 */
export function over(from, to) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.max(Math.hypot(x, y), 2);
  return [x / length, y / length];
}
