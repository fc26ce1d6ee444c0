// @ts-check
// The arithmetic of a line in the hand: its loss, the best line, and what a moved point does to both.  It follows the
// engine's (gdengine/regression: sums, criteria), to whose numbers a test holds it; on release the engine's take over.
// Nothing here draws.

const LEVEL = 1e-9; // relative, losses so near are one: see LEVEL in experiments/by_hand.py
const REACH_MARGIN = 1.06; // a point at the very edge is whole: see REACH_MARGIN in hand_residuals.py
const ROUND = [1, 1.5, 2, 3, 4, 6, 8]; // times a power of ten
const LEAST_REACH = 0.01; // of how far the y are apart: see LEAST_REACH_SHARE in hand_residuals.py

/** @typedef {[number, number]} Pair a point's x and y, or a line's intercept and slope */
/**
 * What the loss of every line follows from: how many points, their middle, and their squares about it.
 *
 * @typedef {{ n: number, mean_x: number, mean_y: number, sxx: number, sxy: number, syy: number }} Sums
 */
/** @typedef {"squares" | "absolute" | "perpendicular"} Criterion */

/**
 * @param {Pair[]} points
 * @returns {Sums}
 */
export function sumsOf(points) {
  const n = points.length;
  const mean = (/** @type {0 | 1} */ axis) => points.reduce((sum, point) => sum + point[axis], 0) / n;
  const [mean_x, mean_y] = [mean(0), mean(1)];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (const [x, y] of points) {
    sxx += (x - mean_x) ** 2;
    sxy += (x - mean_x) * (y - mean_y);
    syy += (y - mean_y) ** 2;
  }
  return { n, mean_x, mean_y, sxx, sxy, syy };
}

/**
 * The sums once one of the points stands elsewhere: the squares about the middle of the others, and the point.
 *
 * @param {Sums} sums
 * @param {Pair} from
 * @param {Pair} to
 * @returns {Sums}
 */
export function moved(sums, from, to) {
  const { n } = sums;
  if (n < 2) return sumsOf([to]);
  const [rest_x, rest_y] = [(n * sums.mean_x - from[0]) / (n - 1), (n * sums.mean_y - from[1]) / (n - 1)];
  const share = (n - 1) / n;
  const [u, v, p, q] = [from[0] - rest_x, from[1] - rest_y, to[0] - rest_x, to[1] - rest_y];
  return {
    n,
    mean_x: rest_x + p / n,
    mean_y: rest_y + q / n,
    sxx: sums.sxx + share * (p * p - u * u),
    sxy: sums.sxy + share * (p * q - u * v),
    syy: sums.syy + share * (q * q - v * v),
  };
}

/**
 * The line with the least squares; where all x are the same, the shortest (intercept, slope) of all that fit as well.
 *
 * @param {Sums} sums
 * @returns {Pair}
 */
export function best({ mean_x, mean_y, sxx, sxy }) {
  if (sxx > 0) return [mean_y - (sxy / sxx) * mean_x, sxy / sxx];
  const share = mean_y / (1 + mean_x ** 2);
  return [share, share * mean_x];
}

/**
 * The best line by a criterion, as gdengine/regression/criteria.py finds it for as few points as a link carries: upright
 * it has no slope, and is (NaN, Infinity).
 *
 * @param {Criterion} criterion
 * @param {Sums} sums
 * @param {Pair[]} points all of them
 * @returns {Pair}
 */
export function bestBy(criterion, sums, points) {
  if (criterion === "perpendicular") return principalAxis(sums);
  return criterion === "absolute" ? leastAbsolute(sums, points) : best(sums);
}

/**
 * Through the middle of the points, along the way in which they spread most.
 *
 * @param {Sums} sums
 * @returns {Pair}
 */
function principalAxis({ mean_x, mean_y, sxx, sxy, syy }) {
  const more = syy - sxx;
  const root = Math.hypot(more, 2 * sxy);
  if (more > 0 && sxy === 0) return [NaN, Infinity];
  const slope = sxy === 0 ? 0 : more > 0 ? (more + root) / (2 * sxy) : (2 * sxy) / (root - more);
  return [mean_y - slope * mean_x, slope];
}

/**
 * Of all lines through two of the points the one with the least distances; where all x are equal, level at the median.
 *
 * @param {Sums} sums
 * @param {Pair[]} points
 * @returns {Pair}
 */
function leastAbsolute(sums, points) {
  let [line, least] = [/** @type {Pair | null} */ (null), Infinity];
  points.forEach((one, k) => {
    for (const other of points.slice(k + 1)) {
      if (one[0] === other[0]) continue;
      const through_both = through([one[0], other[0]], [one[1], other[1]]);
      const sum = loss("absolute", sums, points, through_both);
      if (sum < least) [line, least] = [through_both, sum];
    }
  });
  return line ?? [median(points.map((point) => point[1])), 0];
}

/**
 * @param {number[]} values one or more
 * @returns {number}
 */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/**
 * ‖y − a − b·x‖².
 *
 * @param {Sums} sums
 * @param {Pair} line
 * @returns {number}
 */
export function squares({ n, mean_x, mean_y, sxx, sxy, syy }, [a, b]) {
  const off = mean_y - a - b * mean_x;
  return n * off * off + Math.max(syy + b * (b * sxx - 2 * sxy), 0);
}

/**
 * The loss of a line by a criterion, as a sum over the points; nan where that needs points that are not here.
 *
 * @param {Criterion} criterion
 * @param {Sums} sums
 * @param {Pair[]} points all of them, or none where there are too many to send
 * @param {Pair} line
 * @returns {number}
 */
export function loss(criterion, sums, points, line) {
  const [a, b] = line;
  if (criterion === "squares") return squares(sums, line);
  if (criterion === "perpendicular") return squares(sums, line) / (1 + b * b);
  if (points.length !== sums.n) return NaN;
  return points.reduce((sum, [x, y]) => sum + Math.abs(y - a - b * x), 0);
}

/**
 * The line through two ends at these x, with these heights.
 *
 * @param {Pair} at
 * @param {Pair} heights
 * @returns {Pair}
 */
export function through([left, right], [low, high]) {
  const slope = (high - low) / (right - left);
  return [low - slope * left, slope];
}

/**
 * The heights of a line at two x.
 *
 * @param {Pair} line
 * @param {Pair} at
 * @returns {Pair}
 */
export function heights([a, b], [left, right]) {
  return [a + b * left, a + b * right];
}

/**
 * How far up and down the picture of what a line leaves of the points goes: the least round number.
 *
 * @param {Pair[]} points one or more
 * @param {Pair} line
 * @returns {number}
 */
export function reach(points, [a, b]) {
  let [low, high, most] = [Infinity, -Infinity, 0];
  for (const [x, y] of points) {
    low = Math.min(low, y);
    high = Math.max(high, y);
    most = Math.max(most, Math.abs(y - a - b * x));
  }
  const least = LEAST_REACH * (high - low || Math.abs(high) || 1);
  const far = REACH_MARGIN * Math.max(most, least);
  const unit = 10 ** Math.floor(Math.log10(far));
  return unit * (ROUND.find((times) => far <= times * unit * (1 + LEVEL)) ?? 10);
}

/**
 * The first frame at which a walk is better than a line, and by more than rounding; -1 where it never is.
 *
 * @param {(number | null)[]} losses of the walk
 * @param {number} mine
 * @returns {number}
 */
export function passed(losses, mine) {
  return losses.findIndex((value) => value !== null && value < (1 - LEVEL) * mine);
}
