// @ts-check
// Templates with the numbers of what is shown in them.  Python has cut the templates into pieces; here they become
// elements once, and afterwards only the text of those that change is set.
//
// A formula has no gaps: a number is as wide as it reads.  So that nothing jumps while it plays, a line is broken where
// it would be with the widest of its numbers, and what has become wide stays so until the bar stands.

import { bus } from "../bus.js";
import { cut, marked } from "../marked.js";
import { number } from "../number.js";
import { Part, made, mounted } from "../part.js";
import { recalled, remember } from "../remembered.js";
import { pick } from "../stops.js";

/** @import { Term } from "../marked.js" */
/** @import { Root } from "../part.js" */

/** @typedef {(number | null)[][]} Table */
/** @typedef {(r: number | null, t: number | null) => string} Writer the text at frame t of member r */
/** @typedef {{ text?: string, number?: string, step?: number, role?: string, level?: string, italic?: boolean, enclose?: boolean, whole?: boolean }} Piece */
/**
 * @typedef {object} Slot what changes of a line
 * @property {HTMLElement} element
 * @property {Writer} write
 * @property {string} widest of its texts
 * @property {number} room in widths of a digit, kept while it plays; 0 where none is
 */
/**
 * @typedef {object} TextData see live_text() in live_text/__init__.py
 * @property {Piece[][][]} lines
 * @property {Record<string, Table>} numbers
 * @property {number[][]} steps
 * @property {Record<string, string>} colors
 * @property {string} frame
 * @property {string | null} member
 * @property {number} folded so many of the last lines are shown on demand only
 * @property {string} more what they are
 * @property {number} digits significant, of every number
 * @property {string} called what all of it is, for who hears the page
 * @property {Term[]} terms that are marked where they are read first
 * @property {Record<string, number>} spans the width of the range that a number is seen on, where that is known
 */

