// @ts-check
// The graph of operations: its drawing, the three phases as they are played, and the chain rule of the node looked at.

import { bus } from "../bus.js";
import { inked, looks, wiped } from "../canvas.js";
import { number } from "../number.js";
import { Part, made, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { within } from "../stops.js";
import { at, column, layout, leaving, unpack, wanted } from "./flow.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Box, Flow } from "./flow.js" */
/** @import { Look } from "../canvas.js" */

const PHASES = ["forward", "backward", "update"];
const WORDS = { play: "▶ all three", forward: "1 forward", backward: "2 backward", update: "3 update" };
const PHASE_MS = 3000;
const PATIENCE_MS = 250; // after the last key
const DIGITS = 4;
const SMALL_DIGITS = 2; // in a small box
const REACH_PX = 14; // a node is meant from so far away
const ASIDE_PX = 24; // seen beside the node looked at, where the drawing is wider than its place
const GOOD_DIGITS = 6; // that have to agree

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
    this.on(this.canvas, "click", (event) => this.look(this.under(event.offsetX, event.offsetY)));
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
    this.canvas.setAttribute("aria-label", `The graph of operations: ${nodes.length} numbers for one sample. Arrow keys look at the next.`);
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
    this.$(".which").textContent = `sample ${this.range.value} of ${this.flow.sample[1]}`;
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
   * @param {number} x
   * @param {number} y
   * @returns {number | null}
   */
  under(x, y) {
    if (!this.placed) return null;
    const away = this.boxes.map((box) => Math.hypot(Math.max(Math.abs(x - box.x) - box.w / 2, 0), Math.max(Math.abs(y - box.y) - box.h / 2, 0)));
    const least = Math.min(...away);
    return least <= REACH_PX ? away.indexOf(least) : null;
  }

  /**
   * The canvas is as wide as its numbers ask for; what is looked at is in sight.
   *
   * @param {Look} look
   * @returns {void}
   */
  fitted(look) {
    const roll = this.$(".roll"), { clientWidth: width, clientHeight: height } = roll, scale = look.words / 14;
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
    if (!this.placed) return;
    const from = this.boxes[this.chosen], own = column(this.flow.nodes[this.chosen]);
    const ahead = this.flow.nodes.flatMap((node, k) => {
      const [dx, dy] = [column(node) - own, this.boxes[k].y - from.y];
      return (move[0] ? Math.sign(dx) === move[0] : dx === 0 && Math.sign(dy) === move[1]) ? [{ k, far: Math.abs(dx) * 1e4 + Math.abs(dy) + (node.parents.length ? 0 : 1) }] : [];
    });
    if (ahead.length) this.look(ahead.reduce((best, one) => (one.far < best.far ? one : best)).k, PATIENCE_MS);
  }

  /** @returns {void} */
  draw() {
    this.soon();
  }

  /**
   * How far a phase has come at a node: 0 not reached, 1 there.  Forward in the nodes' order, backward against it.
   *
   * @param {number} phase
   * @param {number} node
   * @returns {boolean}
   */
  there(phase, node) {
    if (this.phase !== phase) return this.phase > phase;
    const columns = this.flow.nodes.map(column), last = Math.max(...columns), part = columns[node] / last;
    return this.reached >= (phase === 1 ? 1 - part : part) * 0.96;
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
      this.boxes = layout(this.flow, canvas.width, canvas.height, look.words / 14);
      this.edges(canvas.pen, frame, look);
      this.boxes.forEach((box, k) => (box.kind !== "dot" ? this.box(canvas.pen, frame, look, k) : this.dot(canvas.pen, look, k)));
    }
    this.tell(frame);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} frame
   * @param {Look} look
   * @returns {void}
   */
  edges(pen, frame, look) {
    const { colors, edges } = this.flow, back = this.phase > 0;
    for (const [parent, child] of edges) {
      const [from, to] = [this.boxes[parent], this.boxes[child]], mine = parent === this.chosen || child === this.chosen;
      const lit = back ? this.there(1, parent) : this.there(0, child);
      pen.strokeStyle = lit ? (back ? colors.grad : colors.value) : look.ink;
      pen.globalAlpha = mine ? 0.9 : lit ? 0.45 : 0.2;
      pen.lineWidth = mine ? 2.4 : 1.2;
      pen.beginPath();
      const below = Math.abs(from.x - to.x) < 4;
      if (below) [pen.moveTo(from.x, from.y + from.h / 2), pen.lineTo(to.x, to.y - to.h / 2)];
      else [pen.moveTo(from.x + from.w / 2, from.y), pen.lineTo(to.x - to.w / 2, to.y)];
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /**
   * A node with its numbers: what it is and its value; below, once the way back has reached it, its derivative.  A small
   * box has what it is above, and below one number: that of the phase which has reached it, in its color.
   *
   * @param {CanvasRenderingContext2D} pen
   * @param {number} frame
   * @param {Look} look
   * @param {number} k
   * @returns {void}
   */
  box(pen, frame, look, k) {
    const { flow } = this, { x, y, w, h, kind } = this.boxes[k], node = flow.nodes[k], forward = this.there(0, k);
    pen.fillStyle = getComputedStyle(this.canvas).getPropertyValue("--st-background-color") || "white";
    pen.fillRect(x - w / 2, y - h / 2, w, h);
    pen.strokeStyle = look.ink;
    pen.lineWidth = k === this.chosen ? 2.4 : 1;
    pen.globalAlpha = k === this.chosen ? 1 : 0.4;
    pen.strokeRect(x - w / 2, y - h / 2, w, h);
    pen.globalAlpha = 1;
    const moved = this.phase === 2 && node.parameter >= 0 && this.there(2, k);
    const value = moved ? at(flow, "after", frame, node.parameter) : at(flow, "value", frame, k);
    const step = moved ? at(flow, "step", frame, node.parameter) : 0, back = this.there(1, k), grad = at(flow, "grad", frame, k);
    const write = (/** @type {string} */ said, /** @type {number} */ row, /** @type {string} */ color) => this.write(pen, look, said, x, y + (row * h) / 4, w - 2, color);
    if (kind === "small") {
      const [shown, color] = moved ? [step, flow.colors.step] : back ? [grad, flow.colors.grad] : [value, look.ink];
      write(node.sign, -1, look.ink);
      if (forward) write(`${moved && step >= 0 ? "+" : ""}${number(shown, SMALL_DIGITS)}`, 1, color);
      return;
    }
    write(`${node.sign} ${forward ? number(value, 3) : ""}`, -1, look.ink);
    if (moved) write(`${step < 0 ? "" : "+"}${number(step, 3)}`, 1, flow.colors.step);
    else if (back) write(`∂ ${number(grad, 3)}`, 1, flow.colors.grad);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Look} look
   * @param {string} said
   * @param {number} x
   * @param {number} y
   * @param {number} most px: a longer word is written closer
   * @param {string} color
   * @returns {void}
   */
  write(pen, look, said, x, y, most, color) {
    Object.assign(pen, { font: `${look.ticks}px ${look.font}`, textAlign: "center", textBaseline: "middle", fillStyle: inked(color, look) });
    pen.fillText(said, x, y, most);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Look} look
   * @param {number} k
   * @returns {void}
   */
  dot(pen, look, k) {
    const { x, y, w, h } = this.boxes[k], { colors } = this.flow;
    pen.fillStyle = this.there(1, k) ? colors.grad : this.there(0, k) ? colors.value : look.ink;
    pen.globalAlpha = k === this.chosen ? 1 : 0.6;
    pen.fillRect(x - w / 2, y - h / 2, w, h);
    pen.globalAlpha = 1;
    if (k === this.chosen) [(pen.strokeStyle = look.ink), (pen.lineWidth = 2), pen.strokeRect(x - w / 2 - 2, y - h / 2 - 2, w + 4, h + 4)];
  }

  /**
   * What is to be said of the node looked at.
   *
   * @param {number} frame
   * @returns {void}
   */
  tell(frame) {
    const node = this.flow.nodes[this.chosen], value = number(at(this.flow, "value", frame, this.chosen), DIGITS);
    const head = `${node.sign} = ${value}: ${node.what}.`;
    const lines = [head, ...[this.forward, this.backward, this.updated][this.phase].call(this, frame)];
    const said = lines.join("\n");
    const panel = this.$(".panel");
    if (panel.dataset.said === said) return;
    panel.dataset.said = said;
    panel.replaceChildren(...lines.map((line, k) => made("p", k ? "" : "head", line)));
    this.spoken.say(said);
  }

  /**
   * @param {number} frame
   * @returns {string[]}
   */
  forward(frame) {
    const { flow, chosen } = this, node = flow.nodes[chosen];
    const [signs, values] = [node.parents.map((k) => flow.nodes[k].sign), node.parents.map((k) => number(at(flow, "value", frame, k), DIGITS))];
    const own = number(at(flow, "value", frame, chosen), DIGITS);
    const [a, b] = values.map((text) => (text.startsWith("−") ? `(${text})` : text));
    const worked = {
      product: () => `${signs.join(" · ")} = ${a} · ${b} = ${own}`, sum: () => `${signs.join(" + ")} = ${values.map((text, k) => (k && text.startsWith("−") ? `(${text})` : text)).join(" + ")} = ${own}`,
      activation: () => `${flow.bend}(${signs[0]}) = ${flow.bend}(${values[0]}) = ${own}`, error: () => `${signs.join(" − ")} = ${values[0]} − ${b} = ${own}`, square: () => `${signs[0]}² = ${a}² = ${own}`,
    }[/** @type {"product"} */ (node.kind)];
    return worked ? [`Forward: ${node.sign} = ${worked()}`] : ["Forward: it is given, and goes into what stands beside it."];
  }

  /**
   * The chain rule over every edge that leaves the node, in both ways it is written, and the measured slope beside it.
   *
   * @param {number} frame
   * @returns {string[]}
   */
  backward(frame) {
    const { flow, chosen } = this, node = flow.nodes[chosen], own = number(at(flow, "grad", frame, chosen), DIGITS);
    const edges = leaving(flow, chosen), child = (/** @type {number} */ edge) => flow.edges[edge][1];
    const parts = edges.map((edge) => [at(flow, "local", frame, edge), at(flow, "grad", frame, child(edge))]);
    const wrapped = (/** @type {number} */ x) => (x < 0 ? `(${number(x, DIGITS)})` : number(x, DIGITS));
    const digits = Math.floor(at(flow, "digits", frame, chosen)), kinked = at(flow, "kinked", frame, chosen) > 0;
    const checked = kinked ? "the nudge crosses a kink: there is no one slope to measure" : `${digits} digits agree${digits < GOOD_DIGITS ? ", fewer than should" : ""}`;
    const measured = `Measured by a nudge of ${node.sign}: ${number(at(flow, "measured", frame, chosen), DIGITS)}; ${checked}.`;
    if (!edges.length) return ["∂L/∂L = 1: here the way back begins.", measured];
    const leibniz = edges.map((edge) => `∂${flow.nodes[child(edge)].sign}/∂${node.sign} · ∂L/∂${flow.nodes[child(edge)].sign}`).join(" + ");
    const numbers = parts.map(([local, incoming]) => `${wrapped(local)} · ${wrapped(incoming)}`).join(" + ");
    return [`Local × incoming = outgoing: ∂L/∂${node.sign} = ${leibniz} = ${numbers} = ${own}`, `${this.lagrange(chosen, edges)} ${measured}`];
  }

  /**
   * The same with f′.
   *
   * @param {number} chosen
   * @param {number[]} edges
   * @returns {string}
   */
  lagrange(chosen, edges) {
    const { flow } = this, node = flow.nodes[chosen], child = flow.nodes[flow.edges[edges[0]][1]];
    const f = child.kind === "activation" ? flow.bend : child.kind;
    return edges.length > 1 ? `With f′: one such product for each of the ${edges.length} ways, added up.` : `With f′: L′(${node.sign}) = ${f}′(${node.sign}) · L′(${child.sign}).`;
  }

  /**
   * @param {number} frame
   * @returns {string[]}
   */
  updated(frame) {
    const { flow, chosen } = this, node = flow.nodes[chosen], [one, own, all, before, mine, batch] = [0, 1, 2, 3, 4, 5].map((k) => number(at(flow, "losses", frame, k), DIGITS));
    const step = node.parameter < 0 ? null : at(flow, "step", frame, node.parameter), old = at(flow, "value", frame, chosen);
    const was = number(old, DIGITS), added = step === null ? "" : `${was} ${step < 0 ? "−" : "+"} ${number(Math.abs(step), DIGITS)} = ${number(at(flow, "after", frame, node.parameter), DIGITS)}`;
    const update = flow.rule ? `Update by ${flow.rule}, with what it remembers of the updates before: ${node.sign} ← ${added}` : `Update: ${node.sign} ← ${was} − η · ∂L/∂${node.sign} = ${added}`;
    const moved = added ? update : "It is worked out, not learned: only weights and biases move.";
    return [moved, `This sample alone: its loss ${one} → ${own}, that of all points ${before} → ${mine}.`, `All points together: this sample's loss ${one} → ${all}, that of all ${before} → ${batch}.`];
  }
}

export default mounted(GraphOfOperations);
