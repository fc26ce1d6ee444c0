// @ts-check
// The compass: the rose of slopes, a button for each of eight ways, and the arrow keys.  Every way means: one stride.

import { number } from "../number.js";
import { Part, mounted } from "../part.js";
import { DISC, LETTERS, RING, bearingOf, chordBearing, lobe, turnedRose, unitRose, wayAt } from "./rose.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/**
 * @typedef {object} CompassData see compass() in compass/__init__.py
 * @property {number[]} slopes toward every whole degree; none where nothing is felt
 * @property {string[]} names of the eight ways
 * @property {number | null} down the bearing of the steepest way down
 * @property {number} size of the longest lobe
 * @property {number} metres
 * @property {Record<string, string>} colors
 * @property {boolean} over
 * @property {string} nothing
 */

const BUSY = "input, select, textarea, [contenteditable=true], [role=slider], [role=radio], [role=grid], [role=tab], [role=dialog], [role=listbox], [role=menu]";
const SWING_MS = 350; // the rose takes to turn

class Compass extends Part {
  /** @type {CompassData} */
  data = /** @type {any} */ (null);
  /** @type {Say} */
  say = () => {};
  rose = new Array(360).fill(0); // as it is drawn
  /** @type {Set<string>} */
  held = new Set(); // arrow keys that are down
  /** @type {string[]} */
  chord = []; // those of the way to be taken
  swinging = 0;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.$(".ticks").append(...Array.from({ length: 24 }, (_, k) => this.tick(15 * k)));
    this.buttons = LETTERS.map((letter, k) => this.point(letter, 45 * k));
    this.$(".points").append(...this.buttons);
    const svg = this.$("svg");
    this.on(svg, "pointermove", (event) => this.aim(this.under(event)));
    this.on(svg, "pointerleave", () => this.aim(null));
    this.on(svg, "click", (event) => this.go(this.under(event)));
    this.on(document, "keydown", (event) => this.press(event));
    this.on(document, "keyup", (event) => this.letGo(event));
    this.on(window, "blur", () => this.held.clear());
  }

  /**
   * @param {number} bearing
   * @returns {Element}
   */
  tick(bearing) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const [[x1, y1], [x2, y2]] = [wayAt(bearing, DISC), wayAt(bearing, bearing % 45 ? DISC - 2.5 : DISC - 5)];
    Object.entries({ x1, y1, x2, y2 }).forEach(([name, value]) => line.setAttribute(name, String(value)));
    return line;
  }

  /**
   * @param {string} letter
   * @param {number} bearing
   * @returns {HTMLButtonElement}
   */
  point(letter, bearing) {
    const button = document.createElement("button");
    const [x, y] = wayAt(bearing, RING);
    button.type = "button";
    button.textContent = letter;
    button.style.setProperty("--x", `${50 + x / 2}%`);
    button.style.setProperty("--y", `${50 + y / 2}%`);
    for (const type of ["pointerenter", "focus"]) this.on(button, type, () => this.aim(bearing));
    for (const type of ["pointerleave", "blur"]) this.on(button, type, () => this.aim(null));
    this.on(button, "click", () => this.go(bearing));
    return button;
  }

  /**
   * @param {CompassData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    Object.assign(this, { data, say });
  }

  /** @returns {void} */
  build() {
    const { colors, slopes, names } = this.data;
    this.$(".compass").style.setProperty("--up", colors.up);
    this.$(".compass").style.setProperty("--down", colors.down);
    this.buttons.forEach((button, k) => this.mark(button, slopes[45 * k], LETTERS[k], names[k]));
    this.swing();
    this.aim(null);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {number | undefined} slope
   * @param {string} letter
   * @param {string} name
   * @returns {void}
   */
  mark(button, slope, letter, name) {
    button.disabled = this.data.over;
    button.classList.toggle("falls", (slope ?? 0) < 0);
    button.classList.toggle("rises", (slope ?? 0) > 0);
    button.setAttribute("aria-label", `${letter}: walk ${name}. ${this.feel(slope)}`);
  }

  /** @returns {void} */
  stop() {
    super.stop();
    cancelAnimationFrame(this.swinging);
  }

  /**
   * From the rose that is shown to that of the slope felt now.
   *
   * @returns {void}
   */
  swing() {
    const goal = unitRose(this.data.slopes, this.data.size);
    const [from, start] = [this.rose, performance.now()];
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    cancelAnimationFrame(this.swinging);
    const tick = (/** @type {number} */ now) => {
      const part = still ? 1 : Math.min(Math.max((now - start) / SWING_MS, 0), 1);
      this.rose = turnedRose(from, goal, part);
      this.paint();
      if (part < 1) this.swinging = requestAnimationFrame(tick);
    };
    this.swinging = requestAnimationFrame(tick);
  }

  /** @returns {void} */
  paint() {
    this.$(".lobe.up").setAttribute("d", lobe(this.rose, 1));
    this.$(".lobe.down").setAttribute("d", lobe(this.rose, -1));
    this.$(".needle").setAttribute("transform", `rotate(${this.rose.indexOf(Math.min(...this.rose))})`);
    this.$(".needle").classList.toggle("hidden", this.data.down === null);
  }

  /**
   * @param {PointerEvent} event
   * @returns {number} the bearing under the pointer
   */
  under(event) {
    const box = this.$("svg").getBoundingClientRect();
    return bearingOf(event.clientX - box.left - box.width / 2, box.top + box.height / 2 - event.clientY);
  }

  /**
   * Say what is felt toward a bearing; toward none: the steepest way down.
   *
   * @param {number | null} bearing
   * @returns {void}
   */
  aim(bearing) {
    const hand = this.$(".hand");
    const [x2, y2] = wayAt(bearing ?? 0, DISC);
    hand.setAttribute("x2", x2);
    hand.setAttribute("y2", y2);
    hand.classList.toggle("hidden", bearing === null);
    const told = this.$(".told");
    const { down, nothing, slopes } = this.data;
    if (bearing === null && down === null) return told.replaceChildren(nothing);
    const way = bearing ?? Math.round(down ?? 0) % 360;
    const bold = document.createElement("b");
    bold.textContent = `${bearing === null ? "Steepest way down" : "Toward"} ${way}° ${LETTERS[Math.round(way / 45) % 8]}`;
    told.replaceChildren(bold, document.createElement("br"), this.feel(slopes[way]));
  }

  /**
   * @param {number | undefined} slope undefined where nothing is felt
   * @returns {string}
   */
  feel(slope) {
    if (slope === undefined) return this.data.nothing;
    const rise = number(Math.abs(slope) * this.data.metres);
    return `slope ${number(slope)}: ${rise} m ${slope < 0 ? "down" : "up"} in 100 m`;
  }

  /**
   * @param {number} bearing
   * @returns {void}
   */
  go(bearing) {
    if (!this.data.over) this.say("walk", bearing);
  }

  /**
   * Arrow keys that are down at the same time are one way: it is taken when the first of them is let go.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  press(event) {
    if (chordBearing([event.key]) === null || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (/** @type {Element} */ (event.composedPath()[0]).closest?.(BUSY)) return;
    event.preventDefault(); // or the page would scroll
    if (event.repeat) return;
    this.held.add(event.key);
    this.chord = [...this.held];
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  letGo(event) {
    if (!this.held.delete(event.key)) return;
    const bearing = chordBearing(this.chord);
    this.chord = [];
    if (bearing !== null) this.go(bearing);
  }
}

export default mounted(Compass);
