// @ts-check
// The number of a dial, as a field that can be typed into.  Python reads the text, by the knob's own reader, and says why
// where it cannot.

import { Part } from "./part.js";

/** @typedef {[string, string]} Unread what was typed, and why it is no setting */

export class TypedNumber {
  #written = ""; // what the field shows where nobody types
  /** @type {Unread | null} */
  #unread = null;

  /**
   * @param {Part} part it belongs to
   * @param {HTMLInputElement} field
   * @param {HTMLElement} reason where it is said why not
   * @param {(text: string) => void} take
   */
  constructor(part, field, reason, take) {
    this.field = field;
    this.reason = reason;
    this.take = take;
    part.on(field, "keydown", (event) => this.key(event));
    part.on(field, "change", () => this.enter());
    part.on(field, "focus", () => field.select());
  }

  /** @returns {boolean} whether the learner has typed what is not yet taken */
  get busy() {
    return this.field.matches(":focus") && this.field.value !== this.#written;
  }

  /**
   * @param {Unread | null} unread
   * @returns {void}
   */
  read(unread) {
    this.#unread = unread;
    this.field.ariaInvalid = unread ? "true" : null;
    this.reason.textContent = unread ? unread[1] : "";
  }

  /**
   * @param {string} text the number shown
   * @returns {void}
   */
  draw(text) {
    const busy = this.busy;
    this.#written = this.#unread ? this.#unread[0] : text;
    if (!busy) this.field.value = this.#written;
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    if (event.key === "Escape") this.field.value = this.#written;
    if (event.key === "Enter") this.enter();
  }

  /** @returns {void} */
  enter() {
    if (this.field.value === this.#written) return;
    this.#written = this.field.value;
    this.take(this.field.value);
  }
}
