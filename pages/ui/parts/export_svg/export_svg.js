// @ts-check
// The page's pictures, as they stand at the frame shown, with the words over them, in one SVG file laid out as the page.

import { hold } from "../images.js";
import { Part, mounted } from "../part.js";

/** @import { Root } from "../part.js" */

class Export extends Part {
  name = "";

  /** @param {Root} root */
  constructor(root) {
    super(root);
    this.on(this.$(".save"), "click", () => this.save());
  }

  /**
   * @param {{ name: string }} data the name of the file
   * @returns {void}
   */
  read(data) {
    this.name = data.name;
  }

  /** @returns {Promise<void>} */
  async save() {
    const url = URL.createObjectURL(new Blob([await drawing()], { type: "image/svg+xml" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: `${this.name}.svg` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), ASKED_MS);
  }
}

const PAIR = /light-dark\(\s*([^,]+?)\s*,[^)]*\)/g; // of a color on a light page and on a dark one: few programs know it

const ASKED_MS = 60_000; // Safari asks whether this page may download, and fetches the drawing once that is answered
const MARGIN = 12; // px of paper around
const INK = "#31333f"; // of words, on white paper
const NO_WORDS = ".katex, .unseen, script, style"; // what is written there beside words

/** @typedef {{ text: string, box: DOMRect, style: CSSStyleDeclaration }} Line */

/**
 * All pictures in one, each at its place, on white paper: charts as they are made, what is painted as an image.
 *
 * @returns {Promise<string>}
 */
async function drawing() {
  const charts = [...document.querySelectorAll("[data-testid=stVegaLiteChart] svg.marks")];
  const places = [...document.querySelectorAll(".st-key-frame-pictures")];
  const painted = places.flatMap(canvases).filter((canvas) => canvas.checkVisibility() && canvas.width && canvas.height);
  const drawn = [...charts, ...painted].map((picture) => picture.getBoundingClientRect());
  const said = places.flatMap((place) => [...place.querySelectorAll("[data-testid=stMarkdown]")]).flatMap(written);
  const lines = said.filter((line) => drawn.some((picture) => isOver(line.box, picture)));
  const boxes = [...drawn, ...lines.map((line) => line.box)];
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const width = Math.max(...boxes.map((box) => box.right)) - left + 2 * MARGIN;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top + 2 * MARGIN;
  const copies = charts.map((chart, i) => {
    const copy = /** @type {Element} */ (chart.cloneNode(true));
    copy.setAttribute("x", String(boxes[i].left - left + MARGIN));
    copy.setAttribute("y", String(boxes[i].top - top + MARGIN));
    copy.setAttribute("overflow", "visible"); // the last number of an axis may reach beyond its chart
    copy.removeAttribute("style"); // the page's own paper
    return copy;
  });
  await Promise.all(copies.flatMap((copy) => [...copy.querySelectorAll("image")]).map(hold));
  const parts = copies.map((copy) => new XMLSerializer().serializeToString(copy).replace(PAIR, "$1"));
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const sheet = `<rect width="100%" height="100%" fill="#ffffff"/>`;
  const at = { left: left - MARGIN, top: top - MARGIN };
  parts.push(...painted.map((canvas) => image(canvas, at)), ...lines.map((line) => words(line, at)));
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${sheet}${parts.join("")}</svg>`;
}

/**
 * Whether words stand over a picture, which they then are about.
 *
 * @param {DOMRect} box
 * @param {DOMRect} picture
 * @returns {boolean}
 */
function isOver(box, picture) {
  return box.top < picture.top && box.left < picture.right && box.right > picture.left;
}

/**
 * The canvases of the parts in a place.
 *
 * @param {Element} place
 * @returns {HTMLCanvasElement[]}
 */
function canvases(place) {
  const roots = [place, ...[...place.querySelectorAll("*")].flatMap((x) => x.shadowRoot ?? [])];
  return roots.flatMap((root) => [...root.querySelectorAll("canvas")]);
}

/**
 * A canvas as an image, on the page's own paper: light lines of a dark page would not be seen on white.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{ left: number, top: number }} at
 * @returns {string}
 */
function image(canvas, at) {
  const box = canvas.getBoundingClientRect();
  const place = `x="${box.left - at.left}" y="${box.top - at.top}" width="${box.width}" height="${box.height}"`;
  const app = /** @type {Element} */ (document.querySelector(".stApp"));
  const paper = getComputedStyle(app).backgroundColor;
  return `<rect ${place} fill="${paper}"/><image ${place} xlink:href="${canvas.toDataURL()}"/>`;
}

/**
 * The words of an element, line by line as they are broken, where they can be seen.
 *
 * @param {Element} element
 * @returns {Line[]}
 */
function written(element) {
  /** @type {Line[]} */
  const lines = [];
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = /** @type {Element} */ (node.parentElement);
    if (parent.closest(NO_WORDS) || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    let line = null;
    for (const { 0: word, index } of (node.nodeValue ?? "").matchAll(/[^ \n]+ ?/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.trimEnd().length);
      const box = range.getBoundingClientRect();
      if (line && Math.abs(line.box.top - box.top) < box.height / 2) {
        line.text += word;
        line.box.width = box.right - line.box.left;
      } else lines.push((line = { text: word, box: DOMRect.fromRect(box), style: getComputedStyle(parent) }));
    }
  }
  return lines.filter((line) => line.box.width);
}

/**
 * A line of words.
 *
 * @param {Line} line
 * @param {{ left: number, top: number }} at
 * @returns {string}
 */
function words({ text, box, style }, at) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "text");
  const place = { x: box.left - at.left, y: box.top + box.height / 2 - at.top, fill: INK };
  const looks = { "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight };
  const how = { ...place, ...looks, "dominant-baseline": "central", textLength: box.width };
  for (const [name, value] of Object.entries(how)) node.setAttribute(name, String(value));
  node.textContent = text.trimEnd();
  return new XMLSerializer().serializeToString(node);
}

export default mounted(Export);
