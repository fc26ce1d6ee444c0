// @ts-check
// The page's charts, as they stand at the frame shown, in one SVG file laid out as they are on the page.

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

/**
 * All charts' SVGs in one, each at its place, on white paper.
 *
 * @returns {Promise<string>}
 */
async function drawing() {
  const charts = [...document.querySelectorAll("[data-testid=stVegaLiteChart] svg.marks")];
  const boxes = charts.map((chart) => chart.getBoundingClientRect());
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
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${sheet}${parts.join("")}</svg>`;
}

export default mounted(Export);
