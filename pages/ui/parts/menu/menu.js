// @ts-check
// On a narrow window the sidebar lies over the page: a link in it that was followed closes it.  The button that opens it
// goes away with the top of the page, as if it stood in it, and who comes to it by keys is at the top.

import { Part, mounted } from "../part.js";

/** @import { Root } from "../part.js" */

const NARROW_PX = 768; // up to here Streamlit lays the sidebar over the page
const LINK = "[data-testid=stSidebar] a";
const OPEN = "[data-testid=stExpandSidebarButton]";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";
const PAGE = "[data-testid=stMain]"; // what Streamlit scrolls, and what it lays over that
const HEADER = "[data-testid=stHeader]";

class Menu extends Part {
  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.vanish();
    this.on(document, "click", (event) => this.follow(event));
    this.on(document, "scroll", () => this.lift(), { capture: true, passive: true });
    this.on(document, "focusin", (event) => this.reach(event));
    this.lift(); // of a header that came anew
  }

  /**
   * How far the top of the page is away: the button goes with it (site.css).
   *
   * @returns {void}
   */
  lift() {
    const header = /** @type {HTMLElement | null} */ (document.querySelector(HEADER));
    const away = document.querySelector(PAGE)?.scrollTop ?? 0;
    header?.style.setProperty("--lifted", `${-Math.min(Math.max(away, 0), header.offsetHeight)}px`);
  }

  /**
   * @param {FocusEvent} event
   * @returns {void}
   */
  reach(event) {
    const open = /** @type {Element} */ (event.target).closest(OPEN);
    if (open && open.getBoundingClientRect().top < 0) document.querySelector(PAGE)?.scrollTo(0, 0);
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
