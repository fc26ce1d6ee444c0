// @ts-check
// What a part tells Python.  Streamlit drops it without a word while there is no connection: it waits here for the next.
// And of two things that a part has told before the server came to either, Streamlit keeps the later: so where each of
// them counts, a stride and another stride, the second waits here until the first has been answered.  Of a dial only the
// latest does.

import { bus } from "./bus.js";

/** @typedef {(name: string, value: unknown) => void} Say tells Python, which runs the script again */

const APP = "[data-testid=stApp]";
const LOOKED_AT = ["data-test-connection-state", "data-test-script-state"];
const UNANSWERED_MS = 3000; // after which what was told counts as answered, though nobody saw the script at work

/**
 * @returns {HTMLElement | null} on which Streamlit says how connection and script are; none where there is no Streamlit
 */
function app() {
  return document.querySelector(APP);
}

/** @returns {boolean} whether what is said is sent */
function heard() {
  return (app()?.dataset.testConnectionState ?? "CONNECTED") === "CONNECTED";
}

/** @returns {boolean} whether the script is at work, and so has not answered yet */
function busy() {
  return (app()?.dataset.testScriptState ?? "notRunning") !== "notRunning";
}

export class Outbox {
  /** @type {Say} */
  #tell = () => {};
  /** @type {[string, unknown][]} */
  #waiting = [];
  #asked = ""; // the name of what has been told and not been answered
  #patience = 0; // the timer after which that counts as answered
  #watch = new MutationObserver(() => this.#looked());

  /**
   * @param {readonly string[]} latest names of what only counts as it was said last: it does not wait for its own kind
   * @param {() => void} rested called once nothing waits any longer, and all has been answered
   */
  constructor(latest, rested) {
    this.latest = latest;
    this.rested = rested;
  }

  /** @returns {boolean} whether something that was said has not been told yet */
  get waiting() {
    return this.#waiting.length > 0;
  }

  /** @type {Say} */
  say = (name, value) => {
    if (this.latest.includes(name) && this.#waiting.at(-1)?.[0] === name) this.#waiting.pop();
    this.#waiting.push([name, value]);
    this.#next();
  };

  /**
   * @param {Say} tell how Python is told from now on
   * @returns {void}
   */
  through(tell) {
    this.#tell = tell;
  }

  /** @returns {void} */
  stop() {
    this.#watch.disconnect();
    this.#answered();
    bus.telling?.delete(this);
  }

  /** @returns {void} */
  #next() {
    const seen = app();
    if (seen) {
      this.#watch.observe(seen, { attributeFilter: LOOKED_AT });
      bus.telling?.add(this); // a bus older than this script knows nothing of it
    }
    const [next] = this.#waiting;
    const free = !this.#asked || (next?.[0] === this.#asked && this.latest.includes(this.#asked));
    if (!next || !free || !heard()) return;
    this.#waiting.shift();
    this.#answered();
    if (seen) {
      this.#asked = next[0];
      this.#patience = setTimeout(() => this.#looked(), UNANSWERED_MS);
    }
    this.#tell(...next);
  }

  /**
   * Connection or script are no longer as they were, or have been as they are for long.
   *
   * @returns {void}
   */
  #looked() {
    if (busy()) return;
    this.#answered();
    if (this.waiting) return this.#next();
    this.stop();
    this.rested();
  }

  /** @returns {void} */
  #answered() {
    clearTimeout(this.#patience);
    this.#asked = "";
  }
}
