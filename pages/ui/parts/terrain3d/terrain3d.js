// @ts-check
// The mountain: what Python has packed, and the hand that turns it.  Fine tiles at rest, coarse ones while it moves.

import { bus } from "../bus.js";
import { wiped } from "../canvas.js";
import { Part, mounted } from "../part.js";
import { clamp, within } from "../stops.js";
import { look } from "./eye.js";
import { unpack } from "./ground.js";
import { Picture } from "./paint.js";
import { drape, frameUpTo } from "./path.js";
import { besideIt, written } from "./scales.js";

/** @import { Root } from "../part.js" */
/** @import { Eye } from "./eye.js" */
/** @import { Model, Place, Spot } from "./ground.js" */
/** @import { Trail } from "./paint.js" */
/** @import { Piece } from "./path.js" */

/** @type {Eye} */
const START_EYE = { az: -0.5, el: 0.8, zoom: 1 };
/** @type {Record<string, (eye: Eye) => unknown>} */
const TURN_KEYS = {
  ArrowLeft: (eye) => (eye.az += 0.1),
  ArrowRight: (eye) => (eye.az -= 0.1),
  ArrowUp: (eye) => (eye.el += 0.08),
  ArrowDown: (eye) => (eye.el -= 0.08),
  "+": (eye) => (eye.zoom *= 1.15),
  "-": (eye) => (eye.zoom /= 1.15),
  Home: (eye) => Object.assign(eye, START_EYE),
};
const REST_MS = 180; // without a movement until it is painted finely

class Mountain extends Part {
  eye = { ...START_EYE };
  /** @type {Model} */
  model = /** @type {any} */ (null);
  /** @type {{ member: number, pieces: Piece[], balls: (Place | null)[] }[]} */
  draped = []; // of every path, as last laid over the ground
  /** @type {Spot} */
  from = [0, 0]; // where the pointer was
  #moved = -Infinity;
  #resting = 0;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    /** @type {HTMLCanvasElement} */
    this.canvas = this.$("canvas");
    this.on(this.canvas, "pointerdown", (event) => this.hold(event));
    this.on(this.canvas, "pointermove", (event) => this.canvas.hasPointerCapture(event.pointerId) && this.drag(event));
    this.on(this.canvas, "lostpointercapture", () => this.canvas.classList.remove("held"));
    this.on(this.canvas, "wheel", (event) => this.wheel(event));
    this.on(this.canvas, "keydown", (event) => this.key(event));
    this.sized(() => this.soon(), this.canvas);
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
   * @returns {void}
   */
  read(model) {
    Object.assign(this, { model, draped: [] });
  }

  /** @returns {void} */
  build() {
    this.canvas.setAttribute("aria-label", this.model.label);
  }

  /** @returns {void} */
  stop() {
    super.stop();
    clearTimeout(this.#resting);
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  hold(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.classList.add("held");
    this.from = [event.clientX, event.clientY];
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  drag(event) {
    const [dx, dy] = [event.clientX - this.from[0], event.clientY - this.from[1]];
    this.from = [event.clientX, event.clientY];
    this.move((eye) => {
      eye.az -= 0.008 * dx;
      eye.el += 0.006 * dy;
    });
  }

  /**
   * @param {WheelEvent} event
   * @returns {void}
   */
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    this.move((eye) => (eye.zoom *= Math.exp(-0.002 * event.deltaY)));
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    if (!(event.key in TURN_KEYS) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // and so the bar leaves it alone
    this.move(TURN_KEYS[event.key]);
  }

  /**
   * @param {(eye: Eye) => unknown} change
   * @returns {void}
   */
  move(change) {
    change(this.eye);
    this.eye.el = clamp(this.eye.el, 0.12, 1.5);
    this.eye.zoom = clamp(this.eye.zoom, 0.6, 4);
    this.$(".mountain").classList.add("turned");
    this.draw();
  }

  /**
   * Soon, coarsely; and finely once nothing has moved for a while.
   *
   * @returns {void}
   */
  draw() {
    this.#moved = performance.now();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.soon(), REST_MS);
    this.soon();
  }

  /** @returns {void} */
  paint() {
    const { canvas, model } = this, clean = wiped(canvas);
    if (!clean) return;
    const { pen, width, height } = clean;
    const tiles = performance.now() - this.#moved < REST_MS ? model.coarse : model.fine;
    written(pen, getComputedStyle(canvas));
    new Picture(pen, model, tiles, look(this.eye, model.top, width, height, besideIt(pen, model))).paint(this.trails());
  }

  /**
   * Of every path, for the member and up to the frame shown: its color, its pieces and where its ball is.
   *
   * @returns {Trail[]}
   */
  trails() {
    const { t, r, home } = bus.state;
    const hidden = r === home ? "dragged" : "home";
    const shown = (/** @type {{ when?: string }} */ path) => path.when !== hidden;
    return this.model.paths.filter(shown).map((path) => {
      const k = this.model.paths.indexOf(path);
      const member = within(r, path.members);
      if (this.draped[k]?.member !== member) this.draped[k] = { member, ...drape(this.model.fine, path, member) };
      const frame = frameUpTo(path, t);
      const { pieces, balls } = this.draped[k];
      return { color: path.color, pieces: pieces.filter((piece) => piece[0] <= frame), ball: balls[frame] };
    });
  }
}

export default mounted(Mountain);
