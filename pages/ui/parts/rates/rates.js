// @ts-check
// The strip of learning rates: a slider over a family of runs that are all here already.  It owns the bus's r.
//
// The family is the M rates of the grid and then, last, index M, the rate Python has committed to.  A committed rate that
// is on the grid is shown by its grid index, where the same run stands before and after the server answers; only a rate
// between the grid's, or beyond them, is shown by index M.  So whichever comes first, the charts' data or ours, no third
// run is ever seen.
//
// A rate in force beyond the ends stands in a cell of its own, an arrow outside the strip, in the color of its own regime.

import { bus } from "../bus.js";
import { number } from "../number.js";
import { made, mounted } from "../part.js";
import { StopSlider } from "../stop_slider.js";
import { ascending, within } from "../stops.js";
import { cellAt, placeOf, runsOf, same, side } from "./scale.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Unread } from "../typed_number.js" */
/**
 * @typedef {object} StripData see rate_strip() in rates/__init__.py
 * @property {number[]} rates
 * @property {number} current
 * @property {string[]} regimes
 * @property {Record<string, string>} colors
 * @property {[number, string, string][]} marks
 * @property {string} label
 * @property {Unread | null} unread
 */

const RATE_DIGITS = 6; // as exactly as it can be typed
const BEYOND = { "-1": "calc(var(--edge) * -0.5)", 1: "calc(100% + var(--edge) * 0.5)" }; // where the arrow's middle is

