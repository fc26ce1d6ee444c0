// @ts-check
// A piece of a sentence as it is drawn.

import { made } from "../part.js";

/** @import { Piece } from "./sentence.js" */

/**
 * @param {Piece} piece
 * @returns {Node} plain text, or a term that tells its line
 */
export function marked({ text, line }) {
  if (!line) return document.createTextNode(text);
  const mark = made("span", "term", text);
  for (const [name, value] of Object.entries({ role: "button", tabindex: "0", "aria-label": line })) mark.setAttribute(name, value);
  return mark;
}