const UNFOLDED = "downhill.step.unfolded"; // where the browser remembers that all lines are shown
const WIDEST_UNSEEN_PX = 32; // of a part that is only heard
const LEAST_TURN_PX = 8; // by how much the next row is lower
const LEAST_OVER_PX = 0.5; // of the column: less is rounding
const POWER_OF_TEN = /10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/;
const NARROW = /[.·()\u202f⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/g; // than a digit

class LiveText extends Part {
  /** @type {TextData} */
  data = /** @type {any} */ (null);
  /** @type {Slot[]} */
  slots = [];
  follows = false;
  /** @type {Set<Term>} */
  marked = new Set(); // those of the terms that have their mark

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.sized(() => this.fit(), this.$(".live_text"));
    this.on(document.fonts, "loadingdone", () => this.fit());
  }

  /**
   * @param {TextData} data
   * @returns {void}
   */
  read(data) {
    this.data = data;
    // only a table with a row for every member can follow the live knob; until then the rest is of another run
    this.follows = Object.values(data.numbers).some((rows) => rows.length > 1);
  }

  /** @returns {void} */
  build() {
    [this.slots, this.marked] = [[], new Set()];
    this.$(".live_text").ariaLabel = this.data.called;
    const part = (/** @type {Piece[]} */ pieces) => this.nested("span", "part", pieces.map((piece) => this.piece(piece)));
    const turned = (/** @type {Piece[]} */ pieces, /** @type {number} */ place) => [...(place ? [made("br", "turn")] : []), part(pieces)];
    const lines = this.data.lines.map((parts) => this.nested("div", "line", parts.flatMap(turned)));
    const first = lines.length - this.data.folded;
    const rest = this.data.folded ? [this.fold(lines.slice(first))] : [];
    this.$(".live_text").replaceChildren(...lines.slice(0, first), ...rest);
    this.fit();
  }

  /**
   * Break every line where it has to be broken with the widest of its numbers, and a part that is wider than a line.
   *
   * @returns {void}
   */
  fit() {
    const turns = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".turn")]);
    const parts = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".part")]);
    for (const turn of turns) turn.classList.remove("taken");
    for (const part of parts) part.classList.remove("long");
    for (const slot of this.slots) this.write(slot, slot.widest, true);
    const top = (/** @type {Element | null} */ part) => part?.getBoundingClientRect().top ?? 0;
    const seen = this.$(".live_text").clientWidth > WIDEST_UNSEEN_PX; // what is only heard has no rows
    const taken = turns.map((turn) => seen && top(turn.nextElementSibling) > top(turn.previousElementSibling) + LEAST_TURN_PX);
    const right = this.$(".live_text").getBoundingClientRect().right;
    const long = parts.map((part) => seen && part.getBoundingClientRect().right > right + LEAST_OVER_PX);
    turns.forEach((turn, place) => turn.classList.toggle("taken", taken[place]));
    parts.forEach((part, place) => part.classList.toggle("long", long[place]));
    for (const slot of this.slots) this.write(slot, "", false);
    if (this.data) this.draw();
  }

  /**
   * The lines that are shown on demand.
   *
   * @param {HTMLElement[]} lines
   * @returns {HTMLElement}
   */
  fold(lines) {
    const fold = /** @type {HTMLDetailsElement} */ (this.nested("details", "fold", [made("summary", "more", this.data.more), ...lines]));
    fold.open = recalled(UNFOLDED, false);
    fold.addEventListener("toggle", () => remember(UNFOLDED, fold.open));
    return fold;
  }

  /**
   * @param {string} tag
   * @param {string} name
   * @param {HTMLElement[]} children
   * @returns {HTMLElement}
   */
  nested(tag, name, children) {
    const element = made(tag, name);
    element.append(...children);
    return element;
  }

  /**
   * @param {Piece} piece
   * @returns {HTMLElement}
   */
  piece(piece) {
    const element = made(piece.level ?? (piece.italic ? "i" : "span"), piece.number ? "number" : "", piece.text);
    if (piece.text) element.replaceChildren(...cut(piece.text, this.data.terms, this.marked).map(marked));
    if (piece.role) {
      element.style.setProperty("--tint", this.data.colors[piece.role]);
      element.classList.add("tinted", "inked");
    }
    const write = this.writer(piece);
    if (write) this.slots.push({ element, write, widest: this.widest(write), room: 0 });
    return element;
  }

  /**
   * @param {Piece} piece
   * @returns {Writer | null} null where the text is always the same
   */
  writer({ number: name, step, enclose, whole }) {
    if (step !== undefined) return (r, t) => String(pick(this.data.steps, r, t) + step).replace("-", "−");
    if (!name) return null;
    const rows = this.data.numbers[name];
    return (r, t) => {
      const x = pick(rows, r, t);
      const text = number(x, this.data.digits, this.data.spans[name]);
      const apart = (enclose && x !== null && x < 0 && text !== "0") || (whole && POWER_OF_TEN.test(text));
      return apart ? `(${text})` : text;
    };
  }

  /**
   * @param {Writer} write
   * @returns {string}
   */
  widest(write) {
    const texts = this.data.steps[0].map((_, t) => write(bus.state.home, t));
    return texts.reduce((widest, text) => (width(text) > width(widest) ? text : widest));
  }

  /**
   * @param {Slot} slot
   * @param {string} text
   * @param {boolean} keeps whether it stays as wide as it has been
   * @returns {void}
   */
  write(slot, text, keeps) {
    if (slot.element.textContent !== text) slot.element.textContent = text;
    const room = keeps && slot.element.matches(".number") ? Math.max(slot.room, width(text)) : 0;
    if (room !== slot.room) slot.element.style.minWidth = room ? `${room}ch` : "";
    slot.room = room;
  }

  /** @returns {void} */
  draw() {
    const { frame, member } = this.data;
    const [t, r] = [bus.state[frame] ?? null, member === null ? null : (bus.state[member] ?? null)];
    this.$(".live_text").classList.toggle("away", member !== null && r !== bus.state.home && !this.follows);
    const plays = /** @type {any} */ (bus.owner[frame])?.playing ?? false;
    for (const slot of this.slots) this.write(slot, slot.write(r, t), plays);
  }
}

/**
 * @param {string} text
 * @returns {number} its width, in that of a digit; points, parentheses and raised digits are narrower
 */
function width(text) {
  return text.length - 0.4 * (text.match(NARROW)?.length ?? 0);
}

export default mounted(LiveText);
