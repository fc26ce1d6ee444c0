// @ts-check
// The scales of the block: x and y along its front edges, the heights at its leftmost corner.
//
// All that is written lies in the picture, and nothing on what is written already: names are broken, or shortened, where
// there is no room, and a height gives way to the others.

import { PLINTH } from "./eye.js";

/** @import { View } from "./eye.js" */
/** @import { Model, Spot } from "./ground.js" */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box in px */

const TICK_WORDS_REM = 0.75; // as --tick-words of the page's style: twice as large on a projector
const LINE_OF_WORDS = 1.2; // times their size, from one line to the next
const TICK_PX = 10; // from the corner of the block to the number of a height
const FROM_END = 0.12; // of an edge: so far from its ends their numbers are written
const FADED = 0.7;

/**
 * A pen as the scales are written.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {{ color: string, fontFamily: string }} style
 * @returns {void}
 */
export function written(pen, { color, fontFamily }) {
  const tick = TICK_WORDS_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  Object.assign(pen, { fillStyle: color, font: `${tick}px ${fontFamily}`, textBaseline: "middle" });
}

/**
 * The room that the heights need beside the block.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Model} model
 * @returns {number} px
 */
export function besideIt(pen, model) {
  const bold = model.levels.filter((level) => level[1]);
  return TICK_PX + Math.max(0, ...bold.map(([, , text]) => pen.measureText(text).width));
}

export class Scales {
  /**
   * @param {CanvasRenderingContext2D} pen as ``written`` has left it
   * @param {Model} model
   * @param {View} view
   */
  constructor(pen, model, { place, eye, size }) {
    this.pen = pen;
    this.model = model;
    this.place = place;
    this.eye = eye;
    this.size = size;
    this.ink = pen.fillStyle;
    this.tick = parseFloat(pen.font);
    /** @type {Box[]} */
    this.taken = []; // by what is written
  }

  /** @returns {void} */
  paint() {
    Object.assign(this.pen, { fillStyle: this.ink, globalAlpha: FADED });
    const [side, front] = this.eye.map((at) => (at > 0.5 ? 1.04 : -0.04));
    const [from, middle, to] = [FROM_END, 0.5, 1 - FROM_END];
    const [[low, high], [bottom, top]] = this.model.ends;
    this.beside(low, from, front);
    this.beside(high, to, front);
    this.beside(bottom, side, to);
    this.beside(top, side, from);
    this.beside(this.model.axes[0], middle, front);
    this.beside(this.model.axes[1], side, middle);
    this.heights();
    this.pen.globalAlpha = 1;
  }

  /**
   * Words beside an edge, downward from a place outside it: the block is above its front edges.
   *
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @returns {void}
   */
  beside(text, x, y) {
    const inside = (/** @type {number} */ at) => Math.min(Math.max(at, 0), 1);
    const [at, edge] = [this.place([x, y, -PLINTH]), this.place([inside(x), inside(y), -PLINTH])];
    if (!this.inside(at)) return;
    const side = aligned(at[0] - edge[0], at[1] - edge[1]);
    const [left, right] = [at[0], this.size[0] - at[0]];
    const room = { left: right, right: left, center: 2 * Math.min(left, right) }[side];
    const lines = fitted(text, room, (words) => this.pen.measureText(words).width);
    lines.forEach((line, k) => this.write(line, at[0], at[1] + k * LINE_OF_WORDS * this.tick, side));
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {Side} side
   * @returns {void}
   */
  write(text, x, y, side) {
    const box = this.box(text, x, y, side);
    this.taken.push(box);
    this.pen.textAlign = "left";
    this.pen.fillText(text, box[0], (box[1] + box[3]) / 2);
  }

  /**
   * What words take: in the picture, whatever the place.
   *
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {Side} side
   * @returns {Box}
   */
  box(text, x, y, side) {
    const [width, tall] = [this.pen.measureText(text).width, this.tick];
    const kept = (/** @type {number} */ at, /** @type {number} */ most) => Math.max(0, Math.min(at, most));
    const left = kept(x - { left: 0, right: width, center: width / 2 }[side], this.size[0] - width);
    const top = kept(y - tall / 2, this.size[1] - tall);
    return [left, top, left + width, top + tall];
  }

  /**
   * Whether a place is in the picture: brought closer, the block reaches out of it.
   *
   * @param {Spot} at
   * @returns {boolean}
   */
  inside(at) {
    return at.every((px, k) => px >= 0 && px <= this.size[k]);
  }

  /** @returns {void} */
  heights() {
    const left = (/** @type {Spot} */ [x, y]) => this.place([x, y, 0])[0];
    /** @type {Spot[]} */
    const corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
    const corner = corners.reduce((a, b) => (left(b) < left(a) ? b : a));
    const marks = this.model.levels.filter((level) => level[1]).map(([h, , text]) => ({ text, at: this.place([...corner, h]) }));
    const seen = marks.filter(({ text, at }) => this.height(text, at));
    if (!seen.length) return;
    const [low, high] = [seen[0].at, seen[seen.length - 1].at];
    this.pen.beginPath();
    this.pen.moveTo(low[0] - 4.5, low[1]);
    this.pen.lineTo(high[0] - 4.5, high[1]);
    Object.assign(this.pen, { strokeStyle: this.ink, lineWidth: 1 });
    this.pen.stroke();
  }

  /**
   * The number of a height, where it is clear of all others.
   *
   * @param {string} text
   * @param {Spot} at
   * @returns {boolean} whether there was room
   */
  height(text, [x, y]) {
    if (!this.inside([x, y])) return false;
    const box = this.box(text, x - TICK_PX, y, "right"), apart = (LINE_OF_WORDS - 1) * this.tick;
    if (this.taken.some((other) => meet(box, other, apart))) return false;
    this.write(text, x - TICK_PX, y, "right");
    this.pen.fillRect(x - 7, y - 0.5, 5, 1);
    return true;
  }
}

/** @typedef {"left" | "right" | "center"} Side of words that is where they are put */

/**
 * Whether two boxes lie on one another, or nearer than ``apart``.
 *
 * @param {Box} one
 * @param {Box} other
 * @param {number} apart
 * @returns {boolean}
 */
export function meet(one, other, apart) {
  return [0, 1].every((k) => one[k] < other[k + 2] + apart && other[k] < one[k + 2] + apart);
}

/**
 * Words in as many lines as they need where there is so much room, two at most; what follows a comma is left out first.
 *
 * @param {string} text
 * @param {number} room
 * @param {(words: string) => number} width
 * @returns {string[]}
 */
export function fitted(text, room, width) {
  const whole = lines(text, room, width);
  return whole.length > 2 ? lines(text.split(",")[0], room, width) : whole;
}

/**
 * @param {string} text
 * @param {number} room
 * @param {(words: string) => number} width
 * @returns {string[]}
 */
function lines(text, room, width) {
  /** @type {string[]} */
  const found = [];
  for (const word of text.split(" ")) {
    const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
    if (found.length && width(longer) <= room) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

/**
 * Words beside an edge begin, or end, where they are put, unless it runs below or above them: so they are neither on the
 * block nor, at a corner, on one another.
 *
 * @param {number} right how far they are from the edge
 * @param {number} down
 * @returns {Side}
 */
export function aligned(right, down) {
  if (Math.abs(right) < Math.abs(down) / 4) return "center";
  return right < 0 ? "right" : "left";
}
