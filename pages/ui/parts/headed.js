// @ts-check
// Numbers behind a header that says what they are: as pages/charts/kit/headed.py writes them.

/**
 * @param {Uint8Array} bytes
 * @returns {{ header: any, at: number }} what the header says, and where the numbers begin
 */
export function headed(bytes) {
  const at = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(4, at))), at };
}
