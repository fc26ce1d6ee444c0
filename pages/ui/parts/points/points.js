// @ts-check
// What is held on the regression page: the ends of a line, a place on the map, a data point; points that are added and
// taken away; and three bars on one scale.
//
// This module listens, draws and tells Python.  What a pointer takes hold of is in grasp.js, what keys do in keys.js, what
// a press means that adds a point or takes one away in edits.js.  How line and points stand meanwhile is kept by
// standing.js, with the arithmetic of line.js, and told to the charts in one text, the bus's hand, so that each of them is
// drawn once a move.  Python hears of a release, and of nothing before.

import { bus } from "../bus.js";
import { Part, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { clamp } from "../stops.js";
import { builtBars, drawBars } from "./bars.js";
import { Edits } from "./edits.js";
import { Grasp } from "./grasp.js";
import { drawHandle } from "./handles.js";
import { Keys } from "./keys.js";
import { inside, placeIn, plane, pointer, startsIt } from "./places.js";
import { Standing } from "./standing.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Pair } from "./line.js" */
/** @import { HandData } from "./standing.js" */

export class Hand extends Part {
  standing = new Standing();
  /** @type {Say} */
  #say = () => {};
  #edits = new Edits();
  #grasp = new Grasp(this);
  #keys = new Keys(this);

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.spoken = new Spoken(this.$(".race + [role=status]"), () => this.standing.held !== null);
    this.on(document, "pointerdown", (event) => this.#press(event));
    this.on(document, "touchstart", (event) => this.#grasp.keep(event), { passive: false });
    this.on(window, "pointermove", (event) => this.#grasp.move(event));
    this.on(window, "pointerup", (event) => {
      this.#grasp.release(event);
      this.#tap(event);
    });
    this.on(window, "pointercancel", (event) => {
      this.#edits.cancel();
      this.#grasp.cancel(event);
    });
    this.on(this.$(".edit"), "click", () => this.#arm(!this.#edits.editing));
    this.on(this.$(".edit"), "keydown", (event) => event.key === "Escape" && this.#arm(false));
  }

  /** @returns {boolean} whether a pointer holds something */
  get grasped() {
    return this.#grasp.holds;
  }

  /**
   * @param {HandData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    this.#say = say;
    if (!this.standing.read(data, this.grasped)) return;
    this.#keys.point = clamp(this.#keys.point, 0, Math.max(data.points.length - 1, 0));
    this.#grasp.pointed = -1;
  }

  /** @returns {void} */
  claim() {
    bus.claim("hand", this);
    this.tell();
  }

  /** @returns {void} */
  build() {
    const { data, points } = this.standing;
    this.$(".bars").replaceChildren(...builtBars(data.bars, data.colors));
    this.$(".edits").hidden = !data.limits;
    this.$(".row").classList.toggle("first", startsIt(this.standing.scales("points"), points));
    this.#keys.build(this.$(".handles"), data);
  }

  /** @returns {void} */
  draw() {
    // with a point more or fewer the bars wait for the engine's
    if (!this.standing.edited) drawBars(this.root, this.standing, bus.state.t);
    this.spoken.say(this.$(".race").textContent);
    for (const element of this.$(".handles").children) {
      const [kind, index] = element.dataset.name.split(" ");
      drawHandle(element, this.standing, this.#keys.moves(kind, Number(index)));
    }
    this.$(".edit").ariaPressed = String(this.#edits.editing);
    const words = this.#edits.words(matchMedia("(pointer: coarse)").matches);
    if (this.$(".hint").textContent !== words) this.$(".hint").textContent = words;
  }

  /** @returns {void} */
  stop() {
    this.#keys.rest();
    this.spoken.stop();
    super.stop();
    if (this.#edits.editing) document.documentElement.removeAttribute("data-downhill-editing");
    bus.tell("hand", "");
    bus.release("hand", this);
  }

  // --- what grasp.js and keys.js ask for ------------------------------------------------------------------------------

  /**
   * The charts hear how all stands.
   *
   * @returns {void}
   */
  tell() {
    const { pointed } = this.#grasp, { focused, point } = this.#keys;
    bus.tell("hand", this.standing.text(pointed >= 0 ? pointed : focused ? point : -1));
  }

  /**
   * Python hears of what was moved.
   *
   * @returns {void}
   */
  settle() {
    this.#keys.rest();
    if (!this.standing.held) return;
    const released = this.standing.release();
    if (!released) this.tell(); // it is back where it was
    else if (released.kind === "points") this.#say("point", [released.index, ...released.place]);
    else this.#say("line", released.place);
  }

  /** @returns {void} */
  cancel() {
    this.standing.cancel();
    this.tell();
  }

  /**
   * @param {Pair} place
   * @returns {void}
   */
  add(place) {
    this.settle();
    const { points } = this.standing;
    if (this.#edit([...points, place], points.length)) this.#say("added", place);
  }

  /**
   * @param {number} index
   * @returns {void}
   */
  remove(index) {
    this.settle();
    const { points } = this.standing;
    if (this.#edit(points.toSpliced(index, 1), Math.min(index, points.length - 2))) this.#say("removed", index);
  }

  // --- what is pressed and tapped -------------------------------------------------------------------------------------

  /**
   * @param {PointerEvent} event
   * @returns {void}
   */
  #press(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || this.grasped || !target.closest) return;
    const svg = target.closest("svg");
    const [points, map] = [plane(svg, "points"), plane(svg, "map")];
    if (this.standing.data.limits && points) this.#edits.press(event);
    this.#grasp.press(event, points, map);
  }

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
    const there = this.#grasp.nearest(event, box);
    if (there?.kind === "points") this.remove(there.index);
    else if (!there || this.#edits.editing) this.add(placeIn(pointer(event), box, this.standing.scales("points")));
  }

  /**
   * These are the points, before Python says so, if there may be so many; the keys move one of them.
   *
   * @param {Pair[]} points
   * @param {number} index
   * @returns {boolean}
   */
  #edit(points, index) {
    const allowed = this.#edits.allow(points.length, /** @type {Pair} */ (this.standing.data.limits));
    if (allowed) {
      this.standing.edit(points);
      this.#keys.point = index;
      this.#grasp.pointed = -1;
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
}

export default mounted(Hand);
