// @ts-check
// The images in charts, which are files of their own: what else has to be done where that is so.

const ATTEMPTS = 4; // to fetch one again, after pauses that double
const FIRST_PAUSE_MS = 500;
const XLINK = "http://www.w3.org/1999/xlink"; // by which older programs know an image's address too
/** @type {WeakMap<SVGImageElement, { address: string, turn: number }>} */
const failed = new WeakMap();

/**
 * Fetch an image again that could not be fetched, should the network have failed for a moment.
 *
 * @param {{ target: EventTarget | null }} event an error of anything on the page
 * @returns {void}
 */
export function fetchAgain({ target: image }) {
  if (!(image instanceof SVGImageElement)) return;
  const address = image.href.baseVal;
  const before = failed.get(image);
  const turn = before?.address === address ? before.turn + 1 : 0;
  if (!address || turn >= ATTEMPTS) return;
  failed.set(image, { address, turn });
  setTimeout(() => {
    if (image.href.baseVal === address) image.href.baseVal = address; // said again, it is fetched again
  }, FIRST_PAUSE_MS << turn);
}

/**
 * Put an image's file into it: who opens a drawing elsewhere finds nothing at the page's addresses.
 *
 * @param {SVGImageElement} image
 * @returns {Promise<void>}
 */
export async function hold(image) {
  const address = image.href.baseVal;
  if (!address || address.startsWith("data:")) return;
  const answer = await fetch(address, { cache: "force-cache" }); // the browser has it, though the network may be gone
  const file = await answer.blob();
  const held = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
  image.removeAttribute("href");
  image.setAttributeNS(XLINK, "xlink:href", held); // what is put into baseVal is not always written out
}
