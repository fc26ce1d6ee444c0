// @ts-check
// What a part tells Python.  Streamlit drops it without a word while there is no connection: it waits here for the next.
// And of two things that it has not come to yet, it keeps the later.  So everything that has been said of late is told
// along, numbered, and Python does what it has not heard before: see heard.py.

/** @typedef {(name: string, value: unknown) => void} Say tells Python, which runs the script again */
/** @typedef {(event: string, told: Told) => void} Tell how Streamlit is given it */
/** @typedef {{ from: string, said: [number, string, unknown][] }} Told who says it; its number, its name and its value */

const APP = "[data-testid=stApp]";
const EVENT = "told";
const AGAIN_MS = 150; // between two looks whether somebody listens
const KEPT_MS = 30_000; // for so long what was said is told along: no answer takes longer
const MOST_KEPT = 50; // see MOST_TOLD in heard.py

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

/** @returns {boolean} whether the script is at work, perhaps to show what the network had lost */
function busy() {
  return (standing().testScriptState ?? "notRunning") !== "notRunning";
}

export class Outbox {
  /** @type {Tell} */
  #tell = () => {};
  #from = Math.random().toString(36).slice(2);
  #count = 0;
  /** @type {{ message: [number, string, unknown], at: number }[]} */
  #said = [];
  #untold = 0; // so many of the last wait for a connection
  #timer = 0;

  /** @type {Say} */
  say = (name, value) => {
    this.#count += 1;
    this.#untold += 1;
    const now = performance.now();
    const known = Math.max(0, this.#said.length + 1 - this.#untold);
    const fresh = this.#said.filter(({ at }, k) => k >= known || now - at < KEPT_MS);
    this.#said = [...fresh, { message: /** @type {[number, string, unknown]} */ ([this.#count, name, value]), at: now }];
    this.#said = this.#said.slice(-MOST_KEPT);
    if (heard() && this.#untold === 1) this.#send();
    else this.#timer ||= setInterval(() => heard() && !busy() && this.#send(), AGAIN_MS);
  };

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
    this.#untold = 0;
    this.#tell(EVENT, { from: this.#from, said: this.#said.map(({ message }) => message) });
  }
}
