// @ts-check
// The sentence of the step shown; at the last frame the verdict, in the same place.

import { bus } from "../bus.js";
import { cut, marked as piece } from "../marked.js";
import { Part, mounted } from "../part.js";
import { Spoken } from "../spoken.js";
import { said } from "./sentence.js";

/** @import { Root } from "../part.js" */
/** @import { Judged, TellingData } from "./sentence.js" */

const LOOK = { true: ["good", "✓"], false: ["bad", "!"], null: ["open", "i"] };

class Telling extends Part {
  /** @type {TellingData} */
  data = /** @type {any} */ (null);
  terms = ""; // which may be marked: others of the page may have come first
  /** @type {WeakMap<HTMLElement, string>} */
  marked = new WeakMap(); // the terms that a place was written with

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.spoken = new Spoken(this.$("[role=status]"), () => this.strip?.held ?? false);
    this.sized(() => this.data && this.fit(), this.$(".telling"));
  }

  /**
   * @param {Omit<TellingData, 'frames' | 'numbers'> & { frames: number[][], numbers: (number | null)[][][] }} data whose numbers come in tables
   * @returns {void}
   */
  read({ frames: [frames], numbers, ...rest }) {
    this.data = { ...rest, frames, numbers: numbers.flat() };
    this.terms = JSON.stringify(rest.terms);
  }

  /** @returns {void} */
  build() {
    this.fit();
  }

  /** @returns {void} */
  stop() {
    this.spoken.stop();
    super.stop();
    const { dataset } = document.documentElement;
    delete dataset.downhillEnd;
    delete dataset.downhillAway;
  }

  /**
   * Room for the verdict on the run in force, so that nothing jumps when it comes.
   *
   * @returns {void}
   */
  fit() {
    const verdict = this.data.verdicts.at(-1);
    if (!verdict) return;
    const copy = /** @type {HTMLElement} */ (this.$(".said").cloneNode(true));
    copy.style.cssText = "position: absolute; visibility: hidden; inset-inline: 0; min-height: 0"; // of its words alone
    this.write(copy, verdict, "");
    this.$(".telling").append(copy);
    this.$(".telling").style.setProperty("--room", `${Math.ceil(copy.scrollHeight)}px`);
    copy.remove();
  }

  /** @returns {void} */
  draw() {
    const { t, r, home, quiet } = bus.state;
    const { end, away, verdict, text } = said(this.data, { t, r, home, held: this.strip?.held ?? false });
    this.write(this.$(".said"), quiet ? null : verdict, text); // on a projector the class is asked first
    const { dataset } = document.documentElement;
    [dataset.downhillEnd, dataset.downhillAway] = [String(end && !quiet), String(away)];
    this.spoken.say([".head", ".rest"].map((selector) => this.$(selector).textContent).join(" ").trim());
  }

  /** @returns {any} the strip of rates, if there is one */
  get strip() {
    return bus.owner.r;
  }

  /**
   * @param {HTMLElement} place
   * @param {Judged | null} verdict
   * @param {string} text
   * @returns {void}
   */
  write(place, verdict, text) {
    const [look, mark] = verdict ? LOOK[/** @type {"true" | "false" | "null"} */ (String(verdict.good))] : ["", ""];
    place.className = verdict ? `said verdict ${look}` : "said";
    const texts = { ".mark": mark, ".head": verdict?.head ?? "", ".rest": verdict?.rest ?? text };
    const marked = new Set(), written = Object.entries(texts).map(([selector, words]) => /** @type {const} */ ([place.querySelector(selector), words]));
    if (this.marked.get(place) === this.terms && written.every(([element, words]) => element?.textContent === words)) return;
    this.marked.set(place, this.terms);
    for (const [element, words] of written) element?.replaceChildren(...cut(words, this.data.terms, marked).map(piece));
  }
}

export default mounted(Telling);
