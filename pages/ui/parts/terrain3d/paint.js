// @ts-check
// The mountain as a picture: tiles painted from the farthest to the nearest, isolines and trails in between, walls, scales.

import { PLINTH, aligned, over } from "./geometry.js";

/** @import { Ground, Model, Piece, Place, Spot, View } from "./geometry.js" */
/** @typedef {[from: Spot, to: Spot][]} Lines */
/** @typedef {{ color: string, pieces: Piece[], ball: Place | null }} Trail up to the frame shown */
/** @typedef {{ color: string, lanes: Lines[], lane: number | null, ball: Spot | null }} Placed a trail on the screen, by lane */

const TICK_WORDS_REM = 0.75; // as --tick-words of the page's style: twice as large on a projector
const LATE = 3; // lanes by which balls are painted late: they are larger than a tile
/** @type {[string, number][]} */
const INK = [["rgb(46 38 52 / 0.34)", 0.7], ["rgb(46 38 52 / 0.6)", 1.3]]; // of fine and of bold isolines
const LIT = ["#b9aa94", "#7d7163"];
const DARK = ["#94866f", "#5d5348"];

export class Picture {
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
    this.byRow = view.byRow;
    this.tiles = grid.n - 1;
    this.tick = TICK_WORDS_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const placed = (/** @type {number} */ h, /** @type {number} */ k) => this.place([(k % grid.n) / this.tiles, Math.floor(k / grid.n) / this.tiles, h]);
    this.corners = Array.from(grid.h, placed);
  }

  /**
   * @param {Trail[]} trails
   * @param {CSSStyleDeclaration} style
   * @returns {void}
   */
  paint(trails, style) {
    const placed = trails.map((trail) => this.lanes(trail));
    this.ground(placed);
    this.walls();
    this.ghosts(placed);
    this.scales(style);
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
    segments.forEach((some, bold) => this.polyline(some, ...INK[bold], "butt"));
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
      this.polyline(nearest, "rgb(255 255 255 / 0.8)", 4.4);
      this.polyline(some.flatMap((lane) => lanes[lane]), color, 2.4);
    }
  }

  /**
   * @param {Placed[]} trails
   * @param {number} lane
   * @returns {void}
   */
  balls(trails, lane) {
    for (const trail of trails) if (trail.ball && trail.lane === lane) this.ball(trail.ball, trail.color);
  }

  /**
   * @param {Lines} pieces
   * @param {string} color
   * @param {number} width
   * @param {CanvasLineCap} cap
   * @returns {void}
   */
  polyline(pieces, color, width, cap = "round") {
    if (!pieces.length) return;
    this.pen.beginPath();
    for (const [from, to] of pieces) {
      this.pen.moveTo(from[0], from[1]);
      this.pen.lineTo(to[0], to[1]);
    }
    Object.assign(this.pen, { strokeStyle: color, lineWidth: width, lineCap: cap });
    this.pen.stroke();
  }

  /**
   * @param {Spot} spot
   * @param {string} color
   * @returns {void}
   */
  ball([x, y], color) {
    this.disc(x, y - 3, 8, "white");
    this.disc(x, y - 3, 6, color);
    this.disc(x - 2, y - 5.2, 1.8, "rgb(255 255 255 / 0.55)");
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {string} color
   * @returns {void}
   */
  disc(x, y, radius, color) {
    this.pen.beginPath();
    this.pen.arc(x, y, radius, 0, 2 * Math.PI);
    this.pen.fillStyle = color;
    this.pen.fill();
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
      this.polyline(lanes.flat(), color, 1.6);
      if (ball) this.disc(ball[0], ball[1] - 3, 6, color);
    }
    this.pen.globalAlpha = 1;
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
    this.polyline(strata, "rgb(46 38 52 / 0.3)", 1);
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