class Strip extends StopSlider {
  name = "r";
  leap = 6;
  /** @type {StripData} */
  data = /** @type {any} */ (null);
  count = 0; // of cells
  /** @type {-1 | 0 | 1} */
  beyond = 0; // the side of the rate in force
  legend = ""; // what the colors of the strip say, in words

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.fitting = this.sized(() => this.fit(), this.$(".words"));
  }

  /**
   * @param {StripData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    const { rates, current } = data;
    Object.assign(this, { data, count: rates.length, values: [...rates, current], beyond: side(rates, current) });
    this.say = say;
    this.commit = (/** @type {number} */ rate) => say("rate", rate);
    const twin = rates.findIndex((rate) => same(rate, current));
    this.home = twin < 0 ? this.count : twin;
    this.order = ascending(this.values, (r) => r < this.count || r === this.home);
  }

  /** @returns {void} */
  claim() {
    super.claim();
    bus.set({ home: this.home });
  }

  /**
   * @param {number} fraction
   * @returns {number}
   */
  nearest(fraction) {
    return cellAt(fraction, this.count, this.beyond);
  }

  /**
   * What changes only with the data: the colored runs, their words, the marks, the legend.
   *
   * @returns {void}
   */
  build() {
    const { rates, regimes, colors, marks, label, unread } = this.data;
    const runs = runsOf(rates, regimes);
    this.$(".label").textContent = this.$(".typed").ariaLabel = label;
    this.typed.read(unread);
    this.$(".band").replaceChildren(...runs.map((run) => made("div", "run", "", { "--cells": run.cells, "--tint": colors[run.regime] })));
    this.$(".words").replaceChildren(...runs.map((run) => this.word(run.regime, run.cells)));
    const inside = marks.filter(([rate]) => side(rates, rate) === 0);
    this.$(".marks").replaceChildren(...inside.map((mark) => this.mark(...mark)));
    const ends = ["below", "above"].map((name, k) => this.edge(name, this.beyond === 2 * k - 1));
    const theory = marks.map((mark) => this.meaning(...mark));
    this.outside();
    const legend = [...runs.map((run) => `${run.regime} from ${number(run.low)} to ${number(run.high)}`), ...theory, ...ends];
    this.legend = legend.filter(Boolean).join("; ");
    this.fit();
  }

  /**
   * What theory says from a rate on.
   *
   * @param {number} rate
   * @param {string} text
   * @param {string} meaning
   * @returns {string}
   */
  meaning(rate, text, meaning) {
    return `${text} from ${number(rate)}: ${meaning}`;
  }

  /**
   * Its tick and word, which tells that where it is pointed at or tapped, as a term does.
   *
   * @param {[number, string, string]} said rate, text and meaning
   * @returns {HTMLElement}
   */
  mark(...said) {
    const [rate, text] = said;
    const mark = made("div", "mark term", `${text} ›`, { "--at": this.at(rate) });
    mark.ariaLabel = this.meaning(...said);
    mark.title = ""; // not what the slider says of all its colors
    return mark;
  }

  /**
   * The word under a run, which is fitted anew whenever it gets wider or narrower: its type may come late.
   *
   * @param {string} regime
   * @param {number} cells
   * @returns {HTMLElement}
   */
  word(regime, cells) {
    const [word, text] = [made("div", "word", "", { "--cells": cells }), made("span", "", regime)];
    word.append(text);
    this.fitting.observe(text);
    return word;
  }

  /**
   * The cell beyond one end, which is there only for a rate in force that lies there.
   *
   * @param {string} name
   * @param {boolean} there
   * @returns {string} what it means
   */
  edge(name, there) {
    const { current, regimes, colors } = this.data;
    this.$(".slider").classList.toggle(name, there);
    const regime = regimes[this.count];
    if (there) this.$(`.edge.${name}`).style.setProperty("--tint", colors[regime]);
    return there ? `beyond the strip ${number(current, RATE_DIGITS)}, which ${regime}` : "";
  }

  /**
   * The marks that lie beyond the ends, which are said, each at its end.
   *
   * @returns {void}
   */
  outside() {
    const at = (/** @type {-1 | 1} */ end) =>
      this.data.marks.filter(([rate]) => side(this.data.rates, rate) === end).map(([rate, text]) => `${text} from ${number(rate)}`);
    const [low, high] = [at(-1), at(1)];
    this.$(".lower").textContent = low.length ? `◂ ${low.join(", ")}` : "";
    this.$(".higher").textContent = high.length ? `${high.join(", ")} ▸` : "";
  }

  /**
   * A word that does not fit under its run is not shown cut.
   *
   * @returns {void}
   */
  fit() {
    const words = /** @type {HTMLElement[]} */ ([...this.$(".words").children]);
    const long = words.map((word) => word.scrollWidth > word.clientWidth); // all are measured before one is changed
    words.forEach((word, place) => (word.style.visibility = long[place] ? "hidden" : ""));
  }

  /**
   * Where a rate stands, in CSS.
   *
   * @param {number} rate
   * @returns {string}
   */
  at(rate) {
    const where = side(this.data.rates, rate);
    return where === 0 ? `${100 * placeOf(this.data.rates, rate)}%` : BEYOND[where];
  }

  /**
   * On a projector the class is asked first: how a rate ends is not said, and its color not seen (presenter.css).
   *
   * @returns {void}
   */
  draw() {
    const { quiet } = bus.state, legend = quiet ? "" : this.legend;
    const { regimes, colors, rates, current } = this.data;
    const index = within(this.index, this.values.length);
    const [rate, regime] = [this.values[index], regimes[index]];
    const text = number(rate, RATE_DIGITS);
    const words = side(rates, rate) === 0 ? regime : `${regime}, beyond the strip`;
    this.tell(quiet ? text : `${text}, ${words}`);
    if (this.$(".slider").title !== legend) this.$(".slider").title = this.$("#legend").textContent = legend;
    this.typed.draw(text);
    this.$(".regime").textContent = words;
    this.$(".strip").style.setProperty("--here", colors[regime]);
    this.$(".strip").classList.toggle("held", this.held);
    this.$(".thumb").style.setProperty("--at", this.at(rate));
    this.$(".pin").style.setProperty("--at", this.at(current));
  }
}

export default mounted(Strip);
