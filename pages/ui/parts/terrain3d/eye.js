// @ts-check
// What an eye sees of the mountain: where every place is on the screen.

/** @import { Place, Spot } from "./ground.js" */
/** @typedef {{ az: number, el: number, zoom: number }} Eye where it is looked at from, in radians */
/** @typedef {{ place: (at: Place) => Spot, eye: Spot, byRow: boolean, size: Spot }} View of the map: how to place, whence it is seen, and its width and height */

const UP = 0.8; // the height of the highest ground, where the map is 2 wide
export const PLINTH = 0.1; // how far the block reaches below the lowest ground, in h
const EYE_DISTANCE = 6.5; // how far away the eye is
const MARGIN_PX = 22; // on every side, for the numbers around it

/**
 * What an eye sees: place([x, y, h]) on the screen, and above which point of the map it floats.  The block always fits.
 *
 * @param {Eye} eye
 * @param {number} top
 * @param {number} width
 * @param {number} height
 * @param {number} beside what the numbers at its left and right need
 * @returns {View}
 */
export function look({ az, el, zoom }, top, width, height, beside = MARGIN_PX) {
  const margins = [2 * Math.max(beside, MARGIN_PX), 2 * MARGIN_PX];
  const [ca, sa, ce, se] = [Math.cos(az), Math.sin(az), Math.cos(el), Math.sin(el)];
  const [across, tall] = [Math.SQRT2 * ce, Math.SQRT2 * se + (UP / 2) * ce];
  const [above, below] = [tall / (EYE_DISTANCE + across - (UP / 2) * se), tall / (EYE_DISTANCE - across + (UP / 2) * se)];
  const size = zoom * Math.min(((width - margins[0]) * EYE_DISTANCE) / 3, (height - margins[1]) / (above + below));
  const level = (height + size * (above - below)) / 2; // where the middle of the block comes to lie
  /** @type {(at: Place) => Spot} */
  const place = ([x, y, h]) => {
    const [east, north, up] = [2 * x - 1, 1 - 2 * y, (UP / top) * (h - (top - PLINTH) / 2)];
    const [right, away] = [east * ca + north * sa, north * ca - east * sa];
    const scale = size / (EYE_DISTANCE + away * ce - up * se);
    return [width / 2 + right * scale, level - (away * se + up * ce) * scale];
  };
  const eye = /** @type {Spot} */ ([(1 + EYE_DISTANCE * ce * sa) / 2, (1 + EYE_DISTANCE * ce * ca) / 2]);
  return { place, eye, byRow: Math.abs(ca) > Math.abs(sa), size: [width, height] };
}
