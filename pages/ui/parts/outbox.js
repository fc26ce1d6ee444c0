// @ts-check
// What a part tells Python.  Streamlit drops it without a word while there is no connection: it waits here for the next.

/** @typedef {(name: string, value: unknown) => void} Say tells Python, which runs the script again */

const APP = "[data-testid=stApp]";
const AGAIN_MS = 150; // between two looks whether somebody listens

/**
 * @returns {DOMStringMap} what Streamlit says of its connection and of the script
 */
function standing() {
  return /** @type {HTMLElement | null} */ (document.querySelector(APP))?.dataset ?? {};
}

/** @returns {boolean} whether what is said is sent; so it is where there is no Streamlit */
function heard() {
  return (standing().testConnectionState ?? "CONNECTED") === "CONNECTED";
}

/** @returns {boolean} whether the script is at work: what is said now may take the place of what was said before */
function busy() {
  return (standing().testScriptState ?? "notRunning") !== "notRunning";
}

export class Outbox {
  /** @type {Say} */
  #tell = () => {};
  /** @type {[string, unknown][]} */
  #waiting = [];
  #timer = 0;

  /** @type {Say} */
  say = (name, value) => {
    if (heard() && this.#waiting.length === 0) return this.#tell(name, value);
    this.#waiting.push([name, value]);
    this.#timer ||= setInterval(() => this.#again(), AGAIN_MS);
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
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /**
   * One after the other, each once the one before has been answered.
   *
   * @returns {void}
   */
  #again() {
    if (!heard() || busy()) return;
    const next = this.#waiting.shift();
    if (next) this.#tell(...next);
    if (this.#waiting.length === 0) this.stop();
  }
}
