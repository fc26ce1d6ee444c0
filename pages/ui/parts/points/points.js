// @ts-check
// What is held on the regression page: the ends of a line, a place on the map, a data point; and three bars on one scale.
//
// All that follows from what is held is worked out by line.js and told to the charts in one text, the bus's hand, so that
// each of them is drawn once a move.  Python hears of a release, and of nothing before.

import { bus } from "../bus.js";
import { number } from "../number.js";
import { Part, made, mounted } from "../part.js";
import { clamp, within } from "../stops.js";
import { barLength, best, heights, loss, meant, moved, passed, reach, through } from "./line.js";

/** @import { Root, Say } from "../part.js" */
/** @import { Criterion, Pair, Sums } from "./line.js" */
/**
 * @typedef {object} BarsData see Bars in points/__init__.py
 * @property {Criterion} criterion
 * @property {number} factor
 * @property {number} longest
 * @property {number} yours
 * @property {number | null} best
 * @property {(number | null)[]} walk
 * @property {number[]} steps
 * @property {number | null} passed
 */
/**
 * @typedef {object} HandData see in_hand() in points/__init__.py
 * @property {Sums} sums
 * @property {Pair[]} points
 * @property {Pair} line
 * @property {{ x: Pair, y: Pair, a: Pair, b: Pair }} planes
 * @property {string[]} holds
 * @property {Pair} at
 * @property {BarsData | null} bars
 * @property {Record<string, string>} colors
 */
/** @typedef {{ kind: "ends" | "place" | "points", index: number }} Held */
/** @typedef {{ id: number, box: DOMRect, held: Held, from: Pair, moving: boolean }} Grasp */

const PATIENCE_MS = 250; // after the last key
const REACH_PX = 26; // a handle nearer to the pointer than that is meant
const CLICK_PX = 4; // a press that moves less is a click
const KEY_SHARE = 1 / 40; // of the scale, that an arrow key moves
const PAGE_SHARE = 1 / 8; // and that a page key does
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 4], PageDown: [0, -4] };
const DIGITS = 4;
const SAME_LINE = 1e-4; // relative: a knob keeps fewer digits than the hand

