// @ts-check
// The network and the stack of its units, on two canvases; units are switched, kinks and bands are dragged.
//
// This module listens and paints.  Which units are off and looked at is kept by units.js, the kink or the band in the
// hand by kinks.js and bands.js; what is drawn is in layout.js, net.js and stack.js, what is said in words.js.

import { bus } from "../bus.js";
import { looks, wiped } from "../canvas.js";
import { Part, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { within } from "../stops.js";
import { Bands } from "./bands.js";
import { answer, kinks } from "./forward.js";
import { Kinks } from "./kinks.js";
import { layout } from "./layout.js";
import { unpack } from "./model.js";
import { Net } from "./net.js";
import { Stack } from "./stack.js";
import { Units } from "./units.js";
import { bandWords, kinkWords, unitWords } from "./words.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Model } from "./model.js" */

class Diagram extends Part {
  /** @type {Model} */
  model = /** @type {any} */ (null);
  /** @type {Say} */
  say = () => {};

  /** @param {Root} root */
  constructor(root) {
    super(root);
    /** @type {HTMLCanvasElement} */
    this.net = this.$(".net");
    /** @type {HTMLCanvasElement} */
    this.stack = this.$(".stack");
    this.spoken = new Spoken(this.$("[role=status]"));
    this.units = new Units(() => this.draw(), (...unit) => this.say("switch", unit));
    this.kinks = new Kinks(this.stack, () => this.draw(), ({ frame, unit, x }) => this.say("kink", [frame, unit, x]));
    this.bands = new Bands(this.stack, () => this.draw(), ({ frame, unit, weight }) => this.say("weight", [frame, unit, weight]));
    this.listen();
    this.sized(() => this.draw(), this.net, this.stack);
  }

  /** @returns {void} */
  listen() {
    const { net, stack, units, kinks, bands } = this;
    for (const canvas of [net, stack]) this.on(canvas, "pointerdown", (event) => (units.finger = event.pointerType === "touch"));
    this.on(net, "pointermove", (event) => event.pointerType !== "touch" && units.point(units.under(event)));
    this.on(net, "pointerleave", (event) => event.pointerType !== "touch" && units.point(null)); // a finger that is lifted has left
    this.on(net, "click", (event) => units.press(units.under(event)));
    this.on(this.$(".before"), "click", () => units.pass(-1));
    this.on(this.$(".after"), "click", () => units.pass(1));
    this.on(this.$(".switch"), "click", () => units.toggle(units.meant));
    this.on(net, "keydown", (event) => (units.key(event), bands.key(event, units.chosen, this.frame())));
    this.on(net, "blur", () => bands.leave());
    this.on(stack, "pointerdown", (event) => kinks.hold(event, this.frame()) || this.hold(event));
    this.on(stack, "pointermove", (event) => this.drag(event));
    this.on(stack, "pointerleave", (event) => event.pointerType !== "touch" && units.point(null));
    this.on(stack, "lostpointercapture", () => (kinks.dragging ? kinks : bands).drop());
    this.on(stack, "keydown", (event) => kinks.key(event, this.frame()));
    this.on(stack, "focus", () => kinks.pick(kinks.picked));
    this.on(stack, "blur", () => kinks.leave());
  }

  /**
   * Take hold of the band under a pointer: a finger, which may only want to go on down the page, chooses it first.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  hold(event) {
    const band = this.bands.under(event), chosen = band && { layer: this.model.sizes.length - 2, unit: band.unit };
    const first = this.units.finger && this.units.chosen?.unit !== band?.unit;
    if (first || !band) this.units.point(chosen ?? null);
    else if (event.button === 0) this.bands.hold(event, band, this.frame());
  }

  /**
   * A pointer over the stack drags what it holds; without, it looks at the unit of the band that it could hold.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  drag(event) {
    if (this.bands.dragging) return this.bands.drag(event);
    const kink = this.kinks.drag(event), band = kink ? undefined : this.bands.under(event);
    this.stack.classList.toggle("over", kink);
    this.stack.classList.toggle("on_band", band !== undefined);
    if (event.pointerType !== "touch" && !this.kinks.dragging) this.units.point(band ? { layer: this.model.sizes.length - 2, unit: band.unit } : null);
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Model}
   */
  unpack(bytes) {
    return unpack(bytes);
  }

  /**
   * @param {Model} model
   * @param {Say} say
   * @returns {void}
   */
  read(model, say) {
    Object.assign(this, { model, say });
    this.units.read(model);
    this.kinks.read(model, model.holds);
    this.bands.read(model, model.weighs);
  }

  /** @returns {void} */
  build() {
    const { sizes, holds, weighs } = this.model;
    const turned = weighs ? " Plus and minus turn the weight of one of the last layer." : "";
    const hint = sizes.length > 2 ? ` Arrow keys choose a unit, Enter switches it off and on.${turned}` : "";
    this.net.setAttribute("aria-label", `The network, layer by layer: ${sizes.join("–")} units.${hint}`);
    const keys = holds ? " Up and down arrows choose a kink, left and right ones move it." : "";
    this.stack.setAttribute("aria-label", `What the units of the last hidden layer add up to, over the points.${keys}`);
    this.stack.setAttribute("role", holds ? "application" : "img");
    this.stack.tabIndex = holds ? 0 : -1;
  }

  /** @returns {void} */
  stop() {
    super.stop();
    this.spoken.stop();
    this.kinks.stop();
    this.bands.stop();
  }

  /** @returns {number} */
  frame() {
    return within(bus.state.t ?? 0, this.model.frames);
  }

  /** @returns {void} */
  draw() {
    this.soon();
  }

  /** @returns {void} */
  paint() {
    const { model, units } = this, frame = this.frame(), theta = (this.bands.held ? this.bands : this.kinks).weights(frame), look = looks(this.$(".told"));
    const whole = answer(model, theta, new Set()), rest = units.off.size ? answer(model, theta, units.off) : whole;
    const hidden = model.sizes.slice(1, -1).reduce((sum, count) => sum + count, 0);
    const idle = model.idle.subarray(frame * hidden, (frame + 1) * hidden);
    const net = wiped(this.net);
    if (net) {
      units.nodes = layout(model.sizes, net.width, net.height, look.ticks);
      new Net(net.pen, model, units.nodes, look).paint(theta, whole, units.off, units.node, idle);
    }
    this.buttons();
    this.kinks.all = kinks(model, theta, whole);
    const { moving } = this.kinks, canvas = wiped(this.stack);
    if (canvas) {
      const stack = new Stack(canvas, model, look);
      stack.paint({ frame, theta, whole, rest, units, kinks: this.kinks.all, moving });
      this.bands.all = stack.bands;
      this.kinks.plot = this.bands.plot = stack.plot;
      this.stack.classList.toggle("chosen", model.weighs && units.finger && units.chosen?.layer === model.sizes.length - 2);
    }
    const { held } = this.bands;
    this.tell(held ? bandWords(model, held) : moving ? kinkWords(moving) : unitWords(units, frame, idle));
  }

  /**
   * The row that switches a unit where no finger could hit its box.
   *
   * @returns {void}
   */
  buttons() {
    const { units } = this, { layer, unit } = units.meant;
    this.$(".one").hidden = !units.crowded || !matchMedia("(any-pointer: coarse)").matches;
    this.$(".switch").textContent = `Switch ${units.isOff(units.meant) ? "on" : "off"} ${layer}.${unit + 1}`;
  }

  /**
   * @param {string} said
   * @returns {void}
   */
  tell(said) {
    if (this.$(".told").textContent === said) return;
    this.$(".told").textContent = said;
    this.spoken.say(said);
  }
}

export default mounted(Diagram);
