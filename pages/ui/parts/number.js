// @ts-check
// How a number reads.  The rule, and why, stands in gdengine/analysis/numbers.py; one table of cases holds both to it.

const MILLIONTH = 1e-6; // of the span: smaller is nothing
const MILLION = 999_999.5; // from here on a whole number has seven digits
const LAST_PLAIN_POWER = -4; // 0.0001: smaller numbers are said in powers of ten
const THOUSANDS = /^(\d{2,3})(\d{3})(?!\d)/; // whole parts of five and six digits

/**
 * The text of a number: 0.333, −3, 268 370, 1.2·10⁻⁵, 10²⁰, 0, ∞, —.
 *
 * @param {number | null | undefined} x
 * @param {number} digits significant, at least so many for the whole part
 * @param {number} span the width of the range it is seen on: less than a millionth of it is "0"
 * @returns {string}
 */
export function number(x, digits = 3, span = 0) {
  if (x === null || x === undefined || Number.isNaN(x)) return "—";
  const [sign, size] = [x < 0 ? "−" : "", Math.abs(x)];
  if (size === Infinity) return `${sign}∞`;
  if (size === 0 || size < MILLIONTH * span) return "0";
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  if (size >= MILLION || Number(power) < LAST_PLAIN_POWER) return sign + inPowers(Number(mantissa), power);
  const plain = size < 10 ** digits ? String(Number(size.toPrecision(digits))) : size.toFixed(0);
  return sign + plain.replace(THOUSANDS, "$1\u202f$2");
}

/**
 * @param {number} mantissa
 * @param {string} power with its sign, as toExponential writes it
 * @returns {string}
 */
function inPowers(mantissa, power) {
  const raised = power.replace("+", "").replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return mantissa === 1 ? `10${raised}` : `${mantissa}·10${raised}`;
}
