// @ts-check
// The address of this moment, for the clipboard.

import { bus } from "../bus.js";
import { Part, mounted } from "../part.js";
import { copied } from "./copy.js";

/** @import { Root } from "../part.js" */

const TOLD_MS = 1500; // so long it is said that it was copied

class StepLink extends Part {
  #hush = 0;

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(this.$(".save"), "click", () => void this.copy());
  }

  /** @returns {Promise<void>} */
  async copy() {
    const url = new URL(location.href);
    const step = /** @type {{ step?: number } | null | undefined} */ (bus.owner.t)?.step;
    if (step !== undefined) url.searchParams.set("step", String(step));
    const told = this.$(".told");
    told.textContent = (await copied(url.href)) ? "copied" : "not allowed to copy";
    clearTimeout(this.#hush);
    this.#hush = window.setTimeout(() => (told.textContent = ""), TOLD_MS);
  }
}

export default mounted(StepLink);
