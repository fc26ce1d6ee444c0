// @ts-check
// The families of a page, laid where its charts find them: on the root element, which every chart can bind a parameter to.

import { Part, mounted } from "../part.js";
import { unpack } from "./walks.js";

/** @import { Root } from "../part.js" */
/** @import { Members } from "./walks.js" */

class Family extends Part {
  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.vanish();
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {ReturnType<typeof unpack>}
   */
  unpack(bytes) {
    return unpack(bytes);
  }

  /**
   * @param {ReturnType<typeof unpack>} data
   * @returns {void}
   */
  read({ event, families }) {
    const place = /** @type {HTMLElement & { value?: Record<string, Members> }} */ (document.documentElement);
    if (place.value && String(Object.keys(place.value)) === String(Object.keys(families))) return;
    place.value = families;
    place.dispatchEvent(new Event(event));
  }
}

export default mounted(Family);
