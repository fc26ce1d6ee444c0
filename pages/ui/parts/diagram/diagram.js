// @ts-check
// The network and the stack of its units, on two canvases; units are switched, kinks are dragged.

import { bus } from "../bus.js";
import { axes, looks, wiped } from "../canvas.js";
import { number } from "../number.js";
import { Part, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { within } from "../stops.js";
import { answer, byShare, kinks, lossWithout, shareOf, stacked, unpack, weightsAt } from "./forward.js";
import { Net, layout, nodeAt, pitch } from "./net.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Model } from "./forward.js" */
/** @import { Node } from "./net.js" */
/** @import { Box } from "../canvas.js" */

const HAND_PX = 14; // a kink is held from so far away
const PIN_PX = 9;
const REACH_PX = { mouse: 4, finger: 24 }; // from a box
const FINGER_PX = 24; // boxes that are closer are not told apart by a finger: WCAG 2.2, 2.5.8
const AXES = /** @type {[string, string]} */ (["x", "y"]); // as the ends of the drawing are called
const KEY_STEPS = 200; // of a key, from one end of the picture to the other
const DROP_MS = 400; // after the last key a kink is dropped
const DESK_WORDS_PX = 14; // small words, as in site.css
const NAMED = 3; // units whose shares are told
const AILMENTS = ["", "Dead", "Saturated", "Copies"]; // as Python counts them

class Diagram extends Part {
  /** @type {Model} */
  model = /** @type {any} */ (null);
  /** @type {Say} */
  say = () => {};
  /** @type {Set<string>} */
  off = new Set();
  /** @type {Node[][]} */
  nodes = [];
  /** @type {{ layer: number, unit: number } | null} */
  chosen = null;
  /** @type {{ x: number, layer: number, unit: number }[]} */
  pins = [];
  /** @type {{ frame: number, unit: number, x: number } | null} */
  held = null; // the kink that is dragged, or moved by keys
  /** @type {number | null} */
  picked = null; // the unit whose kink the keys move
  finger = false; // whether it was one that touched the drawing last
  #dragging = false;
  #dropping = 0; // the timer after the last key
  /** @type {{ x: (x: number) => number, back: (px: number) => number, foot: number } | null} */
  plot = null;
  scale = 1; // of what is read, larger on a projector

  /** @param {Root} root */
  constructor(root) {
    super(root);
    /** @type {HTMLCanvasElement} */
    this.net = this.$(".net");
    /** @type {HTMLCanvasElement} */
    this.stack = this.$(".stack");
    this.spoken = new Spoken(this.$("[role=status]"));
    this.on(this.net, "pointerdown", (event) => (this.finger = event.pointerType === "touch"));
    this.on(this.net, "pointermove", (event) => event.pointerType !== "touch" && this.point(this.under(event)));
    this.on(this.net, "pointerleave", (event) => event.pointerType !== "touch" && this.point(null)); // a finger that is lifted has left
    this.on(this.net, "click", (event) => this.press(this.under(event)));
    this.on(this.$(".before"), "click", () => this.pass(-1));
    this.on(this.$(".after"), "click", () => this.pass(1));
    this.on(this.$(".switch"), "click", () => this.toggle(this.meant()));
    this.on(this.net, "keydown", (event) => this.key(event));
    this.on(this.stack, "pointerdown", (event) => this.hold(event));
    this.on(this.stack, "pointermove", (event) => this.drag(event));
    this.on(this.stack, "lostpointercapture", () => this.drop());
    this.on(this.stack, "keydown", (event) => this.keyOfPin(event));
    this.on(this.stack, "focus", () => this.pick(this.picked));
    this.on(this.stack, "blur", () => this.leave());
    this.sized(() => this.draw(), this.net, this.stack);
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {ReturnType<typeof unpack>}
   */
  unpack(bytes) {
    return unpack(bytes);
  }

  /**
   * @param {ReturnType<typeof unpack>} model
   * @param {Say} say
   * @returns {void}
   */
  read(model, say) {
    if (!(this.#dragging || this.#dropping) || !model.holds) this.held = null; // what is in the hand stays in it
    Object.assign(this, { model, say, off: new Set(model.off.map(([layer, unit]) => `${layer}.${unit}`)) });
    if (this.chosen && !(this.chosen.unit < (model.sizes[this.chosen.layer] ?? 0))) this.chosen = null;
  }

  /** @returns {void} */
  build() {
    const { sizes } = this.model;
    const hint = sizes.length > 2 ? " Arrow keys choose a unit, Enter switches it off and on." : "";
    this.net.setAttribute("aria-label", `The network, layer by layer: ${sizes.join("–")} units.${hint}`);
    const { holds } = this.model, keys = holds ? " Up and down arrows choose a kink, left and right ones move it." : "";
    this.stack.setAttribute("aria-label", `What the units of the last hidden layer add up to, over the points.${keys}`);
    this.stack.setAttribute("role", holds ? "application" : "img");
    this.stack.tabIndex = holds ? 0 : -1;
  }

  /** @returns {void} */
  stop() {
    super.stop();
    this.spoken.stop();
    clearTimeout(this.#dropping);
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

  /** @returns {{ layer: number, unit: number }} the unit that the buttons are about */
  meant() {
    return this.chosen ?? { layer: 1, unit: 0 };
  }

  /**
   * The unit before or after the chosen one, layer by layer.
   *
   * @param {number} step
   * @returns {void}
   */
  pass(step) {
    const all = this.nodes.slice(1, -1).flat(), { layer, unit } = this.meant();
    const at = all.findIndex((node) => node.layer === layer && node.unit === unit);
    this.point(all[(at + step + all.length) % all.length]);
  }

  /**
   * @param {{ layer: number, unit: number } | null} node
   * @returns {void}
   */
  point(node) {
    if (node?.layer === this.chosen?.layer && node?.unit === this.chosen?.unit) return;
    this.chosen = node && { layer: node.layer, unit: node.unit };
    this.draw();
  }

  /**
   * @param {{ layer: number, unit: number } | null} node
   * @returns {void}
   */
  toggle(node) {
    if (!node) return;
    const name = `${node.layer - 1}.${node.unit}`;
    if (!this.off.delete(name)) this.off.add(name);
    this.draw();
    this.say("switch", [node.layer - 1, node.unit]);
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

  /**
   * @param {PointerEvent} event
   * @returns {{ x: number, layer: number, unit: number } | null} the kink that can be held there
   */
  reached(event) {
    const { plot, pins, model } = this;
    if (!plot || !model.holds || event.offsetY < plot.foot - 3 * HAND_PX) return null;
    const away = (/** @type {{ x: number }} */ pin) => Math.abs(plot.x(pin.x) - event.offsetX);
    const best = pins.reduce((best, pin) => (best && away(best) <= away(pin) ? best : pin), /** @type {any} */ (null));
    return best && away(best) <= HAND_PX ? best : null;
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  hold(event) {
    const pin = this.reached(event);
    if (!pin || event.button !== 0) return;
    event.preventDefault();
    this.stack.setPointerCapture(event.pointerId);
    this.held = { frame: this.frame(), unit: pin.unit, x: pin.x };
    this.#dragging = true;
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  drag(event) {
    if (!this.held || !this.plot) return void this.stack.classList.toggle("over", this.reached(event) !== null);
    const { across } = this.model;
    this.held.x = Math.min(Math.max(this.plot.back(event.offsetX), across[0]), across[across.length - 1]);
    this.draw();
  }

  /**
   * The kinks that keys and hands move, from left to right.
   *
   * @returns {{ x: number, unit: number }[]}
   */
  row() {
    return this.model.holds ? this.pins.filter(({ layer }) => layer === 0).toSorted((a, b) => a.x - b.x) : [];
  }

  /**
   * The kink of a unit is the one that keys move; where it has none on the picture, the first is.
   *
   * @param {number | null} unit
   * @returns {void}
   */
  pick(unit) {
    const row = this.row();
    this.picked = (row.find((pin) => pin.unit === unit) ?? row[0])?.unit ?? null;
    this.draw();
  }

  /** @returns {void} */
  leave() {
    if (this.#dropping) this.drop();
    this.draw();
  }

  /**
   * Up and down choose a kink, left and right move it; it is dropped a moment after the last key.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  keyOfPin(event) {
    const row = this.row(), { key } = event, sideways = { ArrowLeft: -1, ArrowRight: 1 }[key], step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (!row.length || !(sideways || step) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // and so the bar leaves it alone
    const at = Math.max(0, row.findIndex((pin) => pin.unit === this.picked)), { across } = this.model;
    if (step) {
      if (this.#dropping) this.drop();
      return this.pick(row[Math.min(Math.max(at + step, 0), row.length - 1)].unit);
    }
    const ends = [across[0], across[across.length - 1]], far = ((ends[1] - ends[0]) / KEY_STEPS) * (event.shiftKey ? 10 : 1);
    this.held ??= { frame: this.frame(), unit: row[at].unit, x: row[at].x };
    this.held.x = Math.min(Math.max(this.held.x + (sideways ?? 0) * far, ends[0]), ends[1]);
    this.picked = this.held.unit;
    clearTimeout(this.#dropping);
    this.#dropping = setTimeout(() => this.drop(), DROP_MS);
    this.draw();
  }

  /** @returns {void} */
  drop() {
    clearTimeout(this.#dropping);
    this.#dropping = 0;
    this.#dragging = false;
    if (this.held) this.say("kink", [this.held.frame, this.held.unit, this.held.x]);
  }

  /** @returns {number} */
  frame() {
    return within(bus.state.t ?? 0, this.model.frames);
  }

  /** @returns {void} */
  draw() {
    this.soon();
  }

  /**
   * The weights shown: those of the frame, with the kink where it is held.
   *
   * @returns {Float64Array}
   */
  weights() {
    const theta = weightsAt(this.model, this.held?.frame ?? this.frame());
    if (this.held) theta[this.model.sizes[1] + this.held.unit] = -theta[this.held.unit] * this.held.x;
    return theta;
  }

  /** @returns {void} */
  paint() {
    const { model, off } = this, theta = this.weights(), frame = this.frame();
    const whole = answer(model, theta, new Set()), rest = off.size ? answer(model, theta, off) : whole;
    const hidden = model.sizes.slice(1, -1).reduce((sum, units) => sum + units, 0);
    const idle = model.idle.subarray(frame * hidden, (frame + 1) * hidden);
    const net = wiped(this.net), look = looks(this.$(".told"));
    this.scale = look.words / DESK_WORDS_PX;
    if (net) {
      this.nodes = layout(model.sizes, net.width, net.height, look.ticks);
      const chosen = this.chosen && this.nodes[this.chosen.layer][this.chosen.unit];
      new Net(net.pen, model, this.nodes, look).paint(theta, whole, off, chosen, idle);
    }
    this.buttons();
    this.pins = kinks(model, theta, whole);
    this.fit(theta, whole, rest, frame, look);
    this.tell(frame, idle);
  }

  /**
   * The row that switches a unit where no finger could hit its box.
   *
   * @returns {void}
   */
  buttons() {
    const { layer, unit } = this.meant(), isOff = this.off.has(`${layer - 1}.${unit}`);
    this.$(".one").hidden = !this.crowded || !matchMedia("(any-pointer: coarse)").matches;
    this.$(".switch").textContent = `Switch ${isOff ? "on" : "off"} ${layer}.${unit + 1}`;
  }

  /**
   * The stack: the points, a band for every unit, and the line they add up to.
   *
   * @param {Float64Array} theta
   * @param {import("./forward.js").Answer} whole
   * @param {import("./forward.js").Answer} rest without the units that are off
   * @param {number} frame
   * @param {import("../canvas.js").Look} look
   * @returns {void}
   */
  fit(theta, whole, rest, frame, look) {
    const { model, off } = this, canvas = wiped(this.stack), { across, colors } = model;
    if (!canvas) return;
    const { pen, width, height } = canvas, order = byShare(model, frame), curves = stacked(model, theta, rest, order, off);
    /** @type {Box} */
    const box = { left: look.ticks * 4, top: 6, width: width - look.ticks * 4 - 6, height: height - 6 - look.ticks * 2.6 };
    const ends = /** @type {[number, number]} */ ([across[0], across[across.length - 1]]);
    const at = axes(pen, box, ends, model.y, look, AXES);
    const span = (ends[1] - ends[0]) / box.width;
    this.plot = { x: at.x, back: (px) => ends[0] + (px - box.left) * span, foot: box.top + box.height };
    pen.save();
    pen.beginPath();
    pen.rect(box.left, 0, box.width, box.top + box.height);
    pen.clip(); // a kink that is dragged may lead anywhere
    order.forEach((unit, k) => this.band(pen, at, curves[k], curves[k + 1], model.bands[unit % model.bands.length], unit));
    pen.fillStyle = colors.points;
    for (let n = 0; n < model.points[0].length; n += 1) {
      pen.beginPath();
      pen.arc(at.x(model.points[0][n]), at.y(model.points[1][n]), 2.6 * this.scale, 0, 2 * Math.PI);
      pen.fill();
    }
    if (off.size) this.line(pen, at, whole.a[whole.a.length - 1], colors.whole, [5, 4]);
    this.line(pen, at, curves[curves.length - 1], look.ink, []);
    pen.restore();
    this.pinned(pen, at);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {{ x: (x: number) => number, y: (y: number) => number }} at
   * @param {Float64Array} from
   * @param {Float64Array} to
   * @param {string} color
   * @param {number} unit
   * @returns {void}
   */
  band(pen, at, from, to, color, unit) {
    const { across } = this.model, last = this.model.sizes.length - 2;
    const looked = this.chosen?.layer === last;
    pen.beginPath();
    across.forEach((x, p) => pen.lineTo(at.x(x), at.y(from[p])));
    for (let p = across.length - 1; p >= 0; p -= 1) pen.lineTo(at.x(across[p]), at.y(to[p]));
    pen.closePath();
    pen.fillStyle = pen.strokeStyle = color;
    pen.globalAlpha = looked ? (this.chosen?.unit === unit ? 0.75 : 0.1) : 0.3;
    pen.fill();
    pen.lineWidth = 0.8;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {{ x: (x: number) => number, y: (y: number) => number }} at
   * @param {Float64Array} curve
   * @param {string} color
   * @param {number[]} dash
   * @returns {void}
   */
  line(pen, at, curve, color, dash) {
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
   * @param {CanvasRenderingContext2D} pen
   * @param {{ x: (x: number) => number }} at
   * @returns {void}
   */
  pinned(pen, at) {
    const { model, plot } = this;
    for (const { x, layer, unit } of this.pins) {
      const tall = layer ? PIN_PX / 2 : PIN_PX, px = at.x(x), foot = plot?.foot ?? 0;
      pen.fillStyle = model.sizes.length === 3 ? model.bands[unit % model.bands.length] : model.colors.points;
      pen.globalAlpha = this.off.has(`${layer}.${unit}`) ? 0.25 : 0.9;
      pen.beginPath();
      [pen.moveTo(px, foot - 1.5 * tall), pen.lineTo(px - tall * 0.6, foot), pen.lineTo(px + tall * 0.6, foot)];
      pen.fill();
      pen.fillRect(px - 0.5, foot - 2.6 * tall, 1, 1.2 * tall);
      if (layer === 0 && unit === this.moving()) [(pen.lineWidth = 2), (pen.strokeStyle = model.colors.points), pen.strokeRect(px - tall, foot - 2.8 * tall, 2 * tall, 2.8 * tall)];
    }
    pen.globalAlpha = 1;
  }

  /** @returns {number | null} the unit whose kink keys move just now */
  moving() {
    const within = /** @type {Document | ShadowRoot} */ (this.stack.getRootNode());
    return within.activeElement === this.stack ? this.picked : null;
  }

  /**
   * @param {number} unit
   * @returns {string}
   */
  ofPin(unit) {
    const pin = this.pins.find((pin) => pin.layer === 0 && pin.unit === unit);
    return pin ? `Unit 1.${unit + 1} bends at x = ${number(pin.x)}. Left and right move it, up and down choose another.` : "";
  }

  /**
   * What is to be said of the units: of the one looked at, or of all.
   *
   * @param {number} frame
   * @param {Uint8Array} idle
   * @returns {void}
   */
  tell(frame, idle) {
    const pin = this.moving(), said = pin !== null && this.ofPin(pin) ? this.ofPin(pin) : this.chosen && !this.off.size ? this.ofOne(this.chosen, frame) : this.off.size ? this.ofOff(frame) : this.ofAll(frame, idle);
    if (this.$(".told").textContent === said) return;
    this.$(".told").textContent = said;
    this.spoken.say(said);
  }

  /**
   * What the loss is without those that are off: at once for one of the last layer.
   *
   * @param {number} frame
   * @returns {string}
   */
  ofOff(frame) {
    const { model, off } = this, [now, then] = [model.loss[frame], lossWithout(model, frame, off)];
    const named = [...off].map((name) => name.split(".").map((part) => Number(part) + 1).join(".")).join(", ");
    if (then === null) return `Without ${named}: the dashed line is the fit with every unit.`;
    return `Without ${named} the loss ${then < now ? "falls" : "rises"} by ${number(Math.abs(then - now))}: from ${number(now)} to ${number(then)}. The dashed line is the fit with every unit.`;
  }

  /**
   * @param {{ layer: number, unit: number }} node
   * @param {number} frame
   * @returns {string}
   */
  ofOne({ layer, unit }, frame) {
    const { sizes, rise } = this.model, name = `Unit ${layer}.${unit + 1}`, at = frame * sizes[sizes.length - 2] + unit;
    const isOff = this.off.has(`${layer - 1}.${unit}`);
    const what = this.crowded && this.finger ? "" : `Press it to switch it ${isOff ? "on again" : "off"}.`;
    if (layer !== sizes.length - 2) return `${name}${isOff ? " is off" : ""}. ${what}`;
    const more = rise[at] < 0 ? `fall by ${number(-rise[at])}` : `rise by ${number(rise[at])}`;
    return `${name}${isOff ? " is off" : ""}: its share of the fit is ${number(100 * shareOf(this.model, frame, unit))} %; without it alone the loss would ${more}. ${what}`;
  }

  /** @returns {string} how a unit is switched */
  hint() {
    if (!matchMedia("(pointer: coarse)").matches) return "Choose a box to switch its unit off.";
    return this.crowded ? "Tap near a box to choose its unit." : "Tap a box to switch its unit off.";
  }

  /**
   * @param {number} frame
   * @param {Uint8Array} idle
   * @returns {string}
   */
  ofAll(frame, idle) {
    const { sizes } = this.model, names = sizes.slice(1, -1).flatMap((count, l) => Array.from({ length: count }, (_, unit) => `${l + 1}.${unit + 1}`));
    if (!names.length) return "No hidden layer: the network is a straight line.";
    const largest = byShare(this.model, frame).slice(0, NAMED);
    const shares = largest.map((unit) => `${sizes.length - 2}.${unit + 1} (${number(100 * shareOf(this.model, frame, unit))} %)`);
    const ails = AILMENTS.map((word, kind) => [word, names.filter((_, k) => kind > 0 && idle[k] === kind)]);
    const told = ails.filter(([, mine]) => mine.length).map(([word, mine]) => ` ${word}: ${mine.length > 6 ? `${mine.length} units` : /** @type {string[]} */ (mine).join(", ")}.`);
    return `${this.hint()} Largest shares of the fit: unit ${shares.join(", ")}.${told.join("") || " Every unit is at work."}`;
  }
}

export default mounted(Diagram);
