// @ts-check
// What is held on the regression page: the ends of a line, a place on the map, a data point; points that are added and
// taken away; and three bars on one scale.
//
// This module listens: to the pointer and to keys.  How line and points stand meanwhile is kept by standing.js, with the
// arithmetic of line.js, and told to the charts in one text, the bus's hand, so that each of them is drawn once a move.
// Python hears of a release, and of nothing before.

import { bus } from "../bus.js";
import { Part, made, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { clamp } from "../stops.js";
import { builtBars, drawBars } from "./bars.js";
import { CLICK_PX, Edits } from "./edits.js";
import { drawHandle, handlesOf, keyed } from "./handles.js";
import { apart, inside, nearest, placeIn, plane, pointer, startsIt } from "./places.js";
import { Standing } from "./standing.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Pair } from "./line.js" */
/** @import { HandData, Held, Kind } from "./standing.js" */
/** @typedef {{ id: number, box: DOMRect, held: Held, from: Pair, moving: boolean }} Grasp */

const PATIENCE_MS = 250; // after the last key
const EDIT_KEYS = ["Delete", "Backspace", "+", "Insert"];

class Hand extends Part {
  /** @type {Say} */
  #say = () => {};
  #standing = new Standing();
  #edits = new Edits();
  /** @type {Grasp | null} */
  #grasp = null;
  #pointed = -1; // the point under the mouse
  #focused = false; // whether keys move points
  #point = 0; // which point they move
  #waiting = 0;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.spoken = new Spoken(this.$(".race + [role=status]"), () => this.#standing.held !== null);
    this.on(document, "pointerdown", (event) => this.#press(event));
    this.on(document, "touchstart", (event) => this.#keep(event), { passive: false });
    this.on(window, "pointermove", (event) => {
      if (this.#grasp?.id !== event.pointerId) this.#hover(event);
      else if (event.buttons) this.#drag(event);
      else this.#drop(); // let go where nobody heard of it, as outside of the frame that the page is in
    });
    this.on(window, "pointerup", (event) => {
      if (this.#grasp?.id === event.pointerId) this.#drop();
      this.#tap(event);
    });
    this.on(window, "pointercancel", (event) => {
      this.#edits.cancel();
      if (this.#grasp?.id === event.pointerId) this.#cancel();
    });
    this.on(this.$(".edit"), "click", () => this.#arm(!this.#edits.editing));
    this.on(this.$(".edit"), "keydown", (event) => event.key === "Escape" && this.#arm(false));
  }

  get #data() {
    return this.#standing.data;
  }

  /**
   * @param {HandData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    this.#say = say;
    if (!this.#standing.read(data, this.#grasp !== null)) return;
    this.#point = clamp(this.#point, 0, Math.max(data.points.length - 1, 0));
    this.#pointed = -1;
  }

  /** @returns {void} */
  claim() {
    bus.claim("hand", this);
    this.#tell();
  }

  /** @returns {void} */
  build() {
    this.$(".bars").replaceChildren(...builtBars(this.#data.bars, this.#data.colors));
    this.$(".edits").hidden = !this.#data.limits;
    this.$(".row").classList.toggle("first", startsIt(this.#standing.scales("points"), this.#standing.points));
    const handles = handlesOf(this.#data);
    const names = handles.map(({ kind, index }) => `${kind} ${index}`);
    const there = [...this.$(".handles").children].map((handle) => handle.dataset.name);
    if (names.join() === there.join()) return; // what has the focus keeps it
    this.$(".handles").replaceChildren(...handles.map(({ kind, index }) => this.#handle(kind, index)));
  }

  /** @returns {void} */
  draw() {
    // with a point more or fewer the bars wait for the engine's
    if (!this.#standing.edited) drawBars(this.root, this.#standing, bus.state.t);
    this.spoken.say(this.$(".race").textContent);
    for (const element of this.$(".handles").children) {
      const [kind, index] = element.dataset.name.split(" ");
      drawHandle(element, this.#standing, this.#moves(kind, Number(index)));
    }
    this.$(".edit").ariaPressed = String(this.#edits.editing);
    const words = this.#edits.words(matchMedia("(pointer: coarse)").matches);
    if (this.$(".hint").textContent !== words) this.$(".hint").textContent = words;
  }

  /** @returns {void} */
  stop() {
    clearTimeout(this.#waiting);
    this.spoken.stop();
    super.stop();
    if (this.#edits.editing) document.documentElement.removeAttribute("data-downhill-editing");
    bus.tell("hand", "");
    bus.release("hand", this);
  }

  /**
   * The charts hear how all stands.
   *
   * @returns {void}
   */
  #tell() {
    bus.tell("hand", this.#standing.text(this.#pointed >= 0 ? this.#pointed : this.#focused ? this.#point : -1));
  }

  // --- what is held by a pointer --------------------------------------------------------------------------------------

  /**
   * A finger that holds something does not scroll the page: touch-action is nothing to a mark inside an SVG.
   *
   * @param {TouchEvent} event
   * @returns {void}
   */
  #keep(event) {
    if (this.#grasp && event.touches.length === 1) event.preventDefault();
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  #press(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || this.#grasp || !target.closest) return;
    const svg = target.closest("svg");
    const [points, map] = [plane(svg, "points"), plane(svg, "map")];
    if (this.#data.limits && points) this.#edits.press(event);
    const sure = event.pointerType === "mouse" || target.closest("[class*='grip_']") !== null; // a finger elsewhere scrolls
    if (!sure) return;
    if (points) return this.#take(event, points, this.#nearest(event, points));
    const start = map && this.#data.holds.includes("place") && inside(pointer(event), map);
    if (start) this.#take(event, map, { kind: "place", index: 0 });
  }

  /**
   * The handle of the picture of the points that is meant.
   *
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @returns {Held | null}
   */
  #nearest(event, box) {
    const { data: { holds }, ends, points } = this.#standing;
    const held = (/** @type {Kind} */ kind, /** @type {Pair[]} */ all) => (holds.includes(kind) ? all : []);
    return nearest(pointer(event), box, this.#standing.scales("points"), held("ends", ends), held("points", points));
  }

  /**
   * What the mouse would take hold of is marked before it does.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  #hover(event) {
    const target = /** @type {Element} */ (event.target);
    if (!this.#data.limits || event.pointerType !== "mouse" || this.#grasp || !target.closest) return;
    const box = plane(target.closest("svg"), "points");
    const held = box && inside(pointer(event), box) ? this.#nearest(event, box) : null;
    const now = held?.kind === "points" ? held.index : -1;
    if (now === this.#pointed) return;
    this.#pointed = now;
    this.#tell();
  }

  /**
   * @param {PointerEvent} event
   * @param {DOMRect} box
   * @param {Held | null} held
   * @returns {void}
   */
  #take(event, box, held) {
    if (!held) return;
    this.#settle();
    this.#grasp = { id: event.pointerId, box, held, from: pointer(event), moving: false };
    this.#pointed = held.kind === "points" ? held.index : -1;
    if (this.#data.limits) this.#tell();
  }

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  #drag(event) {
    const grasp = /** @type {Grasp} */ (this.#grasp);
    if (!grasp.moving && apart(pointer(event), grasp.from) < CLICK_PX) return;
    grasp.moving = true;
    event.preventDefault();
    this.#standing.move(grasp.held, placeIn(pointer(event), grasp.box, this.#standing.scales(grasp.held.kind)));
    this.#tell();
  }

  /** @returns {void} */
  #drop() {
    const grasp = /** @type {Grasp} */ (this.#grasp);
    this.#grasp = null;
    if (!grasp.moving) return;
    // the click that the browser makes of this press and release is none
    const stop = (/** @type {Event} */ event) => event.stopPropagation();
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
    this.#settle();
  }

  /**
   * Python hears of what was moved.
   *
   * @returns {void}
   */
  #settle() {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    if (!this.#standing.held) return;
    const released = this.#standing.release();
    if (!released) this.#tell(); // it is back where it was
    else if (released.kind === "points") this.#say("point", [released.index, ...released.place]);
    else this.#say("line", released.place);
  }

  /** @returns {void} */
  #cancel() {
    this.#grasp = null;
    this.#standing.cancel();
    this.#tell();
  }

  // --- points that are added and taken away ---------------------------------------------------------------------------

  /**
   * A press that has not moved: on a point it takes that away, elsewhere it adds one.
   *
   * @param {PointerEvent} event
   * @returns {void}
   */
  #tap(event) {
    const target = /** @type {Element} */ (event.target);
    const box = this.#edits.asked(event) && target.closest ? plane(target.closest("svg"), "points") : undefined;
    if (!box || !inside(pointer(event), box)) return;
    const there = this.#nearest(event, box);
    if (there?.kind === "points") this.#remove(there.index);
    else if (!there || this.#edits.editing) this.#add(placeIn(pointer(event), box, this.#standing.scales("points")));
  }

  /**
   * @param {Pair} place
   * @returns {void}
   */
  #add(place) {
    this.#settle();
    const { points } = this.#standing;
    if (this.#edit([...points, place], points.length)) this.#say("added", place);
  }

  /**
   * @param {number} index
   * @returns {void}
   */
  #remove(index) {
    this.#settle();
    const { points } = this.#standing;
    if (this.#edit(points.toSpliced(index, 1), Math.min(index, points.length - 2))) this.#say("removed", index);
  }

  /**
   * These are the points, before Python says so, if there may be so many; the keys move one of them.
   *
   * @param {Pair[]} points
   * @param {number} index
   * @returns {boolean}
   */
  #edit(points, index) {
    const allowed = this.#edits.allow(points.length, /** @type {Pair} */ (this.#data.limits));
    if (allowed) {
      this.#standing.edit(points);
      this.#point = index;
      this.#pointed = -1;
    }
    this.draw();
    return allowed;
  }

  /**
   * @param {boolean} editing
   * @returns {void}
   */
  #arm(editing) {
    this.#edits.arm(editing);
    document.documentElement.toggleAttribute("data-downhill-editing", editing); // the pointer shows it: see bus.js
    this.draw();
  }

  // --- by keys --------------------------------------------------------------------------------------------------------

  /**
   * What a handle moves by now: that of the points moves the chosen one.
   *
   * @param {Kind} kind
   * @param {number} index
   * @returns {Held}
   */
  #moves(kind, index) {
    return { kind, index: kind === "points" ? this.#point : index };
  }

  /**
   * What keys move.
   *
   * @param {Kind} kind
   * @param {number} index
   * @returns {HTMLElement}
   */
  #handle(kind, index) {
    const handle = made("div", kind === "ends" ? "handle" : "handle quiet");
    handle.tabIndex = 0;
    handle.dataset.name = `${kind} ${index}`;
    handle.role = "slider";
    this.on(handle, "keydown", (event) => this.#key(event, this.#moves(kind, index)));
    this.on(handle, "keyup", () => this.#wait());
    this.on(handle, "blur", () => this.#settle());
    if (kind !== "points") return handle;
    this.on(handle, "focus", () => this.#focus(true));
    this.on(handle, "blur", () => this.#focus(false));
    return handle;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Held} handle
   * @returns {void}
   */
  #key(event, handle) {
    const { key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || this.#grasp) return;
    if (key === "Escape" && this.#standing.held) return this.#cancel();
    if (handle.kind === "points" && (key === "," || key === ".")) return this.#choose(key === "." ? 1 : -1);
    if (handle.kind === "points" && this.#data.limits && EDIT_KEYS.includes(key)) return this.#editByKey(event);
    const to = keyed(this.#standing, handle, key);
    if (!to) return;
    event.preventDefault();
    clearTimeout(this.#waiting);
    this.#standing.move(handle, to, this.#data.at);
    this.#tell();
  }

  /**
   * The chosen point is taken away, or one more is put in the middle of the picture, where the arrows move it on.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  #editByKey(event) {
    event.preventDefault();
    if (event.key === "Delete" || event.key === "Backspace") return this.#remove(this.#point);
    const { x, y } = this.#data.planes;
    this.#add([(x[0] + x[1]) / 2, (y[0] + y[1]) / 2]);
  }

  /**
   * Another of the points is the one that keys move.
   *
   * @param {number} by
   * @returns {void}
   */
  #choose(by) {
    this.#settle();
    const { length } = this.#standing.points;
    this.#point = (this.#point + by + length) % length;
    this.#tell();
    this.draw();
  }

  /** @returns {void} */
  #wait() {
    clearTimeout(this.#waiting);
    if (this.#standing.held) this.#waiting = setTimeout(() => this.#settle(), PATIENCE_MS);
  }

  /**
   * The point that keys move is marked in the charts.
   *
   * @param {boolean} focused
   * @returns {void}
   */
  #focus(focused) {
    this.#focused = focused;
    this.#tell();
  }
}

export default mounted(Hand);
