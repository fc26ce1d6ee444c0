// @ts-check
// The switch of what is heard, for who has no keys.

import { Part, mounted } from "../part.js";
import { audible, setAudible } from "./voice.js";

/** @import { Root } from "../part.js" */

class Sound extends Part {
  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(this.$("input"), "change", (event) => setAudible(event.target.checked));
  }

  /** @returns {void} */
  draw() {
    this.$("input").checked = audible();
  }
}

export default mounted(Sound);