class Hand extends Part {
  /** @type {HandData} */
  data = /** @type {any} */ (null);
  /** @type {Say} */
  say = () => {};
  /** @type {Pair} */
  line = [0, 0]; // the line in the hand
  /** @type {Pair} */
  point = [0, 0]; // the point in the hand
  /** @type {Held | null} */
  held = null;
  /** @type {Grasp | null} */
  #grasp = null;
  #waiting = 0;
  #point = 0; // which point the keys move
  /** @type {Pair[]} */
  #said = []; // the lines that Python was told of and has not answered

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(document, "pointerdown", (event) => this.press(event));
    this.on(window, "pointermove", (event) => this.#grasp?.id === event.pointerId && this.drag(event));
    this.on(window, "pointerup", (event) => this.#grasp?.id === event.pointerId && this.drop());
    this.on(window, "pointercancel", (event) => this.#grasp?.id === event.pointerId && this.cancel());
  }

  /**
   * @param {HandData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    Object.assign(this, { data, say });
    const last = this.#said.at(-1);
    const old = last && !near(last, data.line) && this.#said.some((line) => near(line, data.line)); // a newer answer will come
    if (!old) this.#said = [];
    if (this.#grasp || this.held || old) return; // what is held stays where it is
    this.line = [...data.line];
    this.#point = clamp(this.#point, 0, Math.max(data.points.length - 1, 0));
  }

  /** @returns {void} */
  claim() {
    bus.claim("hand", this);
    bus.tell("hand", this.text());
  }

  /** @returns {void} */
  stop() {
    clearTimeout(this.#waiting);
    super.stop();
    bus.tell("hand", "");
    bus.release("hand", this);
  }

  // --- what is held ---------------------------------------------------------------------------------------------------

  /**
   * Where a plane of the charts lies on the screen; nothing where the pointer's chart has none.
   *
   * @param {Element | null} svg
   * @param {string} name
   * @returns {DOMRect | undefined}
   */
  plane(svg, name) {
    return svg?.querySelector(`.plane_${name}_marks path`)?.getBoundingClientRect();
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  press(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || this.#grasp || !target.closest) return;
    const svg = target.closest("svg");
    const sure = event.pointerType === "mouse" || target.closest("[class*='grip_']") !== null; // a finger elsewhere scrolls
    if (!svg || !sure) return;
    const [points, map] = [this.plane(svg, "points"), this.plane(svg, "map")];
    if (points) this.take(event, points, this.nearest(event, points));
    else if (map && this.data.holds.includes("place") && this.inside(event, map)) this.take(event, map, { kind: "place", index: 0 });
  }

  /**
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @returns {boolean}
   */
  inside(event, box) {
    return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  }

  /**
   * The handle of the picture of the points that is meant.
   *
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @returns {Held | null}
   */
  nearest(event, box) {
    const { holds, points } = this.data;
    const pointer = /** @type {Pair} */ ([event.clientX, event.clientY]);
    const place = (/** @type {Pair} */ at) => this.screen(box, "x", "y", at);
    if (holds.includes("ends")) {
      const index = meant(pointer, this.ends().map(place), REACH_PX);
      if (index >= 0) return { kind: "ends", index };
    }
    const index = holds.includes("points") ? meant(pointer, points.map(place), REACH_PX) : -1;
    return index >= 0 ? { kind: "points", index } : null;
  }

  /** @returns {Pair[]} the ends of the line, as far as the picture goes */
  ends() {
    const { at, planes } = this.data;
    return heights(this.line, at).map((y, k) => /** @type {Pair} */ ([at[k], clamp(y, ...planes.y)]));
  }

  /**
   * @param {DOMRect} box
   * @param {"x" | "a"} across
   * @param {"y" | "b"} up
   * @param {Pair} place
   * @returns {Pair} px on the screen
   */
  screen(box, across, up, [u, v]) {
    const { [across]: [left, right], [up]: [low, high] } = this.data.planes;
    return [box.left + ((u - left) / (right - left)) * box.width, box.bottom - ((v - low) / (high - low)) * box.height];
  }

  /**
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @param {Held | null} held
   * @returns {void}
   */
  take(event, box, held) {
    if (!held) return;
    this.settle();
    this.#grasp = { id: event.pointerId, box, held, from: [event.clientX, event.clientY], moving: false };
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  drag(event) {
    const grasp = /** @type {Grasp} */ (this.#grasp);
    const [across, up] = grasp.held.kind === "place" ? /** @type {const} */ (["a", "b"]) : /** @type {const} */ (["x", "y"]);
    if (!grasp.moving && Math.hypot(event.clientX - grasp.from[0], event.clientY - grasp.from[1]) < CLICK_PX) return;
    grasp.moving = true;
    event.preventDefault();
    const { [across]: [left, right], [up]: [low, high] } = this.data.planes;
    const part = (/** @type {number} */ x) => clamp(x, 0, 1);
    const u = left + part((event.clientX - grasp.box.left) / grasp.box.width) * (right - left);
    const v = low + part((grasp.box.bottom - event.clientY) / grasp.box.height) * (high - low);
    this.move(grasp.held, [u, v]);
  }

  /**
   * Something is put somewhere else.
   *
   * @param {Held} held
   * @param {Pair} to
   * @returns {void}
   */
  move(held, to) {
    this.held = held;
    if (held.kind === "points") this.point = to;
    else if (held.kind === "place") this.line = to;
    else {
      const up = heights(this.line, this.data.at);
      up[held.index] = to[1];
      this.line = through(this.data.at, up);
    }
    bus.tell("hand", this.text());
  }

  /** @returns {void} */
  drop() {
    const grasp = /** @type {Grasp} */ (this.#grasp);
    this.#grasp = null;
    if (!grasp.moving) return;
    // the click that the browser makes of this press and release is none
    const stop = (/** @type {Event} */ event) => event.stopPropagation();
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
    this.settle();
  }

  /**
   * Python hears of what was moved.
   *
   * @returns {void}
   */
  settle() {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    const held = this.held;
    this.held = null;
    if (held?.kind === "points") this.say("point", [held.index, ...this.point]);
    else if (held) {
      this.#said.push([...this.line]);
      this.say("line", this.line);
    }
  }

  /** @returns {void} */
  cancel() {
    this.#grasp = null;
    this.held = null;
    this.line = [...this.data.line];
    bus.tell("hand", this.text());
  }

  /**
   * What the charts are told: see HAND_FIELDS in points/__init__.py.
   *
   * @returns {string}
   */
  text() {
    const { data, held } = this;
    const laid = data.holds.includes("ends");
    const line = laid || held?.kind === "place" ? this.line : ["", ""];
    const far = laid && data.points.length ? reach(data.points, this.line) : "";
    if (held?.kind !== "points") return line[0] === "" ? "" : [...line, "", "", "", "", "", far].join(" ");
    const now = best(moved(data.sums, data.points[held.index], this.point));
    return [...line, held.index, ...this.point, ...now, far].join(" ");
  }

  // --- by keys --------------------------------------------------------------------------------------------------------

  /**
   * @param {KeyboardEvent} event
   * @param {Held["kind"]} kind
   * @param {number} index
   * @returns {void}
   */
  key(event, kind, index) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.#grasp) return;
    if (event.key === "Escape" && this.held) return this.cancel();
    if (kind === "points" && (event.key === "," || event.key === ".")) return this.choose(event.key === "." ? 1 : -1);
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    clearTimeout(this.#waiting);
    this.move({ kind, index }, this.beside(kind, index, way));
  }

  /**
   * Where a key leads from where a thing stands.
   *
   * @param {Held["kind"]} kind
   * @param {number} index
   * @param {[number, number]} way
   * @returns {Pair}
   */
  beside(kind, index, [across, up]) {
    const { planes, at, points } = this.data;
    const [wide, high] = kind === "place" ? [planes.a, planes.b] : [planes.x, planes.y];
    const here = kind === "place" ? this.line
      : kind === "points" ? (this.held?.kind === "points" ? this.point : points[index])
      : /** @type {Pair} */ ([at[index], heights(this.line, at)[index]]);
    const step = (/** @type {number} */ count, /** @type {Pair} */ ends) =>
      Math.sign(count) * (Math.abs(count) > 1 ? PAGE_SHARE : KEY_SHARE * Math.abs(count)) * (ends[1] - ends[0]);
    return [here[0] + step(across, wide), here[1] + step(up, high)];
  }

  /**
   * Another of the points is the one that keys move.
   *
   * @param {number} by
   * @returns {void}
   */
  choose(by) {
    this.settle();
    const { length } = this.data.points;
    this.#point = (this.#point + by + length) % length;
    this.draw();
  }

  /** @returns {void} */
  wait() {
    clearTimeout(this.#waiting);
    if (this.held) this.#waiting = setTimeout(() => this.settle(), PATIENCE_MS);
  }

  // --- what is drawn --------------------------------------------------------------------------------------------------

  /** @returns {void} */
  build() {
    this.bars();
    const { holds, points } = this.data;
    const kinds = /** @type {[Held["kind"], number][]} */ ([]);
    if (holds.includes("ends")) kinds.push(["ends", 0], ["ends", 1]);
    if (holds.includes("place")) kinds.push(["place", 0]);
    if (holds.includes("points") && points.length) kinds.push(["points", 0]);
    const names = kinds.map(([kind, index]) => `${kind} ${index}`);
    const there = [...this.$(".handles").children].map((handle) => handle.dataset.name);
    if (names.join() === there.join()) return; // what has the focus keeps it
    this.$(".handles").replaceChildren(...kinds.map(([kind, index]) => this.handle(kind, index)));
  }

  /**
   * What keys move.
   *
   * @param {Held["kind"]} kind
   * @param {number} index
   * @returns {HTMLElement}
   */
  handle(kind, index) {
    const handle = made("div", kind === "ends" ? "handle" : "handle quiet");
    handle.tabIndex = 0;
    handle.dataset.name = `${kind} ${index}`;
    handle.role = "slider";
    const which = () => (kind === "points" ? this.#point : index);
    this.on(handle, "keydown", (event) => this.key(event, kind, which()));
    this.on(handle, "keyup", () => this.wait());
    this.on(handle, "blur", () => this.settle());
    return handle;
  }

  /** @returns {void} */
  bars() {
    const { bars, colors } = this.data;
    const rows = bars === null ? [] : [["yours", "yours"], ["best", "the best"], ["walk", "descent"]].filter(
      ([name]) => name === "yours" || (name === "best" ? bars.best !== null : bars.walk.length > 0),
    );
    this.$(".bars").replaceChildren(...rows.flatMap(([name, words]) => {
      const style = { "--tint": colors[name] };
      const rail = made("div", "rail", "", style);
      rail.append(made("div", "length"));
      rail.dataset.of = name;
      return [made("span", "of", words, style), rail, made("span", "value")];
    }));
  }

  /** @returns {number} the loss of the line in the hand: the engine's own where it lies as it was laid */
  mine() {
    const { bars, line, sums, points } = this.data;
    if (!bars) return NaN;
    if (this.line[0] === line[0] && this.line[1] === line[1]) return bars.yours;
    return bars.factor * loss(bars.criterion, sums, points, this.line);
  }

  /** @returns {void} */
  draw() {
    this.drawBars();
    for (const handle of this.$(".handles").children) this.drawHandle(handle);
  }

  /** @returns {void} */
  drawBars() {
    const { bars } = this.data;
    if (!bars) return;
    const [mine, frame] = [this.mine(), within(bus.state.t, bars.walk.length || 1)];
    const values = { yours: mine, best: bars.best, walk: bars.walk[frame] ?? null };
    for (const rail of this.$(".bars").querySelectorAll(".rail")) {
      const value = values[/** @type {keyof typeof values} */ (rail.dataset.of)];
      rail.firstElementChild.style.setProperty("--long", `${100 * barLength(value, bars.longest)}%`);
      rail.nextElementSibling.textContent = Number.isNaN(value) ? "let go to see" : number(value, DIGITS);
    }
    const first = mine === bars.yours && bars.passed !== null ? bars.steps.indexOf(bars.passed) : passed(bars.walk, mine);
    this.$(".race").textContent = !bars.walk.length ? ""
      : number(mine, DIGITS) === number(values.walk, DIGITS) ? "You and descent are level."
      : first < 0 ? (frame === bars.walk.length - 1 ? "Descent never passed you." : "You are ahead of descent.")
      : frame >= first ? `Descent passed you at step ${bars.steps[first]}.` : "You are ahead of descent.";
  }

  /**
   * @param {HTMLElement} handle
   * @returns {void}
   */
  drawHandle(handle) {
    const { at, planes, points } = this.data;
    const [kind, index] = (handle.dataset.name ?? "").split(" ");
    const say = (/** @type {number} */ x) => number(x, DIGITS);
    let [words, value, ends] = ["", 0, planes.y];
    if (kind === "ends") {
      value = heights(this.line, at)[Number(index)];
      words = `End at x = ${say(at[Number(index)])}: y = ${say(value)}`;
    } else if (kind === "place") {
      [value, ends] = [this.line[1], planes.b];
      words = `Start of descent: intercept ${say(this.line[0])}, slope ${say(value)}`;
    } else {
      const place = this.held?.kind === "points" ? this.point : points[this.#point];
      value = place[1];
      words = `Point ${this.#point + 1} of ${points.length}: x = ${say(place[0])}, y = ${say(value)}; comma and dot choose another`;
    }
    if (handle.textContent !== words) handle.textContent = words;
    handle.ariaLabel = words.split(":")[0];
    handle.ariaValueText = words;
    [handle.ariaValueMin, handle.ariaValueMax, handle.ariaValueNow] = [ends[0], ends[1], value].map(String);
  }
}

/**
 * @param {Pair} line
 * @param {Pair} other
 * @returns {boolean} whether they are one line, but for the digits that a knob keeps
 */
function near(line, other) {
  return line.every((number, k) => Math.abs(number - other[k]) <= SAME_LINE * (1 + Math.abs(number)));
}

export default mounted(Hand);
