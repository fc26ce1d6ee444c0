// @ts-check
// Which stations of the path have been visited, by their names: this browser remembers it, and tells nobody.

import { recalled, remember } from "./remembered.js";

const SEEN = "downhill.seen.";

/**
 * @param {string} station
 * @returns {void}
 */
export function visited(station) {
  if (station) remember(SEEN + station, true);
}

/**
 * Tells style sheets the numbers of those that were visited, counted from 1.
 *
 * @param {string[]} path
 * @returns {void}
 */
export function mark(path) {
  const seen = path.flatMap((station, k) => (recalled(SEEN + station, false) ? [k + 1] : []));
  document.documentElement.dataset.downhillSeen = seen.join(" ");
}
