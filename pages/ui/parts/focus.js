// @ts-check
// Where the focus goes.  A button that goes away, is disabled or hidden while it has the focus leaves who works with keys
// nowhere: the next key begins at the top of the page, or is taken for one of the page's own.  So the focus goes on to
// what stands in that place now; and never away from anything that has it, nor from who has left it on purpose.  Whoever
// points, and presses Space, means to play: the focus is at Play then, and not on a button that a key would press unasked.
// Nor is it put on an answer to what is to be guessed, but on all of them: Tab goes on to the first.  While the
// line to the server is lost, Streamlit disables everything: what has the focus then keeps it, or the second half of a
// formula would be taken for keys of the page.

import { line } from "./line.js";

/** @typedef {{ root: { querySelector: (selector: string) => HTMLElement | null } }} Bar what drives the frame shown */

const TAKES_FOCUS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
const TERM = ".term"; // with the focus it tells its line, over what stands below it: nobody is put there unasked
const TYPED_INTO = "input:not([type=range], [type=radio], [type=checkbox]), textarea"; // a finger's keyboard would open
const WHOLE = "[data-testid=stMainBlockContainer] > *, [data-testid=stMainBlockContainer], #root, body"; // no place, but the page
const ANSWERS = ".st-key-frame-guess"; // the first of them would look chosen, and Space would give it
const PLAY = "[data-do=play]", BAR = ".st-key-frame-bar", TITLE = "[data-testid=stMain] h1";
const APP = "[data-testid=stApp]", WORKING = "data-test-script-state";
const LOOK_MS = 50, LOOKS = 40; // how often it is looked for a place on a page that is still arriving
const SEEN = { visibilityProperty: true };

