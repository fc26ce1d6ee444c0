// @ts-check
// What a part tells Python.  Streamlit drops it without a word while there is no connection: it waits here for the next.
// And of two things that it has not come to yet, it keeps the later.  So everything that has been said of late is told
// along, numbered, and Python does what it has not heard before: see heard.py.  Once the line was lost it is told again,
// for it may have been lost on its way; unless the server has forgotten the visit, and so what it has heard of it.

import { line } from "./line.js";

/** @typedef {(name: string, value: unknown) => void} Say tells Python, which runs the script again */
/** @typedef {(event: string, told: Told) => void} Tell how Streamlit is given it */
/** @typedef {{ from: string, said: [number, string, unknown][] }} Told who says it; its number, its name and its value */

const EVENT = "told";
const AGAIN_MS = 150; // between two looks whether somebody listens
const KEPT_MS = 30_000; // for so long what was said is told along: no answer takes longer
const MOST_KEPT = 50; // see MOST_TOLD in heard.py

export class Outbox {
  /** @type {Tell} */
  #tell = () => {};
  #from = Math.random().toString(36).slice(2);
  #count = 0;
  /** @type {{ message: [number, string, unknown], at: number }[]} */
  #said = [];
  #untold = 0; // so many of the last wait for a connection
  #timer = 0;
  #visit = ""; // that was told last

  /** @type {Say} */
  say = (name, value) => {
    this.#count += 1;
    this.#untold = Math.min(this.#untold + 1, MOST_KEPT);
    const now = performance.now();
    this.#said.push({ message: [this.#count, name, value], at: now });
    this.#said = this.#fresh(now).slice(-MOST_KEPT);
    if (line.heard && !line.returning && this.#untold === 1) this.#send();
    else this.#soon();
  };

  /**
   * The line was lost, and is there again.
   *
   * @returns {void}
   */
  again() {
    if (this.#fresh(performance.now()).length) this.#soon();
  }

  /**
   * @param {number} now
   * @returns {{ message: [number, string, unknown], at: number }[]} what is told along, and what has not been told
   */
  #fresh(now) {
    const known = this.#said.length - this.#untold;
    return this.#said.filter(({ at }, k) => k >= known || now - at < KEPT_MS);
  }

  /** @returns {void} */
  #soon() {
    this.#timer ||= setInterval(() => line.heard && !line.busy && this.#send(), AGAIN_MS);
  }

  /**
   * @param {Tell} tell how Streamlit is told from now on
   * @returns {void}
   */
  through(tell) {
    this.#tell = tell;
  }

  /** @returns {void} */
  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /** @returns {void} */
  #send() {
    this.stop();
    if (this.#visit && line.visit !== this.#visit) this.#said = this.#said.slice(this.#said.length - this.#untold);
    [this.#visit, this.#untold] = [line.visit, 0];
    if (this.#said.length) this.#tell(EVENT, { from: this.#from, said: this.#said.map(({ message }) => message) });
  }
}
