// @ts-check
// The line to the server, as Streamlit has it: whether what is said is sent, and that it is there again after it was lost.
// Streamlit then asks for nothing, unless it was just being answered.  But of what was touched meanwhile the server knows
// nothing; and it may be another one by now, or have forgotten the visit: then it hears no button that it has not drawn.
// What of Streamlit's own was pressed on a line that was dead already is pressed again: before/unheard.js.

/** @typedef {{ again: () => boolean, forget: () => void, answered: () => boolean }} Unheard see before/unheard.js */
/** @typedef {{ downhillLine?: Line, downhillUnheard?: Unheard }} Holder */

const APP = "[data-testid=stApp]";
const SAID = ["data-test-connection-state", "data-test-script-state"];
const PATIENCE_MS = 10_000; // for the page that is asked for once the line is there again
const LOOK_MS = 150; // between two looks whether what was asked again is done: a short run is over before it is seen
const holder = /** @type {Holder} */ (/** @type {unknown} */ (window));

/** Dispatches `returned` once the page is to be asked for anew: see shortcuts.js. */
class Line extends EventTarget {
  visit = ""; // what the server calls this visit; one of another name has been told nothing
  #returns = 0; // of the line, of which the server knows
  #lost = false;
  #went = false; // Back, or forth, and nobody has answered that yet
  #ran = false; // the script was at work when last looked at
  #patience = 0; // with the server, after a return
  #asks = false; // the page has not been asked for yet
  #looks = 0; // the interval of them
  #repeats = false; // what was asked on a line that was dead has not been asked again yet

  constructor() {
    super();
    const watch = new MutationObserver(() => this.look());
    watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: SAID });
    addEventListener("popstate", () => (this.#went = true));
  }

  /** @returns {DOMStringMap} what Streamlit says of its connection and of the script */
  get #standing() {
    return /** @type {HTMLElement | null} */ (document.querySelector(APP))?.dataset ?? {};
  }

  /** @returns {boolean} whether what is said is sent; so it is where there is no Streamlit */
  get heard() {
    return (this.#standing.testConnectionState ?? "CONNECTED") === "CONNECTED";
  }

  /** @returns {boolean} whether the server has not drawn the page yet to which the line has returned */
  get returning() {
    return this.#patience !== 0;
  }

  /** @returns {boolean} whether the script is at work, perhaps to show what the network had lost, or about to be */
  get busy() {
    return this.returning || this.#runs;
  }

  /** @returns {boolean} */
  get #runs() {
    return (this.#standing.testScriptState ?? "notRunning") !== "notRunning";
  }

  /**
   * The page has come.
   *
   * @param {string} visit
   * @param {number} returns
   * @returns {void}
   */
  welcome(visit, returns) {
    if (visit !== this.visit || returns !== this.#returns) this.#end();
    [this.visit, this.#returns] = [visit, returns];
  }

  /** @returns {void} */
  look() {
    const ended = this.#ran && !this.#runs;
    this.#ran = this.#runs;
    if (!this.heard) this.#lose();
    else if (this.#lost) this.#return();
    else if (ended) this.#rest();
  }

  /** @returns {void} */
  #lose() {
    this.#lost = true;
    clearInterval(this.#looks);
  }

  /** @returns {void} */
  #return() {
    this.#end();
    [this.#lost, this.#asks, this.#repeats] = [false, true, !this.#went];
    this.#patience = setTimeout(() => this.#end(), PATIENCE_MS);
    if (this.#went) {
      holder.downhillUnheard?.forget(); // what went before is taken back
      dispatchEvent(new PopStateEvent("popstate")); // Streamlit has dropped it
    } else if (!this.#runs) this.#rest();
  }

  /**
   * The script has come to its end.  The page is asked for first: of a button that is not drawn nobody hears.
   *
   * @returns {void}
   */
  #rest() {
    clearInterval(this.#looks);
    this.#went = false;
    if (this.#asks) this.dispatchEvent(new Event("returned"));
    else if (this.#repeats) this.#repeats = holder.downhillUnheard?.again() ?? false;
    this.#asks = false;
    if (this.#repeats) this.#await();
  }

  /** @returns {void} */
  #await() {
    let calm = 0;
    this.#looks = setInterval(() => {
      calm = this.heard && !this.#runs && holder.downhillUnheard?.answered() ? calm + 1 : 0;
      if (calm > 1) this.#rest();
    }, LOOK_MS);
  }

  /** @returns {void} */
  #end() {
    clearTimeout(this.#patience);
    [this.#patience, this.#asks] = [0, false];
  }
}

export const line = (holder.downhillLine ??= new Line());
