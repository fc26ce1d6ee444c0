// @ts-check
// What a marked term means, in a bubble beside it.  One bubble serves all marks of the page, those in parts as well.

import { Part, mounted } from "../part.js";

/** @import { Root } from "../part.js" */

const GAP_PX = 6; // between a mark and its bubble
const EDGE_PX = 12; // between a bubble and the edge of the window

class Terms extends Part {
  /** @type {HTMLElement | null} */
  shown = null; // the mark whose bubble is open

  /** @param {Root} root */
  constructor(root) {
    super(root);
    for (const type of ["focusin", "pointerover"]) this.on(document, type, (event) => this.open(markOf(event)));
    for (const type of ["focusout", "pointerout"]) this.on(document, type, (event) => markOf(event) && this.close());
    this.on(document, "click", (event) => (markOf(event) ? this.open(markOf(event)) : this.close()));
    this.on(document, "keydown", (event) => this.key(event), { capture: true });
    this.on(document, "scroll", () => this.shown && this.place(this.shown), { capture: true });
  }

  /**
   * A sentence that has gone takes its bubble with it.
   *
   * @returns {void}
   */
  draw() {
    if (this.shown && !this.shown.isConnected) this.close();
  }

  /**
   * A key on a mark is the mark's: the space bar must not play.
   *
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    if (event.key === "Escape") return this.close();
    const mark = markOf(event);
    if (!mark || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.shown === mark) this.close();
    else this.open(mark);
  }

  /**
   * @param {HTMLElement | null} mark
   * @returns {void}
   */
  open(mark) {
    if (!mark || mark === this.shown) return;
    this.shown = mark;
    const bubble = this.$(".bubble");
    bubble.textContent = mark.getAttribute("aria-label");
    bubble.showPopover();
    this.place(mark);
  }

  /**
   * Below the mark, or above it where there is no room; within the window.
   *
   * @param {HTMLElement} mark
   * @returns {void}
   */
  place(mark) {
    const bubble = this.$(".bubble");
    bubble.style.cssText = "left: 0; top: 0";
    const [at, box] = [mark.getClientRects()[0] ?? mark.getBoundingClientRect(), bubble.getBoundingClientRect()];
    const left = Math.max(EDGE_PX, Math.min(at.left, innerWidth - box.width - EDGE_PX));
    const below = at.bottom + GAP_PX;
    const top = below + box.height <= innerHeight ? below : at.top - box.height - GAP_PX;
    bubble.style.cssText = `left: ${left}px; top: ${top}px`;
  }

  /** @returns {void} */
  close() {
    this.shown = null;
    this.$(".bubble").hidePopover();
  }
}

/**
 * The mark at which something happened, or none; those of parts are in trees of their own.
 *
 * @param {Event} event
 * @returns {HTMLElement | null}
 */
function markOf(event) {
  const target = event.composedPath()[0];
  return target instanceof Element ? target.closest(".term") : null;
}

export default mounted(Terms);
