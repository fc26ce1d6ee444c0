// @ts-check
// What is said to who hears the page.  What follows the bar changes with every frame: it is said once it has stood for a
// moment and nothing plays, in a place of its own, since a reader would say every change of what is seen.

import { bus } from "./bus.js";

const QUIET_MS = 500; // so long words must stand before they are said

export class Spoken {
  #timer = 0; // of what is to be said

  /**
   * @param {Element} status an unseen live region
   * @param {() => boolean} held whether what is shown is being dragged
   */
  constructor(status, held = () => false) {
    this.status = status;
    this.held = held;
  }

  /**
   * What is gone is gone at once.
   *
   * @param {string | (() => string)} words or what finds them once they are to be said
   * @returns {void}
   */
  say(words) {
    clearTimeout(this.#timer);
    const found = () => (typeof words === "string" ? words : words());
    if (found() === this.status.textContent) return;
    this.status.textContent = "";
    this.#timer = window.setTimeout(() => {
      const bar = /** @type {any} */ (bus.owner.t);
      if (bar?.playing || this.held()) this.say(words);
      else this.status.textContent = found();
    }, QUIET_MS);
  }

  /** @returns {void} */
  stop() {
    clearTimeout(this.#timer);
  }
}
