// @ts-check
// What a pen leaves on the mountain: lines, discs and balls.

/** @import { Spot } from "./ground.js" */
/** @typedef {[from: Spot, to: Spot][]} Lines */

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Lines} pieces
 * @param {string} color
 * @param {number} width
 * @param {CanvasLineCap} cap
 * @returns {void}
 */
export function polyline(pen, pieces, color, width, cap = "round") {
  if (!pieces.length) return;
  pen.beginPath();
  for (const [from, to] of pieces) {
    pen.moveTo(from[0], from[1]);
    pen.lineTo(to[0], to[1]);
  }
  Object.assign(pen, { strokeStyle: color, lineWidth: width, lineCap: cap });
  pen.stroke();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Spot} spot
 * @param {string} color
 * @returns {void}
 */
export function ball(pen, [x, y], color) {
  disc(pen, x, y - 3, 8, "white");
  disc(pen, x, y - 3, 6, color);
  disc(pen, x - 2, y - 5.2, 1.8, "rgb(255 255 255 / 0.55)");
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} color
 * @returns {void}
 */
export function disc(pen, x, y, radius, color) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = color;
  pen.fill();
}