export class Focus {
  /** @type {Node[]} */
  #chain = []; // what has the focus, and what it is in, from within
  #byKeys = false; // what was done last was done by a key
  #pointed = false; // … by a mouse or a finger
  #giving = false;
  #frame = 0;
  #timer = 0;
  #looks = 0;
  /** @type {WeakSet<Node>} */
  #heard = new WeakSet();
  #watch = new MutationObserver(() => {
    this.#keep();
    this.#soon();
  });

  /** @param {() => Bar | null} bar */
  constructor(bar) {
    this.bar = bar;
    this.#hear(document);
    document.addEventListener("keydown", (event) => this.#used(event, true), { capture: true });
    document.addEventListener("pointerdown", (event) => this.#used(event, false), { capture: true, passive: true });
    document.addEventListener("focusout", (event) => unleft(event), { capture: true });
    window.addEventListener("focus", () => this.#soon()); // back from another window: meanwhile it may have gone
  }

  /**
   * The document, or a shadow root: of what happens within one the document does not hear.
   *
   * @param {Document | ShadowRoot} root
   * @returns {void}
   */
  #hear(root) {
    if (this.#heard.has(root)) return;
    this.#heard.add(root);
    root.addEventListener("focusin", (event) => this.#remember(event.composedPath()));
    root.addEventListener("focusout", () => this.#soon());
    this.#watch.observe(root, { subtree: true, childList: true, attributeFilter: ["disabled", "hidden", "inert", WORKING] });
  }

  /**
   * @param {Event} event
   * @param {boolean} byKeys
   * @returns {void}
   */
  #used(event, byKeys) {
    this.#byKeys = byKeys;
    this.#pointed = !byKeys;
    if (byKeys && !bare(document.activeElement)) this.#remember(event.composedPath());
  }

  /**
   * @param {EventTarget[]} path
   * @returns {void}
   */
  #remember(path) {
    const nodes = path.filter((part) => part instanceof Element || part instanceof ShadowRoot);
    for (const node of nodes) if (node instanceof ShadowRoot) this.#hear(node);
    // what was given the focus may be about to go as well: until it is used, the place is that of what was lost
    this.#chain = this.#giving ? [nodes[0], ...this.#chain.slice(1)] : nodes;
    this.#looks = 0;
  }

  /**
   * The browser takes the focus out of what is disabled, at once or a moment later.  What is typed on Streamlit takes, and
   * tells once there is a line.
   *
   * @returns {void}
   */
  #keep() {
    const lost = /** @type {HTMLInputElement | undefined} */ (this.#chain[0]);
    const { activeElement } = document;
    if (line.heard || !lost?.matches(":disabled") || !(lost === activeElement || bare(activeElement))) return;
    lost.disabled = false;
    lost.focus({ preventScroll: true });
  }

  /** @returns {void} */
  #soon() {
    if (this.#chain.length) this.#frame ||= requestAnimationFrame(() => this.#look());
  }

  /** @returns {void} */
  #look() {
    this.#frame = 0;
    clearTimeout(this.#timer);
    if (!this.#chain.length || !document.hasFocus() || !bare(document.activeElement)) return;
    if (stays(/** @type {HTMLElement} */ (this.#chain[0]))) this.#chain = []; // it was left on purpose
    else this.#give();
  }

  /** @returns {void} */
  #give() {
    this.#looks += 1;
    const near = this.#arriving() ? null : (this.#near() ?? (this.#awaiting() ? null : title()));
    const to = /** @type {HTMLElement | null} */ (near?.closest(ANSWERS) ?? near);
    if (!to) {
      this.#timer = setTimeout(() => this.#soon(), LOOK_MS);
      return;
    }
    if (to.matches(`${TITLE}, ${ANSWERS}`)) to.tabIndex = -1;
    this.#giving = true;
    to.focus({ preventScroll: true });
    this.#giving = false;
  }

  /** @returns {boolean} whether the page is still arriving: what is to stand in the place may not be there yet */
  #arriving() {
    if (this.#looks > LOOKS) return false;
    const working = document.querySelector(APP)?.getAttribute(WORKING) === "running";
    return working || [...document.querySelectorAll(`${BAR} .stBidiComponent`)].some((part) => !first(part, true));
  }

  /** @returns {boolean} whether Play may still come: who points needs no other place, and is in no hurry */
  #awaiting() {
    return this.#pointed && this.#looks <= LOOKS;
  }

  /** @returns {HTMLElement | null} the first in the nearest place that is still there and has any, else Play; Play for who points */
  #near() {
    for (const place of this.#pointed ? [] : this.#chain.slice(1)) {
      if (place instanceof Element && place.matches(WHOLE)) break;
      const found = place.isConnected && first(place, this.#byKeys);
      if (found) return found;
    }
    const play = this.bar()?.root.querySelector(PLAY);
    return play && takes(play, true) ? play : null;
  }
}

/** @returns {HTMLElement | null} where a page begins */
function title() {
  const heading = /** @type {HTMLElement | null} */ (document.querySelector(TITLE));
  return heading?.checkVisibility(SEEN) ? heading : null;
}

/**
 * What is typed into and was disabled has not been left: Streamlit would take what stands there for all of it.
 *
 * @param {FocusEvent} event
 * @returns {void}
 */
function unleft(event) {
  const left = /** @type {Element} */ (event.target);
  if (left.matches(TYPED_INTO) && left.matches(":disabled")) event.stopPropagation();
}

/**
 * @param {Element | null} active
 * @returns {boolean} whether nothing has the focus
 */
function bare(active) {
  return active === null || active === document.body || active === document.documentElement;
}

/**
 * @param {HTMLElement} element
 * @returns {boolean} whether it can still have the focus
 */
function stays(element) {
  return element.isConnected && !element.matches(":disabled") && !element.closest("[inert]") && element.checkVisibility(SEEN);
}

/**
 * @param {HTMLElement} element
 * @param {boolean} typed whether it may be one that is typed into
 * @returns {boolean} whether Tab would stop at it, to do something there
 */
function takes(element, typed) {
  return element.matches(TAKES_FOCUS) && !element.matches(TERM) && element.tabIndex >= 0 && (typed || !element.matches(TYPED_INTO)) && stays(element);
}

/**
 * @param {Node} place
 * @param {boolean} typed
 * @returns {HTMLElement | null} the first thing in it at which Tab would stop
 */
function first(place, typed) {
  const inside = place instanceof Element && place.shadowRoot ? [place.shadowRoot, ...place.children] : /** @type {Element} */ (place).children;
  for (const part of inside) {
    if (part instanceof HTMLElement && takes(part, typed)) return part;
    const found = first(part, typed);
    if (found) return found;
  }
  return null;
}
