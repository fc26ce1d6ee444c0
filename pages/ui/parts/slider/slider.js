// @ts-check
// A dial: a slider whose stops stand where their values stand on a scale, and which can be moved from inside the charts.
//
// A mark named "handle_<name>" in any chart of the page, from one end of the scale to the other, is another place to take
// hold of the dial.  Vega makes the name of a mark, and "_marks", a class of its group.

import { number } from "../number.js";
import { mounted } from "../part.js";
import { StopSlider } from "../stop_slider.js";
import { ascending, nearestStop, placesOn } from "../stops.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */
/** @import { Unread } from "../typed_number.js" */
/**
 * @typedef {object} DialData see dial() in slider/__init__.py
 * @property {string} name
 * @property {number[]} values
 * @property {number} home
 * @property {[number, number]} ends
 * @property {boolean} log
 * @property {string} label
 * @property {Record<string, (number | null)[]>} readings
 * @property {string} color
 * @property {Unread | null} unread
 */

const VALUE_DIGITS = 6; // as exactly as it can be typed
const READING_DIGITS = 4;

class Dial extends StopSlider {
  /** @type {DialData} */
  data = /** @type {any} */ (null);
  /** @type {number[]} */
  places = [];

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(document, "pointerdown", (event) => {
      const handle = event.target.closest?.(`.handle_${this.name}_marks path`);
      if (handle) this.grab(event, handle);
    });
  }

  /**
   * @param {DialData} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    Object.assign(this, { data, name: data.name, values: data.values, home: data.home });
    this.places = placesOn(data.values, data.ends, data.log);
    this.order = ascending(data.values);
    this.leap = Math.ceil(this.order.length / 10);
    this.say = say;
    this.commit = (/** @type {number} */ value) => say("value", value);
  }

  /**
   * @param {number} fraction
   * @returns {number}
   */
  nearest(fraction) {
    return nearestStop(fraction, this.places, this.order);
  }

  /** @returns {void} */
  build() {
    const { ends, label, color, unread } = this.data;
    this.$(".label").textContent = this.$(".typed").ariaLabel = label;
    this.$(".typed").inputMode = ends[0] < 0 ? "text" : "decimal"; // some phones' keys for decimals have no minus
    this.typed.read(unread);
    this.$(".dial").style.setProperty("--tint", color);
    this.move(".pin", this.home);
  }

  /**
   * @param {string} what
   * @param {number} index
   * @returns {void}
   */
  move(what, index) {
    this.$(what).style.setProperty("--at", `${100 * this.places[index]}%`);
  }

  /** @returns {void} */
  draw() {
    const index = this.index ?? this.home;
    const shown = number(this.values[index], VALUE_DIGITS);
    const read = Object.entries(this.data.readings).map(([words, all]) => `${words} ${number(all[index], READING_DIGITS)}`);
    this.move(".thumb", index);
    this.typed.draw(shown);
    this.tell(read.length ? `${shown}: ${read.join(", ")}` : shown);
  }
}

export default mounted(Dial);
