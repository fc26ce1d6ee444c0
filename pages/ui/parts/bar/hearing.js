// @ts-check
// What is heard of a walk while it is played, where this visit hears its walks.

import { bus } from "../bus.js";
import { tone } from "../sound/tune.js";
import { Voice, audible } from "../sound/voice.js";
import { within } from "../stops.js";

/** @import { Tune } from "../sound/tune.js" */

export class Hearing {
  #voice = new Voice();

  /**
   * A frame; while the live knob shows another run, nothing.
   *
   * @param {{ values: (number | null)[][], tune: Tune }} walk
   * @param {number} frame
   * @returns {void}
   */
  hear({ values, tune }, frame) {
    if (!audible()) return this.#voice.close();
    const { r, home, quiet } = bus.state;
    if (r !== home || !values.length) return;
    const arrives = tune.arrives && !quiet; // on a projector the class is asked first
    const heard = tone(values[within(home, values.length)], { ...tune, arrives }, frame);
    if (heard) this.#voice.play(heard);
  }

  /** @returns {void} */
  stop() {
    this.#voice.close();
  }
}
