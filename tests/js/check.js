// @ts-check
// What the tests of pure modules stand on: test() remembers, tried() runs all and says of each what went wrong.

/** @type {Map<string, () => void>} */
const tests = new Map();

/**
 * @param {string} name
 * @param {() => void} run throws where something is wrong
 * @returns {void}
 */
export function test(name, run) {
  if (tests.has(name)) throw new Error(`two tests are called ${name}`);
  tests.set(name, run);
}

/** @returns {Record<string, string>} name → what went wrong, "" for nothing */
export function tried() {
  return Object.fromEntries([...tests].map(([name, run]) => [name, wrong(run)]));
}

/**
 * @param {() => void} run
 * @returns {string}
 */
function wrong(run) {
  try {
    run();
    return "";
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
  }
}

/**
 * @param {unknown} actual
 * @param {unknown} expected equal as JSON
 * @returns {void}
 */
export function same(actual, expected) {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (got !== wanted) throw new Error(`${got} instead of ${wanted}`);
}

/**
 * @param {number | number[]} actual
 * @param {number | number[]} expected
 * @param {number} within the largest difference allowed
 * @returns {void}
 */
export function near(actual, expected, within = 1e-9) {
  const [got, wanted] = [actual, expected].map((value) => [value].flat());
  const far = got.length !== wanted.length || got.some((x, k) => !(Math.abs(x - wanted[k]) <= within));
  if (far) throw new Error(`${JSON.stringify(actual)} is not within ${within} of ${JSON.stringify(expected)}`);
}
