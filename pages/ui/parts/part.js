// @ts-check
// What every part of a page is, and how Streamlit's mounting command reaches it.

import { bus } from "./bus.js";
import { unwritten } from "./folding.js";
import { line } from "./line.js";
import { Outbox } from "./outbox.js";

/** @import { Say } from "./outbox.js" */

/** @typedef {ShadowRoot | HTMLElement} Root */
/** @typedef {(event: string, value: unknown) => void} Trigger */
/** @typedef {{ data: Uint8Array, parentElement: Root, setTriggerValue: Trigger }} Component as Streamlit hands it over */

/**
 * A part of a page.  New data come in four steps whose order no part can change:
 *
 *     read(data)   the data and all that follows from them; nothing is drawn
 *     claim()      what the part drives on the bus is put within the new data
 *     build()      the elements that change with the data only
 *     draw()       what follows the bus; called again at every change of the bus
 *
 * So a part never draws new data from a place among the old.  What a sibling has left on the bus may still belong to its
 * older, longer data: a part reads it by ``within`` and ``pick`` of stops.js only.
 */
export class Part {
  #ending = new AbortController();
  #whole = false; // between two data nothing is drawn
  #outbox = new Outbox();
  #frame = 0;
  /** @type {Trigger} */
  trigger = () => {}; // tells Python at once, and nothing of what waits

  /** @param {Root} root */
  constructor(root) {
    this.root = root;
    this.on(bus, "change", () => this.#whole && this.draw());
    this.on(line, "returned", () => this.#outbox.again());
  }

  /**
   * @param {Component} component
   * @returns {void}
   */
  update(component) {
    this.#whole = false;
    this.trigger = component.setTriggerValue;
    this.#outbox.through(this.trigger);
    this.read(this.unpack(component.data), this.#outbox.say);
    this.claim();
    this.build();
    this.#whole = true;
    this.draw();
  }

  /**
   * The data as they were given to the mounting command, unless a part packs its own.
   *
   * @param {Uint8Array} bytes
   * @returns {any}
   */
  unpack(bytes) {
    return unwritten(bytes);
  }

  /**
   * @param {any} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {}

  /** @returns {void} */
  claim() {}

  /** @returns {void} */
  build() {}

  /** @returns {void} */
  draw() {}

  /**
   * Have it painted in the frame that comes, once, however often that is asked for: of a part that paints a canvas.
   *
   * @returns {void}
   */
  soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#whole) this.paint();
    });
  }

  /** @returns {void} */
  paint() {}

  /** @returns {void} */
  stop() {
    cancelAnimationFrame(this.#frame);
    this.#outbox.stop();
    this.#ending.abort();
  }

  /**
   * Listen until the part goes away.
   *
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} listener
   * @param {AddEventListenerOptions} how
   * @returns {void}
   */
  on(target, type, listener, how = {}) {
    target.addEventListener(type, listener, { ...how, signal: this.#ending.signal });
  }

  /**
   * Act whenever one of these has another size, or is on a screen with other dots, until the part goes away.
   *
   * @param {() => void} act
   * @param {Element[]} elements
   * @returns {ResizeObserver} for who has more of them later
   */
  sized(act, ...elements) {
    const sizes = new ResizeObserver(() => act());
    for (const element of elements) sizes.observe(element);
    this.#dots(act);
    this.#ending.signal.addEventListener("abort", () => sizes.disconnect());
    return sizes;
  }

  /**
   * @param {() => void} act
   * @returns {void}
   */
  #dots(act) {
    const other = () => (act(), this.#dots(act));
    this.on(matchMedia(`(resolution: ${devicePixelRatio}dppx)`), "change", other, { once: true });
  }

  /**
   * The part's own element for a selector.
   *
   * @param {string} selector
   * @returns {any}
   */
  $(selector) {
    return this.root.querySelector(selector);
  }

  /**
   * A part without a face takes no place on the page, not even the gap beside it.
   *
   * @returns {void}
   */
  vanish() {
    const host = this.root instanceof ShadowRoot ? this.root.host : this.root;
    const place = /** @type {HTMLElement | null} */ (host.closest("[data-testid=stElementContainer]"));
    if (place) place.style.display = "none";
  }
}

/**
 * The default export for a kind of part.  Streamlit calls a default export again on the same root whenever the data or the
 * theme change, and may run the cleanup of an earlier call after a later call: so one part is kept per root, and only the
 * cleanup of the newest call ends it.
 *
 * @param {new (root: Root) => Part} Kind
 * @returns {(component: Component) => () => void}
 */
export function mounted(Kind) {
  /** @type {WeakMap<Root, { part: Part, turn: number }>} */
  const kept = new WeakMap();
  return (component) => {
    const root = component.parentElement;
    const mine = kept.get(root) ?? { part: new Kind(root), turn: 0 };
    kept.set(root, mine);
    mine.part.update(component);
    const turn = (mine.turn += 1);
    return () => {
      if (mine.turn !== turn) return;
      kept.delete(root);
      mine.part.stop();
    };
  };
}

/**
 * An element with a class, a text and custom properties.
 *
 * @param {string} tag
 * @param {string} name its class
 * @param {string} text
 * @param {Record<string, string | number>} style
 * @returns {HTMLElement}
 */
export function made(tag, name, text = "", style = {}) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  for (const [property, value] of Object.entries(style)) element.style.setProperty(property, String(value));
  return element;
}
