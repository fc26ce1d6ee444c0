// @ts-check
// The board of a race: who runs, at which rate, and how each does at the frame shown.  It tells Python of every change.

import { bus } from "../bus.js";
import { number } from "../number.js";
import { Part, mounted } from "../part.js";
import { pick, within } from "../stops.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Unread } from "../typed_number.js" */
/**
 * @typedef {object} Racer see Row in scoreboard/__init__.py
 * @property {string} name
 * @property {string} title
 * @property {string} color
 * @property {string} rate
 * @property {boolean} runs
 * @property {number} place
 * @property {number | null} arrived
 * @property {string} why
 * @property {string} length
 * @property {string} line
 * @property {(number | null)[]} heights
 * @property {Unread | null} unread what was typed as its rate, and why it is none
 */
/** @typedef {{ racers: Racer[], steps: number[] }} BoardData */

class Board extends Part {
  /** @type {BoardData} */
  data = /** @type {any} */ (null);
  /** @type {Say} */
  say = () => {};

  choosing = false; // who runs can be changed

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(this.$("tbody"), "change", (event) => this.enter(event.target));
    this.on(this.$(".choose"), "click", (event) => {
      this.choose(!this.choosing);
      // who has pressed it by a key goes on with the boxes, which stand before it
      if (this.choosing && event.detail === 0) this.$("tbody input[type=checkbox]")?.focus();
    });
  }

  /**
   * @param {BoardData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    Object.assign(this, { data, say });
  }

  /**
   * @param {boolean} choosing
   * @returns {void}
   */
  choose(choosing) {
    this.choosing = choosing;
    this.$(".board").classList.toggle("choosing", choosing);
    this.$(".choose").setAttribute("aria-pressed", String(choosing));
    for (const input of this.$("tbody").querySelectorAll("input")) input.disabled = !choosing;
  }

  /** @returns {void} */
  build() {
    const body = this.$("tbody");
    const rows = new Map([...body.children].map((row) => [row.dataset.name, row]));
    const now = this.data.racers.map(({ name }) => rows.get(name) ?? this.row(name));
    if (now.some((row, k) => row !== body.children[k]) || now.length !== body.children.length) {
      const focused = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (this.root).activeElement);
      body.replaceChildren(...now);
      if (focused && body.contains(focused)) focused.focus({ preventScroll: true }); // who moves a row takes the focus off it
    }
    this.data.racers.forEach((racer, k) => this.fill(body.children[k], racer));
    this.$(".reason").textContent = this.data.racers.flatMap(({ unread }) => (unread ? [unread[1]] : [])).join(" ");
    this.choose(this.choosing);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  row(name) {
    const row = document.createElement("tr");
    row.dataset.name = name;
    row.innerHTML = `<td><input type="checkbox"></td><td class="name inked"><span class="term" role="button" tabindex="0"></span></td><td><input class="rate" inputmode="decimal"></td>
      <td class="place"></td><td class="height"></td><td class="length"></td>`;
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Racer} racer
   * @returns {void}
   */
  fill(row, racer) {
    const [check, rate] = row.querySelectorAll("input");
    const cell = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(name));
    row.classList.toggle("out", !racer.runs);
    row.style.setProperty("--tint", racer.color);
    cell(".term").textContent = racer.title;
    cell(".term").setAttribute("aria-label", `${racer.title}: ${racer.line}`);
    check.checked = racer.runs;
    check.setAttribute("aria-label", `${racer.title} runs`);
    const typing = rate.matches(":focus") && rate.value !== rate.dataset.written;
    rate.dataset.written = racer.unread ? racer.unread[0] : racer.rate;
    if (!typing) rate.value = rate.dataset.written; // who types is not interrupted by an answer to what was before
    rate.ariaInvalid = racer.unread ? "true" : null;
    rate.setAttribute("aria-label", `rate of ${racer.title}`);
  }

  /**
   * What follows the bar: the height at the frame shown, and who has arrived by then.  Who will, is not told before.
   *
   * @returns {void}
   */
  draw() {
    const { racers, steps } = this.data;
    const frame = within(bus.state.t, steps.length);
    const over = frame === steps.length - 1;
    racers.forEach((racer, k) => {
      const [place, height, length] = this.$("tbody").children[k].querySelectorAll(".place, .height, .length");
      const there = racer.arrived !== null && steps[frame] >= racer.arrived;
      place.textContent = there ? `${racer.place} · step ${racer.arrived}` : over ? racer.why : "";
      place.className = `place ${there ? "there" : "not"}`;
      length.textContent = there || over ? racer.length : "";
      height.textContent = racer.runs ? number(pick([racer.heights], 0, frame)) : "";
    });
  }

  /**
   * @param {HTMLInputElement} input that the learner has changed
   * @returns {void}
   */
  enter(input) {
    const row = /** @type {HTMLElement} */ (input.closest("tr"));
    const racer = this.data.racers.find(({ name }) => name === row.dataset.name);
    if (!racer) return;
    const [runs, rate] = row.querySelectorAll("input"); // as they stand: the other may have been changed just now
    const stale = input === runs && racer.unread !== null && rate.value === rate.dataset.written; // typed in vain before
    this.say("entry", { name: racer.name, rate: stale ? racer.rate : rate.value, runs: runs.checked });
  }
}

export default mounted(Board);
