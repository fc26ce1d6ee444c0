// @ts-check
// The bar: play, pause, step, scrub.  It owns the bus's t.

import { bus } from "../bus.js";
import { Part, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { clamp } from "../stops.js";
import { advanced, frameAt, resumedFrame, SINGLY } from "./clock.js";
import { Hearing } from "./hearing.js";
import { meant } from "./keys.js";
import { ending, standing, widest } from "./words.js";

/** @import { Root } from "../part.js" */
/** @import { Pace } from "./clock.js" */
/** @import { Tune } from "../sound/tune.js" */
/** @import { Told } from "./words.js" */
/**
 * @typedef {object} Played
 * @property {Pace} pace
 * @property {string} run what is walked: another one begins at its start
 * @property {boolean} rolls whether it plays at once where it has taken the place of another
 * @property {number} start
 * @property {number} rest the frame from which on nothing more is seen to move
 * @property {number} beyond the bus's t at the last frame
 * @property {Tune} tune what is heard besides the values
 */
/** @typedef {Told & Played} BarData see player() in bar/__init__.py */

const PLAY_ICON = "M8 5v14l11-7z";
const PAUSE_ICON = "M7 5h4v14H7zM14 5h4v14h-4z";
const LONGEST_GAP_MS = 1000; // a tab that was hidden goes on from where it was

class Bar extends Part {
  /** @type {BarData} */
  data = /** @type {any} */ (null);
  /** @type {number | null} */
  shown = null; // the frame; null before the first data
  last = 0; // the last frame
  playing = false;
  rolls = false; // the new run plays at once
  position = 0; // while it plays: the step reached, a fraction too
  then = 0; // when that was
  run = ""; // what is walked
  /** @type {number | null} */
  member = null; // of the family, as it was last seen
  hearing = new Hearing();

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.spoken = new Spoken(this.$("[role=status]"));
    for (const button of root.querySelectorAll("button")) this.on(button, "click", () => this.act(button.dataset.do ?? ""));
    // what was pressed with the mouse does not keep the focus, so that space goes on meaning play
    const speed = this.$(".speed");
    let pointed = false;
    this.on(this.$(".bar"), "click", (event) => event.detail > 0 && event.target.closest("button")?.blur());
    this.on(speed, "pointerdown", () => (pointed = true));
    this.on(speed, "keydown", () => (pointed = false));
    this.on(speed, "change", () => pointed && speed.blur());
    this.on(this.$(".scrubber"), "input", (event) => this.go(Number(event.target.value)));
    this.on(document, "keydown", (event) => this.key(event));
    this.on(document, "visibilitychange", () => document.hidden && this.hearing.stop());
  }

  /** @returns {number} the frame shown */
  get frame() {
    return this.shown ?? this.last;
  }

  /** @returns {boolean} whether there are heights to be heard */
  get sounds() {
    return this.data.values.length > 0;
  }

  /** @returns {number} the step shown */
  get step() {
    return this.data.steps[this.frame];
  }

  /**
   * Keeps its place; at the end it stays at the end, however long the run has become.  What is walked for the first time
   * begins at its start, and plays where the last one played.
   *
   * @param {BarData & { steps: [number[]] }} told whose steps are a table of one row
   * @returns {void}
   */
  read(told) {
    const data = { ...told, steps: told.steps[0] };
    const before = { last: this.last, playing: this.playing };
    const [came, other] = [this.shown === null, this.run !== data.run];
    Object.assign(this, { data, last: data.steps.length - 1, run: data.run });
    this.shown = resumedFrame(other ? null : this.shown, before, { last: this.last, start: data.start });
    this.position = Math.min(other ? data.steps[this.shown] : this.position, data.steps[this.last]);
    this.rolls = other && !came && data.rolls && !this.singly;
  }

  /** @returns {void} */
  claim() {
    bus.claim("t", this);
    if (this.rolls && !this.playing) this.play();
    else this.show(this.frame);
  }

  /** @returns {boolean} whether the reader has asked for less motion: then it plays step by step */
  get singly() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** @returns {void} */
  build() {
    const scrubber = this.$(".scrubber");
    scrubber.max = this.last;
    scrubber.ariaLabel = this.data.label;
    scrubber.disabled = this.$("[data-do=play]").disabled = this.last === 0;
    this.$(".widest").textContent = widest(this.data);
  }

  /** @returns {void} */
  stop() {
    this.playing = false;
    this.spoken.stop();
    this.hearing.stop();
    super.stop();
    bus.release("t", this);
  }

  /**
   * @param {string} name of a button
   * @returns {void}
   */
  act(name) {
    if (name === "play") return this.playing ? this.pause() : this.play();
    /** @type {Record<string, number>} */
    const frames = { first: 0, back: this.frame - 1, forward: this.frame + 1, last: this.last };
    this.go(frames[name]);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    const button = meant(event);
    if (!button || bus.owner.t !== this) return;
    event.preventDefault();
    if (!(event.repeat && event.key === " ")) this.act(button);
  }

  /**
   * @param {number} frame
   * @returns {void}
   */
  go(frame) {
    this.pause();
    this.show(clamp(frame, 0, this.last));
  }

  /** @returns {void} */
  play() {
    if (this.last === 0) return;
    if (this.frame === this.last) this.shown = 0;
    this.position = this.data.steps[this.frame];
    this.then = performance.now();
    this.playing = true;
    this.show(this.frame);
    this.hear();
    requestAnimationFrame((now) => this.tick(now));
  }

  /** @returns {void} */
  pause() {
    this.playing = false;
    this.draw();
    bus.set({}); // who keeps room while it plays
  }

  /**
   * By the clock, not by the count of repaints: a slow machine drops frames but keeps time.
   *
   * @param {number} now in ms
   * @returns {void}
   */
  tick(now) {
    if (!this.playing || bus.owner.t !== this) return;
    const passed = clamp(now - this.then, 0, LONGEST_GAP_MS);
    this.then = now;
    const { steps, pace, rest } = this.data;
    const seconds = (passed / 1000) * Number(this.$(".speed").value);
    this.position = steps[0] + advanced(this.position - steps[0], seconds, this.singly ? SINGLY : pace);
    const frame = frameAt(steps, this.position);
    this.show(frame < rest ? frame : this.last);
    if (this.frame === this.last) this.pause();
    else requestAnimationFrame((later) => this.tick(later));
  }

  /**
   * @param {number} frame
   * @returns {void}
   */
  show(frame) {
    const moved = frame !== this.shown;
    this.shown = frame;
    bus.set({ t: frame === this.last ? this.data.beyond : frame });
    if (moved) this.hear();
  }

  /** @returns {void} */
  hear() {
    this.hearing.hear(this.data, this.frame);
  }

  /**
   * The whole walk is what a knob shows while it is dragged over the family: then the bar stands at the end.  On a
   * projector, where the class is asked first, it shows the first step, and play tells the others.
   *
   * @returns {void}
   */
  follow() {
    const { r, home, quiet } = bus.state;
    const moved = r !== this.member && r !== home && r !== null;
    this.member = r;
    const there = quiet ? 0 : this.last;
    if (moved && (this.playing || this.frame !== there)) this.go(there);
  }

  /** @returns {void} */
  draw() {
    this.follow();
    const scrubber = this.$(".scrubber");
    const words = standing(this.data, this.frame);
    document.documentElement.dataset.downhillLast = String(this.frame === this.last); // what is told at the end, waits for it
    this.spoken.say(this.frame < this.last || bus.state.quiet ? "" : ending); // on a projector the class is asked first
    scrubber.value = this.frame;
    scrubber.style.setProperty("--done", `${(100 * this.frame) / Math.max(this.last, 1)}%`);
    scrubber.setAttribute("aria-valuetext", words.join(", "));
    this.$(".now").textContent = words.join(" · ");
    this.$(".icon").setAttribute("d", this.playing ? PAUSE_ICON : PLAY_ICON);
    this.$("[data-do=play]").setAttribute("aria-label", this.playing ? "Pause" : "Play");
    // dimmed, not disabled: a disabled button would swallow the keys while it has the focus
    this.$("[data-do=back]").ariaDisabled = this.frame === 0;
    this.$("[data-do=forward]").ariaDisabled = this.frame === this.last;
  }
}

export default mounted(Bar);
