// @ts-check
// The graph of operations: which of its nodes is looked at, and the three phases as they are played.
//
// This module listens.  What is drawn is in drawing.js, what is said of the node looked at in words.js.

import { bus } from "../bus.js";
import { looks, wiped } from "../canvas.js";
import { Part, made, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { within } from "../stops.js";
import { Drawing, WORDS_PX } from "./drawing.js";
import { beside, layout, nearest, unpack, wanted } from "./flow.js";
import { nodeLines } from "./words.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Box, Flow } from "./flow.js" */
/** @import { Look } from "../canvas.js" */

const PHASES = ["forward", "backward", "update"];
const WORDS = { play: "▶ all three", forward: "1 forward", backward: "2 backward", update: "3 update" };
const PHASE_MS = 3000;
const PATIENCE_MS = 250; // after the last key
const ASIDE_PX = 24; // seen beside the node looked at, where the drawing is wider than its place

class GraphOfOperations extends Part {
  /** @type {Flow} */
  flow = /** @type {any} */ (null);
  /** @type {Say} */
  say = () => {};
  /** @type {Box[]} */
  boxes = [];
  chosen = 0;
  phase = 0;
  reached = 1; // how much of the phase has been played
  #playing = 0;
  /** @type {string[]} */
  #asked = []; // the nodes that Python has not answered yet: an answer to an earlier one does not undo the last
  #waiting = 0;
  #shown = -1; // the node that was brought in sight, where the place was
  #wide = 0;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    /** @type {HTMLCanvasElement} */
    this.canvas = this.$("canvas");
    this.range = /** @type {HTMLInputElement} */ (this.$("input"));
    this.spoken = new Spoken(this.$("[role=status]"));
    this.on(this.canvas, "click", (event) => this.look(this.placed ? nearest(this.boxes, event.offsetX, event.offsetY) : null));
    this.on(this.canvas, "keydown", (event) => this.key(event));
    this.on(this.range, "input", () => this.which());
    this.on(this.range, "change", () => this.say("sample", Number(this.range.value)));
    this.buttons = Object.entries(WORDS).map(([name, words]) => this.choice(name, words));
    this.$(".phases").append(...this.buttons);
    this.sized(() => this.draw(), this.$(".roll"));
  }

  /**
   * @param {string} name
   * @param {string} words
   * @returns {HTMLElement}
   */
  choice(name, words) {
    const button = made("button", "phase", words);
    button.setAttribute("role", "radio");
    button.dataset.phase = name;
    this.on(button, "click", () => (name === "play" ? this.play([0, 1, 2]) : this.play([PHASES.indexOf(name)])));
    this.on(button, "keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[/** @type {string} */ (event.key)];
      if (!step) return;
      event.preventDefault(); // and so the bar leaves it alone
      const next = this.buttons[(this.buttons.indexOf(button) + step + this.buttons.length) % this.buttons.length];
      next.tabIndex = 0;
      next.focus();
    });
    return button;
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {ReturnType<typeof unpack>}
   */
  unpack(bytes) {
    return unpack(bytes);
  }

  /**
   * @param {ReturnType<typeof unpack>} flow
   * @param {Say} say
   * @returns {void}
   */
  read(flow, say) {
    const old = this.flow;
    Object.assign(this, { flow, say });
    const answered = this.#asked.lastIndexOf(flow.nodes[flow.chosen].name);
    const other = !old || old.nodes.length !== flow.nodes.length || (answered < 0 && old.chosen !== flow.chosen);
    this.#asked.splice(0, other ? Infinity : answered + 1);
    if (other) this.chosen = flow.chosen;
    if (!old || old.phase !== flow.phase) Object.assign(this, { phase: PHASES.indexOf(flow.phase), reached: this.#playing ? this.reached : 1 });
  }

  /** @returns {void} */
  build() {
    const { sample, nodes } = this.flow;
    Object.assign(this.range, { max: String(sample[1]), value: String(sample[0]) });
    this.canvas.setAttribute("aria-label", `The graph of operations: ${nodes.length} numbers for one point. Arrow keys look at the next.`);
    this.which();
  }

  /** @returns {void} */
  stop() {
    super.stop();
    this.spoken.stop();
    clearTimeout(this.#waiting);
    cancelAnimationFrame(this.#playing);
  }

  /** @returns {void} */
  which() {
    this.$(".which").textContent = `point ${this.range.value} of ${this.flow.sample[1]}`;
  }

  /**
   * Phases, one after the other; who has asked for less motion sees each at once.
   *
   * @param {number[]} phases
   * @returns {void}
   */
  play(phases) {
    cancelAnimationFrame(this.#playing);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches, start = performance.now();
    const tick = (/** @type {number} */ now) => {
      const gone = still ? phases.length : Math.max(0, now - start) / PHASE_MS, last = phases.length - 1;
      Object.assign(this, { phase: phases[Math.min(Math.floor(gone), last)], reached: Math.min(gone - Math.min(Math.floor(gone), last), 1) });
      this.draw();
      this.#playing = gone < phases.length ? requestAnimationFrame(tick) : 0;
      if (!this.#playing) this.say("phase", PHASES[this.phase]);
    };
    this.#playing = requestAnimationFrame(tick);
  }

  /**
   * The canvas is as wide as its numbers ask for; what is looked at is in sight.
   *
   * @param {Look} look
   * @returns {void}
   */
  fitted(look) {
    const roll = this.$(".roll"), { clientWidth: width, clientHeight: height } = roll, scale = look.words / WORDS_PX;
    this.canvas.style.width = `${wanted(this.flow, width, height, scale)}px`;
    const { x, w } = layout(this.flow, this.canvas.clientWidth, height, scale)[this.chosen], aside = w / 2 + ASIDE_PX;
    if (this.#shown !== this.chosen || this.#wide !== width) roll.scrollLeft = Math.min(Math.max(roll.scrollLeft, x + aside - width), x - aside);
    [this.#shown, this.#wide] = [this.chosen, width];
  }

  /**
   * @param {number | null} node
   * @param {number} patience ms until Python hears of it, if nothing else is looked at before
   * @returns {void}
   */
  look(node, patience = 0) {
    if (node === null || node === this.chosen) return;
    this.chosen = node;
    this.draw();
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      this.#asked.push(this.flow.nodes[node].name);
      this.say("node", this.flow.nodes[node].name);
    }, patience);
  }

  /** @returns {boolean} whether the numbers have been drawn: before, nobody can mean one of them */
  get placed() {
    return this.boxes.length === this.flow?.nodes.length;
  }

  /**
   * Left and right lead to the next column, up and down within one.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // and so the bar leaves it alone
    if (this.placed) this.look(beside(this.flow, this.boxes, this.chosen, move), PATIENCE_MS);
  }

  /** @returns {void} */
  draw() {
    this.soon();
  }

  /** @returns {void} */
  paint() {
    const frame = within(bus.state.t ?? 0, this.flow.frames), look = looks(this.$(".panel"));
    this.fitted(look);
    const canvas = wiped(this.canvas);
    this.buttons.forEach((button) => {
      const on = button.dataset.phase === PHASES[this.phase];
      button.setAttribute("aria-checked", String(on));
      button.tabIndex = on ? 0 : -1;
    });
    if (canvas) {
      this.boxes = layout(this.flow, canvas.width, canvas.height, look.words / WORDS_PX);
      const { flow, boxes, chosen, phase, reached } = this;
      new Drawing(canvas.pen, flow, boxes, look, { frame, chosen, phase, reached }).paint();
    }
    this.tell(nodeLines(this.flow, this.chosen, this.phase, frame));
  }

  /**
   * @param {string[]} lines
   * @returns {void}
   */
  tell(lines) {
    const said = lines.join("\n"), panel = this.$(".panel");
    if (panel.dataset.said === said) return;
    panel.dataset.said = said;
    panel.replaceChildren(...lines.map((line, k) => made("p", k ? "" : "head", line)));
    this.spoken.say(said);
  }
}

export default mounted(GraphOfOperations);
