// @ts-check
// What belongs to no widget of a page: keys, the sheet of all keys, where a page stands after a click that changes all of
// it, that the page is asked for once the line to the server is there again, and which stations were visited.

import { bus } from "../bus.js";
import { line } from "../line.js";
import { Part, mounted } from "../part.js";
import { recalled, remember } from "../remembered.js";
import { mark, visited } from "../stations.js";
import { audible, setAudible } from "../sound/voice.js";

/** @import { Root } from "../part.js" */
/** @import { Say } from "../outbox.js" */

const TAKES_LETTERS = "input:not([type=range]), textarea, select, [contenteditable=true], [role=dialog], dialog[open], [role=listbox], [role=menu]";
const APP = "[data-testid=stApp]";
const DESK_PX = 16; // one rem at a desk
const SCALES = 'form.vega-bindings input[name="scale"]';
const NEXT = ".st-key-frame-foot [data-testid=stPageLink] a"; // not seen on a projector
const LAB = ".st-key-frame-lab button", KNOBS = ".st-key-frame-knobs";
const HANDS = ["pointerdown", "wheel", "keydown"]; // whoever does something has seen where the page stands
const WALKED = "[class*=-part-compass]"; // where arrow keys walk
const LETTERS = "downhill.letters"; // where the browser remembers that letters are no keys
const COMPLAINED = "complained"; // the animation by which a style sheet tells that something is wrong with what was typed
const AWAITED_MS = 5000; // for so long the knobs may be on their way

