// @ts-check
// The arithmetic of the compass: bearings in degrees from north through east, and the rose of slopes around a place.

export const DISC = 72; // the radius of the dial, where the picture reaches from −100 to 100
export const RING = 87; // and of the circle of buttons
export const LETTERS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [0, 1], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowLeft: [-1, 0] };

/**
 * Where a way ends on the picture, whose y points down.
 *
 * @param {number} bearing
 * @param {number} radius
 * @returns {[number, number]}
 */
export function wayAt(bearing, radius) {
  const angle = (bearing * Math.PI) / 180;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/**
 * The bearing of a direction, 0 … 359, to the nearest degree.
 *
 * @param {number} east
 * @param {number} north
 * @returns {number}
 */
export function bearingOf(east, north) {
  return Math.round((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

/**
 * The one way that several arrow keys mean together; null where they mean none.
 *
 * @param {string[]} keys
 * @returns {number | null}
 */
export function chordBearing(keys) {
  const ways = keys.map((key) => ARROWS[key] ?? [0, 0]);
  const [east, north] = [0, 1].map((k) => ways.reduce((sum, way) => sum + way[k], 0));
  return east || north ? bearingOf(east, north) : null;
}

/**
 * The slopes of all ways, so that the steepest has a given size; 0 everywhere where there is none.
 *
 * @param {number[]} slopes (360,), or none where nothing is felt
 * @param {number} size
 * @returns {number[]} (360,)
 */
export function unitRose(slopes, size) {
  const steepest = Math.max(...slopes.map(Math.abs), 0);
  return Array.from({ length: 360 }, (_, bearing) => (steepest > 0 ? (size * slopes[bearing]) / steepest : 0));
}

/**
 * A rose on its way to another: softly off, softly there.
 *
 * @param {number[]} from
 * @param {number[]} goal
 * @param {number} part of the time, 0 … 1
 * @returns {number[]}
 */
export function turnedRose(from, goal, part) {
  const eased = part * part * (3 - 2 * part);
  return goal.map((slope, bearing) => from[bearing] + eased * (slope - from[bearing]));
}

/**
 * The outline of the slopes of one sign, as the path of an SVG.
 *
 * @param {number[]} rose
 * @param {1 | -1} sign
 * @returns {string}
 */
export function lobe(rose, sign) {
  const ends = rose.map((slope, bearing) => wayAt(bearing, DISC * Math.max(sign * slope, 0)).map((c) => c.toFixed(2)));
  return `M${ends.join("L")}Z`;
}
