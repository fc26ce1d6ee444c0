// @ts-check
// What the browser remembers from one visit to the next.  Where it may not, as in a school's profile or in a frame of another
// site, the page itself remembers it, until it is left.

/** @type {Map<string, boolean>} */
const here = new Map();

/**
 * @param {string} name
 * @param {boolean} otherwise what it is where nobody has said anything
 * @returns {boolean}
 */
export function recalled(name, otherwise) {
  const known = here.get(name) ?? otherwise;
  try {
    const kept = localStorage.getItem(name);
    return kept === null ? known : kept === "true";
  } catch {
    return known;
  }
}

/**
 * @param {string} name
 * @param {boolean} value
 * @returns {void}
 */
export function remember(name, value) {
  here.set(name, value);
  try {
    localStorage.setItem(name, String(value));
  } catch {} // it is known here
}
