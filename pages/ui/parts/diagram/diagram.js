// @ts-check
// The network and the stack of its units, on two canvases; units are switched, kinks are dragged.
//
// This module listens and paints.  Which units are off and looked at is kept by units.js, the kink in the hand by
// kinks.js; what is drawn is in net.js and stack.js, what is said in words.js.

import { bus } from "../bus.js";
import { looks, wiped } from "../canvas.js";
import { Part, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { within } from "../stops.js";
import { answer, kinks, unpack } from "./forward.js";
import { Kinks } from "./kinks.js";
import { Net, layout } from "./net.js";
import { Stack } from "./stack.js";
import { Units } from "./units.js";
import { kinkWords, unitWords } from "./words.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Model } from "./forward.js" */

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
    this.listen();
    this.sized(() => this.draw(), this.net, this.stack);
  }

  /** @returns {void} */
  listen() {
    const { net, stack, units, kinks } = this;
    this.on(net, "pointerdown", (event) => (units.finger = event.pointerType === "touch"));
    this.on(net, "pointermove", (event) => event.pointerType !== "touch" && units.point(units.under(event)));
    this.on(net, "pointerleave", (event) => event.pointerType !== "touch" && units.point(null)); // a finger that is lifted has left
    this.on(net, "click", (event) => units.press(units.under(event)));
    this.on(this.$(".before"), "click", () => units.pass(-1));
    this.on(this.$(".after"), "click", () => units.pass(1));
    this.on(this.$(".switch"), "click", () => units.toggle(units.meant));
    this.on(net, "keydown", (event) => units.key(event));
    this.on(stack, "pointerdown", (event) => kinks.hold(event, this.frame()));
    this.on(stack, "pointermove", (event) => kinks.drag(event));
    this.on(stack, "lostpointercapture", () => kinks.drop());
    this.on(stack, "keydown", (event) => kinks.key(event, this.frame()));
    this.on(stack, "focus", () => kinks.pick(kinks.picked));
    this.on(stack, "blur", () => kinks.leave());
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
    this.kinks.read(model);
  }

  /** @returns {void} */
  build() {
    const { sizes, holds } = this.model;
    const hint = sizes.length > 2 ? " Arrow keys choose a unit, Enter switches it off and on." : "";
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
    const { model, units } = this, frame = this.frame(), theta = this.kinks.weights(frame), look = looks(this.$(".told"));
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
      this.kinks.plot = stack.plot;
    }
    this.tell(moving ? kinkWords(moving) : unitWords(units, frame, idle));
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
