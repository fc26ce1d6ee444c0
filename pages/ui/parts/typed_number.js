// @ts-check
// The number of a dial, as a field that can be typed into.  Python reads the text, by the knob's own reader, and says why
// where it cannot.

import { Part } from "./part.js";

/** @typedef {[string, string]} Unread what was typed, and why it is no setting */

export class TypedNumber {
  #written = ""; // what the field shows where nobody types
  /** @type {Unread | null} */
  #unread = null;
  #entered = false; // by the pointer that is down: the field had not the focus before

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
    part.on(field, "pointerdown", () => (this.#entered = !field.matches(":focus")));
    part.on(field, "click", () => this.#select());
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
    if (busy) return;
    this.field.value = this.#written;
    this.field.style.setProperty("--digits", String(this.#written.length)); // none of which is cut: see look.css
  }

  /**
   * Firefox puts the caret where it was clicked after it has given the focus, and takes back what was selected then.  Who
   * has drawn over some of the digits means those.
   *
   * @returns {void}
   */
  #select() {
    if (this.#entered && this.field.selectionStart === this.field.selectionEnd) this.field.select();
    this.#entered = false;
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
