// @ts-check
// What is said of the node looked at: how its value was worked out, the chain rule at it, or what the update does to it.

import { number } from "../number.js";
import { at, leaving } from "./flow.js";

/** @import { Flow } from "./flow.js" */

const DIGITS = 4;
const GOOD_DIGITS = 6; // that have to agree

/**
 * @param {Flow} flow
 * @param {number} chosen the node looked at
 * @param {number} phase
 * @param {number} frame
 * @returns {string[]} lines, the first of which says what it is
 */
export function nodeLines(flow, chosen, phase, frame) {
  const node = flow.nodes[chosen], value = number(at(flow, "value", frame, chosen), DIGITS);
  return [`${node.sign} = ${value}: ${node.what}.`, ...[forward, backward, updated][phase](flow, chosen, frame)];
}

/**
 * @param {Flow} flow
 * @param {number} chosen
 * @param {number} frame
 * @returns {string[]}
 */
function forward(flow, chosen, frame) {
  const node = flow.nodes[chosen];
  const [signs, values] = [node.parents.map((k) => flow.nodes[k].sign), node.parents.map((k) => number(at(flow, "value", frame, k), DIGITS))];
  const own = number(at(flow, "value", frame, chosen), DIGITS);
  const [a, b] = values.map((text) => (text.startsWith("−") ? `(${text})` : text));
  const worked = {
    product: () => `${signs.join(" · ")} = ${a} · ${b} = ${own}`, sum: () => `${signs.join(" + ")} = ${values.map((text, k) => (k && text.startsWith("−") ? `(${text})` : text)).join(" + ")} = ${own}`,
    activation: () => `${flow.bend}(${signs[0]}) = ${flow.bend}(${values[0]}) = ${own}`, error: () => `${signs.join(" − ")} = ${values[0]} − ${b} = ${own}`, square: () => `${signs[0]}² = ${a}² = ${own}`,
  }[/** @type {"product"} */ (node.kind)];
  return worked ? [`Forward: ${node.sign} = ${worked()}`] : ["Forward: it is given, and goes into what stands beside it."];
}

/**
 * The chain rule over every edge that leaves the node, in both ways it is written, and the measured slope beside it.
 *
 * @param {Flow} flow
 * @param {number} chosen
 * @param {number} frame
 * @returns {string[]}
 */
function backward(flow, chosen, frame) {
  const node = flow.nodes[chosen], own = number(at(flow, "grad", frame, chosen), DIGITS);
  const edges = leaving(flow, chosen), child = (/** @type {number} */ edge) => flow.edges[edge][1];
  const parts = edges.map((edge) => [at(flow, "local", frame, edge), at(flow, "grad", frame, child(edge))]);
  const wrapped = (/** @type {number} */ x) => (x < 0 ? `(${number(x, DIGITS)})` : number(x, DIGITS));
  const digits = Math.floor(at(flow, "digits", frame, chosen)), kinked = at(flow, "kinked", frame, chosen) > 0;
  const checked = kinked ? "the nudge crosses a kink: there is no one slope to measure" : `${digits} digits agree${digits < GOOD_DIGITS ? ", fewer than should" : ""}`;
  const measured = `Measured by a nudge of ${node.sign}: ${number(at(flow, "measured", frame, chosen), DIGITS)}; ${checked}.`;
  if (!edges.length) return ["∂L/∂L = 1: here the way back begins.", measured];
  const leibniz = edges.map((edge) => `∂${flow.nodes[child(edge)].sign}/∂${node.sign} · ∂L/∂${flow.nodes[child(edge)].sign}`).join(" + ");
  const numbers = parts.map(([local, incoming]) => `${wrapped(local)} · ${wrapped(incoming)}`).join(" + ");
  return [`Local × incoming = outgoing: ∂L/∂${node.sign} = ${leibniz} = ${numbers} = ${own}`, `${lagrange(flow, chosen, edges)} ${measured}`];
}

/**
 * The same with f′.
 *
 * @param {Flow} flow
 * @param {number} chosen
 * @param {number[]} edges
 * @returns {string}
 */
function lagrange(flow, chosen, edges) {
  const node = flow.nodes[chosen], child = flow.nodes[flow.edges[edges[0]][1]];
  const f = child.kind === "activation" ? flow.bend : child.kind;
  return edges.length > 1 ? `With f′: one such product for each of the ${edges.length} ways, added up.` : `With f′: L′(${node.sign}) = ${f}′(${node.sign}) · L′(${child.sign}).`;
}

/**
 * @param {Flow} flow
 * @param {number} chosen
 * @param {number} frame
 * @returns {string[]}
 */
function updated(flow, chosen, frame) {
  const node = flow.nodes[chosen], [one, own, all, before, mine, batch] = [0, 1, 2, 3, 4, 5].map((k) => number(at(flow, "losses", frame, k), DIGITS));
  const step = node.parameter < 0 ? null : at(flow, "step", frame, node.parameter), old = at(flow, "value", frame, chosen);
  const was = number(old, DIGITS), added = step === null ? "" : `${was} ${step < 0 ? "−" : "+"} ${number(Math.abs(step), DIGITS)} = ${number(at(flow, "after", frame, node.parameter), DIGITS)}`;
  const update = flow.rule ? `Update by ${flow.rule}, with what it remembers of the updates before: ${node.sign} ← ${added}` : `Update: ${node.sign} ← ${was} − η · ∂L/∂${node.sign} = ${added}`;
  const moved = added ? update : "It is worked out, not learned: only weights and biases move.";
  return [moved, `This point alone: its loss ${one} → ${own}, that of all points ${before} → ${mine}.`, `All points together: this point's loss ${one} → ${all}, that of all ${before} → ${batch}.`];
}
