// @ts-check
// On a narrow window the sidebar lies over the page: a link in it that was followed closes it.

import { Part, mounted } from "../part.js";

/** @import { Root } from "../part.js" */

const NARROW_PX = 768; // up to here Streamlit lays the sidebar over the page
const LINK = "[data-testid=stSidebar] a";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";

class Menu extends Part {
  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.vanish();
    this.on(document, "click", (event) => this.follow(event));
  }

  /**
   * @param {MouseEvent} event
   * @returns {void}
   */
  follow(event) {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    const link = /** @type {Element} */ (event.target).closest?.(LINK);
    if (!link || elsewhere || window.innerWidth > NARROW_PX) return;
    // once Streamlit has taken the click, or it would lose its link
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector(CLOSE))?.click());
  }
}

export default mounted(Menu);