class Shortcuts extends Part {
  /** @type {MutationObserver | undefined} */
  awaiting;
  patience = 0;
  presenting = false;
  about = ""; // what stands on the page
  told = false; // the verdict has been asked for, of what stands there
  /** @type {Say} */
  say = () => {};

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.aside();
    this.on(document, "keydown", (event) => this.key(event));
    this.on(document, "click", (event) => event.target.closest?.(NEXT) && this.begin());
    this.on(document, "click", (event) => event.target.closest?.(LAB) && this.open());
    this.on(document, "animationstart", (event) => event.animationName === COMPLAINED && event.target.scrollIntoView({ block: "nearest" }));
    for (const hand of HANDS) this.on(document, hand, () => this.arrived(), { capture: true, passive: true });
    this.on(line, "returned", () => this.trigger("returned", true));
    this.sized(() => this.enlarge(), this.$(".rem"));
    this.theming = new MutationObserver(() => this.shade());
    this.shade();
    this.on(bus, "arrival", () => this.enlarge({ intime: true })); // a chart is laid out as it is built: told later, its axes would stay where they were
    this.on(this.$(".letters"), "change", (event) => this.allow(event.target.checked));
    this.on(this.$(".sheet"), "click", (event) => event.target === this.$(".sheet") && this.$(".sheet").close());
  }

  /**
   * Of what comes next nothing has been told: V was pressed of what stood there before.
   *
   * @param {{ presenting: boolean, about: string, station: string, path: string[], visit: string, returns: number }} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    if (data.presenting !== this.presenting || data.about !== this.about) this.told = false;
    Object.assign(this, { presenting: data.presenting, about: data.about, say });
    line.welcome(data.visit, data.returns);
    visited(data.station);
    mark(data.path);
  }

  /** @returns {void} */
  claim() {
    bus.claim("scale", this);
    bus.claim("quiet", this);
    this.enlarge();
  }

  /** @returns {void} */
  stop() {
    this.theming.disconnect();
    this.arrived();
    super.stop();
    if (bus.owner.quiet === this) delete document.documentElement.dataset.downhillQuiet;
    bus.release("scale", this);
    bus.release("quiet", this);
  }

  /**
   * What opens over the page, as a menu does, is dark where the page is: Streamlit puts it beside the page, which alone it
   * tells whether it is dark.
   *
   * @returns {void}
   */
  shade() {
    const app = document.querySelector(APP);
    if (!app) return;
    document.body.style.colorScheme = getComputedStyle(app).colorScheme;
    this.theming.observe(app, { attributes: true, attributeFilter: ["class"] });
  }

  /**
   * What is read is as many times larger as one rem is than at a desk: style sheets say how much that is, or the reader
   * has said it to the browser, and on a projector it is the window's affair.  Of that Python does not know: charts that
   * were laid out before are laid out anew.
   *
   * @param {{ intime?: boolean }} how a chart hears of it while it is being built
   * @returns {void}
   */
  enlarge({ intime = false } = {}) {
    const { style } = document.documentElement, rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (bus.owner.scale !== this) return;
    const quiet = this.presenting && !this.told;
    const late = [...document.querySelectorAll(SCALES)].some((input) => Number(/** @type {HTMLInputElement} */ (input).value) !== rem / DESK_PX);
    if (late && !intime) style.setProperty("--anew", style.getPropertyValue("--anew") === "1px" ? "0px" : "1px"); // wide
    bus.set({ scale: rem / DESK_PX, quiet: Number(quiet) });
    document.documentElement.dataset.downhillQuiet = String(quiet);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {void}
   */
  key(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.closest?.(TAKES_LETTERS)) return;
    if (event.key !== "?" && !this.letters) return;
    const act = {
      "?": () => this.list(),
      s: () => setAudible(!audible()),
      p: () => this.say("present", true),
      v: () => this.tell(),
      n: () => /** @type {HTMLElement | null} */ (document.querySelector(NEXT))?.click(),
    };
    const wanted = /** @type {Record<string, () => void>} */ (act)[event.key.toLowerCase()];
    if (!wanted) return;
    event.preventDefault();
    wanted();
  }

  /** @returns {boolean} whether letters are keys: who speaks to a machine, or trembles, turns them off */
  get letters() {
    return recalled(LETTERS, true);
  }

  /**
   * @param {boolean} letters
   * @returns {void}
   */
  allow(letters) {
    remember(LETTERS, letters);
    this.sort();
  }

  /**
   * Open the sheet.
   *
   * @returns {void}
   */
  list() {
    this.$(".letters").checked = this.letters;
    this.sort();
    this.$(".sheet").showModal();
  }

  /**
   * The keys that hold on the view that is open.
   *
   * @returns {void}
   */
  sort() {
    const walked = document.querySelector(WALKED) !== null;
    const bar = /** @type {{ sounds?: boolean } | null | undefined} */ (bus.owner.t), played = !walked && Boolean(bar);
    /** @type {Record<string, boolean>} */
    const holds = { walked, played, letters: this.letters, heard: this.letters && Boolean(bar?.sounds) };
    for (const row of this.root.querySelectorAll("[data-when]")) /** @type {HTMLElement} */ (row).hidden = !holds[/** @type {HTMLElement} */ (row).dataset.when ?? ""];
  }

  /**
   * A station begins at its question; on the same page Streamlit would stay where the one before was left.
   *
   * @returns {void}
   */
  begin() {
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  }

  /**
   * The knobs that were asked for are brought into sight: on a phone they open above the button.  They arrive one by one,
   * and the page may at first be too short to show their beginning.
   *
   * @returns {void}
   */
  open() {
    this.arrived();
    if (document.querySelector(KNOBS)) return; // it is closed
    this.awaiting = new MutationObserver(() => this.show());
    this.awaiting.observe(document.body, { childList: true, subtree: true });
    this.patience = setTimeout(() => this.arrived(), AWAITED_MS);
  }

  /**
   * The keyboard goes on from what is shown.
   *
   * @returns {void}
   */
  show() {
    const knobs = /** @type {HTMLElement | null} */ (document.querySelector(KNOBS));
    if (!knobs) return;
    const { top } = knobs.getBoundingClientRect();
    if (top >= 0 && top < innerHeight / 2) return;
    knobs.scrollIntoView();
    knobs.tabIndex = -1;
    knobs.focus({ preventScroll: true });
  }

  /** @returns {void} */
  arrived() {
    this.awaiting?.disconnect();
    clearTimeout(this.patience);
  }

  /** @returns {void} */
  tell() {
    if (!this.presenting) return;
    this.told = !this.told;
    this.enlarge();
  }

  /**
   * Out of the flow of the page, but not away: what is not rendered cannot open a sheet.
   *
   * @returns {void}
   */
  aside() {
    const host = this.root instanceof ShadowRoot ? this.root.host : this.root;
    const place = /** @type {HTMLElement | null} */ (host.closest("[data-testid=stElementContainer]"));
    if (place) Object.assign(place.style, { position: "absolute", height: "0" });
  }
}

export default mounted(Shortcuts);
