// @ts-check
// The arithmetic of stops and frames: which is shown, which is next, which number stands there.  Nothing here draws.

/**
 * x, but not outside the two ends.
 *
 * @param {number} x
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

/**
 * The index of what is shown among so many: the last where nobody says, and never one that there is not.
 *
 * @param {number | null | undefined} index
 * @param {number} count
 * @returns {number}
 */
export function within(index, count) {
  return clamp(index ?? count - 1, 0, count - 1);
}

/**
 * The number at frame t of member r.  A table with one row serves every member, a row with one number every frame.
 *
 * @template T
 * @param {T[][]} rows
 * @param {number | null | undefined} r
 * @param {number | null | undefined} t
 * @returns {T}
 */
export function pick(rows, r, t) {
  const row = rows[within(r, rows.length)];
  return row[within(t, row.length)];
}

/**
 * The stops from the lowest value up, as indices.
 *
 * @param {number[]} values
 * @param {(index: number) => boolean} counts whether a stop is one of them
 * @returns {number[]}
 */
export function ascending(values, counts = () => true) {
  const indices = values.map((_, index) => index).filter(counts);
  return indices.sort((a, b) => values[a] - values[b]);
}

/**
 * Where a slider stands when its stops have been replaced: where it is held, if that is one of the new stops, else home.
 *
 * @param {number | undefined} index
 * @param {number[]} order of the new stops
 * @param {number} home
 * @param {boolean} held
 * @returns {number}
 */
export function resumed(index, order, home, held) {
  return held && index !== undefined && order.includes(index) ? index : home;
}

/**
 * The stop that a key leads to; undefined for a key that leads nowhere.
 *
 * @param {string} key
 * @param {number[]} order
 * @param {number} index
 * @param {number} leap how many stops Page Up moves
 * @returns {number | undefined}
 */
export function keyed(key, order, index, leap) {
  const [here, last] = [order.indexOf(index), order.length - 1];
  /** @type {Record<string, number>} */
  const targets = {
    ArrowRight: here + 1, ArrowUp: here + 1, ArrowLeft: here - 1, ArrowDown: here - 1,
    PageUp: here + leap, PageDown: here - leap, Home: 0, End: last,
  };
  return key in targets ? order[clamp(targets[key], 0, last)] : undefined;
}

/**
 * The stop whose place is nearest to a fraction of the scale.
 *
 * @param {number} fraction
 * @param {number[]} places of all stops, as fractions
 * @param {number[]} order
 * @returns {number}
 */
export function nearestStop(fraction, places, order) {
  const away = (/** @type {number} */ index) => Math.abs(places[index] - fraction);
  return order.reduce((best, index) => (away(index) < away(best) ? index : best));
}

/**
 * Where values stand on a scale between two ends, as fractions of its length.
 *
 * @param {number[]} values
 * @param {[number, number]} ends
 * @param {boolean} log
 * @returns {number[]}
 */
export function placesOn(values, ends, log) {
  const along = log ? Math.log : (/** @type {number} */ x) => x;
  const [low, high] = ends.map((end) => along(end));
  return values.map((value) => (along(value) - low) / (high - low));
}
