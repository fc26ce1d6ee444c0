// @ts-check
// The stack as a drawing: a band for every unit of the last hidden layer, the line they add up to, the points, the kinks.

import { axes } from "../canvas.js";
import { stacked } from "./forward.js";
import { byShare } from "./model.js";

/** @import { Box, Look } from "../canvas.js" */
/** @import { Band } from "./bands.js" */
/** @import { Answer, Kink } from "./forward.js" */
/** @import { Model } from "./model.js" */
/** @import { Unit, Units } from "./units.js" */
/** @typedef {{ x: (x: number) => number, back: (px: number) => number, up: (px: number) => number, foot: number }} Plot where its x are, in px, and back; what is so far down */
/**
 * @typedef {object} Shown
 * @property {number} frame
 * @property {Float64Array} theta
 * @property {Answer} whole
 * @property {Answer} rest without the units that are off
 * @property {Units} units
 * @property {Kink[]} kinks
 * @property {Kink | undefined} moving the one that keys move
 */

const PIN_PX = 9;
const AXES = /** @type {[string, string]} */ (["x", "y"]); // as the ends of the drawing are called
const DESK_WORDS_PX = 14; // small words, as in site.css

export class Stack {
  /** @type {Band[]} */
  bands = []; // as they were painted

  /**
   * The stack with its axes, which are painted at once: they say where all else is.
   *
   * @param {{ pen: CanvasRenderingContext2D, width: number, height: number }} canvas
   * @param {Model} model
   * @param {Look} look
   */
  constructor({ pen, width, height }, model, look) {
    this.pen = pen;
    this.model = model;
    this.look = look;
    this.scale = look.words / DESK_WORDS_PX; // of what is read, larger on a projector
    /** @type {Box} */
    this.box = { left: look.ticks * 4, top: 6, width: width - look.ticks * 4 - 6, height: height - 6 - look.ticks * 2.6 };
    this.ends = /** @type {[number, number]} */ ([model.across[0], model.across[model.across.length - 1]]);
    this.at = axes(pen, this.box, this.ends, model.y, look, AXES);
  }

  /** @returns {Plot} */
  get plot() {
    const { box, ends, model } = this, span = (ends[1] - ends[0]) / box.width, rise = (model.y[1] - model.y[0]) / box.height;
    const foot = box.top + box.height;
    return { x: this.at.x, back: (px) => ends[0] + (px - box.left) * span, up: (px) => model.y[0] + (foot - px) * rise, foot };
  }

  /**
   * @param {Shown} shown
   * @returns {void}
   */
  paint({ frame, theta, whole, rest, units, kinks, moving }) {
    const { pen, model, look, box } = this, { off, chosen } = units;
    const order = byShare(model, frame), curves = stacked(model, theta, rest, order, off);
    pen.save();
    pen.beginPath();
    pen.rect(box.left, 0, box.width, box.top + box.height);
    pen.clip(); // a kink that is dragged may lead anywhere
    const all = rest.a[rest.a.length - 2], P = model.across.length;
    this.bands = order.map((unit, k) => ({ unit, from: curves[k], to: curves[k + 1], a: all.subarray(unit * P, (unit + 1) * P) }));
    for (const { from, to, unit } of this.bands) this.band(from, to, unit, chosen);
    this.points();
    if (off.size) this.line(whole.a[whole.a.length - 1], model.colors.whole, [5, 4]);
    this.line(curves[curves.length - 1], look.ink, []);
    pen.restore();
    this.pins(kinks, off, moving);
  }

  /**
   * @param {Float64Array} from
   * @param {Float64Array} to
   * @param {number} unit
   * @param {Unit | null} chosen
   * @returns {void}
   */
  band(from, to, unit, chosen) {
    const { pen, at } = this, { across, bands, sizes } = this.model;
    const looked = chosen?.layer === sizes.length - 2;
    pen.beginPath();
    across.forEach((x, p) => pen.lineTo(at.x(x), at.y(from[p])));
    for (let p = across.length - 1; p >= 0; p -= 1) pen.lineTo(at.x(across[p]), at.y(to[p]));
    pen.closePath();
    pen.fillStyle = pen.strokeStyle = bands[unit % bands.length];
    pen.globalAlpha = looked ? (chosen?.unit === unit ? 0.75 : 0.1) : 0.3;
    pen.fill();
    pen.lineWidth = 0.8;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /** @returns {void} */
  points() {
    const { pen, at } = this, [x, y] = this.model.points;
    pen.fillStyle = this.model.colors.points;
    for (let n = 0; n < x.length; n += 1) {
      pen.beginPath();
      pen.arc(at.x(x[n]), at.y(y[n]), 2.6 * this.scale, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  /**
   * @param {Float64Array} curve
   * @param {string} color
   * @param {number[]} dash
   * @returns {void}
   */
  line(curve, color, dash) {
    const { pen, at } = this;
    pen.strokeStyle = color;
    pen.lineWidth = (dash.length ? 1.6 : 3.2) * this.scale;
    pen.setLineDash(dash);
    pen.lineJoin = "round";
    pen.beginPath();
    this.model.across.forEach((x, p) => pen.lineTo(at.x(x), at.y(curve[p])));
    pen.stroke();
    pen.setLineDash([]);
  }

  /**
   * Pins at the kinks: those of the first hidden layer large, of the others small.
   *
   * @param {Kink[]} kinks
   * @param {Set<string>} off
   * @param {Kink | undefined} moving
   * @returns {void}
   */
  pins(kinks, off, moving) {
    const { pen, box } = this, { bands, colors, sizes } = this.model, foot = box.top + box.height;
    for (const kink of kinks) {
      const { layer, unit } = kink, tall = layer ? PIN_PX / 2 : PIN_PX, px = this.at.x(kink.x);
      pen.fillStyle = sizes.length === 3 ? bands[unit % bands.length] : colors.points;
      pen.globalAlpha = off.has(`${layer}.${unit}`) ? 0.25 : 0.9;
      pen.beginPath();
      [pen.moveTo(px, foot - 1.5 * tall), pen.lineTo(px - tall * 0.6, foot), pen.lineTo(px + tall * 0.6, foot)];
      pen.fill();
      pen.fillRect(px - 0.5, foot - 2.6 * tall, 1, 1.2 * tall);
      if (kink === moving) [(pen.lineWidth = 2), (pen.strokeStyle = colors.points), pen.strokeRect(px - tall, foot - 2.8 * tall, 2 * tall, 2.8 * tall)];
    }
    pen.globalAlpha = 1;
  }
}
