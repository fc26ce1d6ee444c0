// @ts-check
// The terms of a sentence that moves: where each is read first it has a mark, which tells its line.

import { made } from "./part.js";

/** @typedef {{ forms: string[], line: string }} Term */
/** @typedef {{ text: string, line?: string }} Piece of a sentence: plain, or a term with its line */

/**
 * A sentence in pieces: the first use of every term is one of its own.
 *
 * @param {string} text
 * @param {Term[]} terms
 * @param {Set<Term>} before those marked before; what is marked here joins them
 * @returns {Piece[]}
 */
export function cut(text, terms, before) {
  const known = new Map(terms.flatMap((term) => term.forms.map((form) => /** @type {const} */ ([form.toLowerCase(), term]))));
  const longest = [...known.keys()].sort((a, b) => b.length - a.length);
  if (!longest.length) return [{ text }];
  const pieces = text.split(new RegExp(`(?<![\\w-])(${longest.join("|")})(?![\\w-])`, "i")); // every second one is a form
  return pieces.map((piece, k) => {
    const term = k % 2 ? known.get(piece.toLowerCase()) : undefined;
    if (!term || before.has(term)) return { text: piece };
    before.add(term);
    return { text: piece, line: `${piece}: ${term.line}` };
  });
}

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
