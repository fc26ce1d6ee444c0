// @ts-check
// The families of a page, unpacked: see __init__.py for how they travel.

/**
 * What a chart reads of a family: how many members it has, and of every quantity the numbers of each, row by row.
 *
 * @typedef {Record<string, Float32Array[] | number> & { count: number }} Members
 */

/**
 * @param {Uint8Array} data
 * @returns {{ event: string, families: Record<string, Members> }} the event that tells of them, and each by its key
 */
export function unpack(data) {
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  const { event, shapes, members } = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  const blocks = unfolded(data.subarray(4 + length), shapes);
  /** @type {Record<string, Members>} */
  const families = {};
  for (const [key, places] of Object.entries(members)) {
    const named = Object.entries(places).map(([name, place]) => [name, blocks[place]]);
    families[key] = { ...Object.fromEntries(named), count: named[0][1].length };
  }
  return { event, families };
}

/**
 * @param {Uint8Array} bytes every lowest byte, then every second, third and highest one
 * @param {[number, number][]} shapes how many rows a block has, and how many numbers each of these
 * @returns {Float32Array[][]} the rows of every block
 */
function unfolded(bytes, shapes) {
  const count = bytes.length / 4;
  const numbers = new Float32Array(count);
  const bits = new Int32Array(numbers.buffer);
  let at = 0;
  const row = (/** @type {number} */ length) => {
    for (let last = 0, end = at + length; at < end; at++) {
      const high = bytes[at + 3 * count] << 24, third = bytes[at + 2 * count] << 16, second = bytes[at + count] << 8;
      const folded = high | third | second | bytes[at];
      bits[at] = last = (last + ((folded >>> 1) ^ -(folded & 1))) | 0;
    }
    return numbers.subarray(at - length, at);
  };
  return shapes.map(([rows, length]) => Array.from({ length: rows }, () => row(length)));
}
