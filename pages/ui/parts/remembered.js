// @ts-check
// What the browser remembers from one visit to the next, or for this visit alone.  Where it may not, as in a school's profile
// or in a frame of another site, the page itself remembers it, until it is left.

/** @typedef {"localStorage" | "sessionStorage"} Store the latter is that of the visit */

/** @type {Store} */
export const VISIT = "sessionStorage";

/** @type {Map<string, boolean>} */
const here = new Map();

/**
 * @param {string} name
 * @param {boolean} otherwise what it is where nobody has said anything
 * @param {Store} store
 * @returns {boolean}
 */
export function recalled(name, otherwise, store = "localStorage") {
  const known = here.get(name) ?? otherwise;
  try {
    const kept = window[store].getItem(name);
    return kept === null ? known : kept === "true";
  } catch {
    return known;
  }
}

/**
 * @param {string} name
 * @param {boolean} value
 * @param {Store} store
 * @returns {void}
 */
export function remember(name, value, store = "localStorage") {
  here.set(name, value);
  try {
    window[store].setItem(name, String(value));
  } catch {} // it is known here
}
