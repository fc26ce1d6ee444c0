// @ts-check
// What is held on the regression page: the ends of a line, a place on the map, a data point; points that are added and
// taken away; and three bars on one scale.
//
// All that follows from what is held is worked out by line.js and told to the charts in one text, the bus's hand, so that
// each of them is drawn once a move.  Python hears of a release, and of nothing before.

import { bus } from "../bus.js";
import { number } from "../number.js";
import { Part, made, mounted } from "../part.js";
import { clamp, within } from "../stops.js";
import { aimed, barLength, bestBy, heights, loss, moved, passed, reach, sumsOf, through } from "./line.js";
import { Taps } from "./taps.js";

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
 * @property {Pair} at the two x at which keys move the line
 * @property {Pair} grips those at which it is held
 * @property {Pair | null} limits how few and how many points there may be; null: none is added or taken away
 * @property {BarsData | null} bars
 * @property {Record<string, string>} colors
 */
/** @typedef {{ kind: "ends" | "place" | "points", index: number }} Held */
/** @typedef {{ id: number, box: DOMRect, held: Held, from: Pair, moving: boolean }} Grasp */
/** @typedef {{ index: number, place: Pair }} Moved a point that stands elsewhere than in the charts' own data */

const PATIENCE_MS = 250; // after the last key
const REACH_PX = 26; // a handle nearer to the pointer than that is meant
const DISC_PX = 10; // of an end of the line: there it hides the points
const CLICK_PX = 4; // a press that moves less is a click
const TAP_PX = 10; // a finger's too
const HINT = "to add a point, or on a point to remove it.";
const KEY_SHARE = 1 / 40; // of the scale, that an arrow key moves
const PAGE_SHARE = 1 / 8; // and that a page key does
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 4], PageDown: [0, -4] };
const EDITS = ["Delete", "Backspace", "+", "Insert"];
const DIGITS = 4;
const SAME_PLACE = 1e-6; // of a scale
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
  /** @type {Pair[]} */
  points = []; // as they stand, with what Python has been told of
  /** @type {Sums} */
  sums = /** @type {any} */ (null); // of these
  /** @type {Moved | null} */
  #left = null; // the point that was dropped and is not in the data yet
  #edited = false; // a point has been added or taken away, and is not in the data yet
  editing = false; // a single click adds a point or takes one away
  #hint = ""; // said besides, until something else is done
  #taps = new Taps();
  #pointed = -1; // the point under the mouse
  #focused = false; // whether keys move points
  #waiting = 0;
  #point = 0; // which point the keys move
  /** @type {Pair[]} */
  #said = []; // the lines that Python was told of and has not answered

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(document, "pointerdown", (event) => this.press(event));
    this.on(window, "pointermove", (event) => (this.#grasp?.id === event.pointerId ? this.drag(event) : this.hover(event)));
    this.on(window, "pointerup", (event) => {
      if (this.#grasp?.id === event.pointerId) this.drop();
      this.tap(event);
    });
    this.on(window, "pointercancel", (event) => {
      this.#taps.cancel();
      if (this.#grasp?.id === event.pointerId) this.cancel();
    });
    this.on(this.$(".edit"), "click", () => this.arm(!this.editing));
    this.on(this.$(".edit"), "keydown", (event) => event.key === "Escape" && this.arm(false));
  }

  /**
   * @param {HandData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    Object.assign(this, { data, say, points: data.points, sums: data.sums });
    this.#left = null;
    this.#edited = false;
    const last = this.#said.at(-1);
    const old = last && !near(last, data.line) && this.#said.some((line) => near(line, data.line)); // a newer answer will come
    if (!old) this.#said = [];
    if (this.#grasp || this.held || old) return; // what is held stays where it is
    this.line = [...data.line];
    this.#point = clamp(this.#point, 0, Math.max(data.points.length - 1, 0));
    this.#pointed = -1;
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
    if (this.editing) document.documentElement.removeAttribute("data-downhill-editing");
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
    if (this.data.limits && this.plane(svg, "points")) this.#taps.press(event.pointerId, [event.clientX, event.clientY]);
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
    const { holds } = this.data;
    const places = (/** @type {string} */ kind, /** @type {Pair[]} */ all) =>
      holds.includes(kind) ? all.map((at) => this.screen(box, "x", "y", at)) : [];
    const px = { reach: REACH_PX, disc: DISC_PX };
    return aimed([event.clientX, event.clientY], places("ends", this.ends()), places("points", this.points), px);
  }

  /**
   * What the mouse would take hold of is marked before it does.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  hover(event) {
    const target = /** @type {Element} */ (event.target);
    if (!this.data.limits || event.pointerType !== "mouse" || this.#grasp || !target.closest) return;
    const box = this.plane(target.closest("svg"), "points");
    const held = box && this.inside(event, box) ? this.nearest(event, box) : null;
    const now = held?.kind === "points" ? held.index : -1;
    if (now === this.#pointed) return;
    this.#pointed = now;
    bus.tell("hand", this.text());
  }

  /** @returns {Pair[]} the ends of the line, as far as the picture goes */
  ends() {
    const { grips, planes } = this.data;
    return heights(this.line, grips).map((y, k) => /** @type {Pair} */ ([grips[k], clamp(y, ...planes.y)]));
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
    this.#pointed = held.kind === "points" ? held.index : -1;
    if (this.data.limits) bus.tell("hand", this.text());
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
    this.move(grasp.held, this.place(event, grasp.box, across, up));
  }

  /**
   * Where a pointer is in a picture, or at its edge.
   *
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @param {"x" | "a"} across
   * @param {"y" | "b"} up
   * @returns {Pair}
   */
  place(event, box, across, up) {
    const { [across]: [left, right], [up]: [low, high] } = this.data.planes;
    const part = (/** @type {number} */ x) => clamp(x, 0, 1);
    const u = left + part((event.clientX - box.left) / box.width) * (right - left);
    return [u, low + part((box.bottom - event.clientY) / box.height) * (high - low)];
  }

  /**
   * Something is put somewhere else.
   *
   * @param {Held} held
   * @param {Pair} to
   * @param {Pair} at the two x of the ends, of which the other one stays
   * @returns {void}
   */
  move(held, to, at = this.data.grips) {
    this.held = held;
    if (held.kind === "points") this.point = to;
    else if (held.kind === "place") this.line = to;
    else {
      const up = heights(this.line, at);
      up[held.index] = to[1];
      this.line = through(at, up);
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
    if (held?.kind === "points") {
      if (this.unmoved(held.index)) return bus.tell("hand", this.text()); // no news: no answer would come
      this.#left = { index: held.index, place: this.point };
      ({ points: this.points, sums: this.sums } = this.standing());
      this.say("point", [held.index, ...this.point]);
    } else if (held) {
      this.#said.push([...this.line]);
      this.say("line", this.line);
    }
  }

  /**
   * Whether the point in the hand has been put back where it was.
   *
   * @param {number} index
   * @returns {boolean}
   */
  unmoved(index) {
    const { x, y } = this.data.planes;
    const same = (/** @type {0 | 1} */ axis, /** @type {Pair} */ ends) =>
      Math.abs(this.point[axis] - this.points[index][axis]) <= SAME_PLACE * (ends[1] - ends[0]);
    return same(0, x) && same(1, y);
  }

  /** @returns {void} */
  cancel() {
    this.#grasp = null;
    this.held = null;
    this.line = [...this.data.line];
    bus.tell("hand", this.text());
  }

  /**
   * The points as they stand, with the one in the hand, and their sums.
   *
   * @returns {{ points: Pair[], sums: Sums }}
   */
  standing() {
    const { held, point, points, sums } = this;
    if (held?.kind !== "points") return { points, sums };
    return { points: points.with(held.index, point), sums: moved(sums, points[held.index], point) };
  }

  /**
   * What the charts are told: see HAND_FIELDS in points/__init__.py.
   *
   * @returns {string}
   */
  text() {
    const { data, held } = this;
    const { points, sums } = this.standing();
    const laid = data.holds.includes("ends");
    const line = laid || held?.kind === "place" ? this.line : ["", ""];
    const elsewhere = held?.kind === "points" ? { index: held.index, place: this.point } : this.#left;
    const told = !data.bars || data.bars.best !== null; // whether the best line is to be told
    const best = elsewhere && told ? bestBy(this.criterion, sums, points) : ["", ""];
    const far = laid && points.length ? reach(points, this.line) : "";
    const ring = this.#pointed >= 0 ? this.#pointed : this.#focused ? this.#point : "";
    const parts = [...line, ...(elsewhere ? [elsewhere.index, ...elsewhere.place] : ["", "", ""]), ...best, far, ring];
    return parts.every((part) => part === "") ? "" : parts.join(" ");
  }

  /** @returns {Criterion} what the best line is the best by */
  get criterion() {
    return this.data.bars?.criterion ?? "squares";
  }

  // --- points that are added and taken away ---------------------------------------------------------------------------

  /**
   * A press that has not moved: of two the second one adds a point or takes one away; while points are edited the first.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  tap(event) {
    const still = event.pointerType === "mouse" ? CLICK_PX : TAP_PX;
    const tapped = this.#taps.release(event.pointerId, [event.clientX, event.clientY], event.timeStamp, still);
    const target = /** @type {Element} */ (event.target);
    const box = tapped && target.closest ? this.plane(target.closest("svg"), "points") : undefined;
    if (box && this.inside(event, box) && tapped === (this.editing ? "once" : "twice")) this.edit(event, box);
  }

  /**
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @returns {void}
   */
  edit(event, box) {
    const there = this.nearest(event, box);
    if (there?.kind === "points") this.remove(there.index);
    else if (!there || this.editing) this.add(this.place(event, box, "x", "y"));
  }

  /**
   * @param {Pair} place
   * @returns {void}
   */
  add(place) {
    const [, most] = /** @type {Pair} */ (this.data.limits);
    this.settle();
    if (this.points.length >= most) return this.hint(`There are ${most} points, as many as a link carries: remove one first.`);
    this.#edit([...this.points, place], this.points.length);
    this.say("added", place);
  }

  /**
   * @param {number} index
   * @returns {void}
   */
  remove(index) {
    const [fewest] = /** @type {Pair} */ (this.data.limits);
    this.settle();
    if (this.points.length <= fewest) return this.hint(`A line needs ${fewest} points: these stay.`);
    this.#edit(this.points.toSpliced(index, 1), Math.min(index, this.points.length - 2));
    this.say("removed", index);
  }

  /**
   * These are the points, before Python says so; the keys move one of them.
   *
   * @param {Pair[]} points
   * @param {number} index
   * @returns {void}
   */
  #edit(points, index) {
    Object.assign(this, { points, sums: sumsOf(points) });
    this.#point = index;
    this.#pointed = -1;
    this.#edited = true;
    this.hint("");
  }

  /**
   * @param {boolean} editing
   * @returns {void}
   */
  arm(editing) {
    this.editing = editing;
    this.#taps.forget();
    document.documentElement.toggleAttribute("data-downhill-editing", editing); // the pointer shows it: see bus.js
    this.hint("");
  }

  /**
   * Say something besides, until something else is done.
   *
   * @param {string} words
   * @returns {void}
   */
  hint(words) {
    this.#hint = words;
    this.draw();
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
    if (kind === "points" && this.data.limits && EDITS.includes(event.key)) return this.#byKey(event);
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    clearTimeout(this.#waiting);
    this.move({ kind, index }, this.beside(kind, index, way), this.data.at);
  }

  /**
   * The chosen point is taken away, or one more is put in the middle of the picture, where the arrows move it on.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  #byKey(event) {
    event.preventDefault();
    if (event.key === "Delete" || event.key === "Backspace") return this.remove(this.#point);
    const { x, y } = this.data.planes;
    this.add([(x[0] + x[1]) / 2, (y[0] + y[1]) / 2]);
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
    const { points } = this;
    const { planes, at } = this.data;
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
    const { length } = this.points;
    this.#point = (this.#point + by + length) % length;
    bus.tell("hand", this.text());
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
    const { holds, points, limits } = this.data;
    this.$(".edits").hidden = !limits;
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
    if (kind !== "points") return handle;
    this.on(handle, "focus", () => this.#focus(true));
    this.on(handle, "blur", () => this.#focus(false));
    return handle;
  }

  /**
   * The point that keys move is marked in the charts.
   *
   * @param {boolean} focused
   * @returns {void}
   */
  #focus(focused) {
    this.#focused = focused;
    bus.tell("hand", this.text());
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

  /** @returns {boolean} whether the points stand where the engine's numbers were worked out */
  get still() {
    return this.held?.kind !== "points" && !this.#left;
  }

  /** @returns {{ yours: number, best: number | null }} losses: the engine's own where nothing has been moved */
  losses() {
    const bars = /** @type {BarsData} */ (this.data.bars);
    const { points, sums } = this.standing();
    const of = (/** @type {Pair} */ line) => bars.factor * loss(bars.criterion, sums, points, line);
    const laid = this.still && this.line.every((part, k) => part === this.data.line[k]);
    const best = this.still || bars.best === null ? bars.best : of(bestBy(bars.criterion, sums, points));
    return { yours: laid ? bars.yours : of(this.line), best };
  }

  /** @returns {void} */
  draw() {
    if (!this.#edited) this.drawBars(); // with another point they wait for the engine's
    for (const handle of this.$(".handles").children) this.drawHandle(handle);
    this.$(".edit").ariaPressed = String(this.editing);
    const words = this.#hint || (this.editing ? `${matchMedia("(pointer: coarse)").matches ? "Tap" : "Click"} ${HINT}` : "");
    if (this.$(".hint").textContent !== words) this.$(".hint").textContent = words;
  }

  /** @returns {void} */
  drawBars() {
    const { bars } = this.data;
    if (!bars) return;
    const [losses, frame] = [this.losses(), within(bus.state.t, bars.walk.length || 1)];
    const values = { ...losses, walk: this.still ? (bars.walk[frame] ?? null) : NaN }; // it walked among other points
    for (const rail of this.$(".bars").querySelectorAll(".rail")) {
      const value = values[/** @type {keyof typeof values} */ (rail.dataset.of)];
      rail.firstElementChild.style.setProperty("--long", `${100 * barLength(value, bars.longest)}%`);
      rail.nextElementSibling.textContent = Number.isNaN(value) ? "let go to see" : number(value, DIGITS);
    }
    this.$(".race").textContent = this.still ? this.race(bars, losses.yours, frame) : "";
  }

  /**
   * @param {BarsData} bars
   * @param {number} mine
   * @param {number} frame
   * @returns {string} who is ahead
   */
  race(bars, mine, frame) {
    const first = mine === bars.yours && bars.passed !== null ? bars.steps.indexOf(bars.passed) : passed(bars.walk, mine);
    return !bars.walk.length ? ""
      : number(mine, DIGITS) === number(bars.walk[frame] ?? null, DIGITS) ? "You and descent are level."
      : first < 0 ? (frame === bars.walk.length - 1 ? "Descent never passed you." : "You are ahead of descent.")
      : frame >= first ? `Descent passed you at step ${bars.steps[first]}.` : "You are ahead of descent.";
  }

  /**
   * @param {HTMLElement} handle
   * @returns {void}
   */
  drawHandle(handle) {
    const { points } = this;
    const { at, planes, limits } = this.data;
    const [kind, index] = (handle.dataset.name ?? "").split(" ");
    const say = (/** @type {number} */ x) => number(x, DIGITS);
    let [words, value, ends] = ["", 0, planes.y];
    if (kind === "ends") {
      value = heights(this.line, at)[Number(index)];
      words = `Line at x = ${say(at[Number(index)])}: y = ${say(value)}`;
    } else if (kind === "place") {
      [value, ends] = [this.line[1], planes.b];
      words = `Start of descent: intercept ${say(this.line[0])}, slope ${say(value)}`;
    } else {
      const place = this.held?.kind === "points" ? this.point : points[this.#point];
      value = place[1];
      words = `Point ${this.#point + 1} of ${points.length}: x = ${say(place[0])}, y = ${say(value)}; comma and dot choose another${limits ? ", Delete removes it, + adds one" : ""}`;
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
