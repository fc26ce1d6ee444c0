// @ts-check
import { cut } from "../../pages/ui/parts/marked.js";
import { filled, lastUpTo, said } from "../../pages/ui/parts/telling/sentence.js";
import { same, test } from "./check.js";

/** @import { TellingData } from "../../pages/ui/parts/telling/sentence.js" */

const [LOW, HIGH, MINE] = ["Arrived.", "Diverges.", "Crawls."].map((head) => ({ good: null, head, rest: "" }));

/** @type {TellingData} a member told at rows 0, 1, 4, another, and the one in force, told at rows 0 … 5 */
const DATA = {
  templates: ["It starts.", "Down by {change}.", "Level."],
  letters: "abc",
  which: ["abc", "abb", "abbbbb"],
  numbers: [[null, 3, null], [null, 7, 8], [null, 1, 2, 3, 4, 5]],
  verdicts: [LOW, HIGH, MINE],
  frames: [0, 1, 2, 3, 4, 5],
  rows: [0, 1, 4],
  terms: [],
};
const HOME = { r: 2, home: 2, held: false };

test("the last row up to a row", () => {
  same([0, 1, 3, 4, 9].map((row) => lastUpTo([0, 1, 4], row)), [0, 1, 1, 2, 2]);
  same([lastUpTo([0], 7), lastUpTo([], 7)], [0, 0]);
});

test("a template takes its number as everything on the page is written", () => {
  same(filled("Down by {change}.", 0.123456), "Down by 0.123.");
  same(filled("Down by {change}.", 268370.4), "Down by 268\u202f370.");
  same(filled("Level.", null), "Level.");
});

test("every row of the member in force has its sentence", () => {
  same([0, 1, 4].map((t) => said(DATA, { ...HOME, t }).text), ["It starts.", "Down by 1.", "Down by 4."]);
  same(said(DATA, { t: 1, r: null, home: null, held: false }).text, "Down by 1.");
});

test("another member is told at its last row before the frame", () => {
  const at = [0, 1, 3, 4].map((t) => said(DATA, { t, r: 1, home: 2, held: false }));
  same(at.map((each) => each.text), ["It starts.", "Down by 7.", "Down by 7.", "Down by 8."]);
  same(at.map((each) => [each.away, each.verdict]), [[true, null], [true, null], [true, null], [true, null]]);
});

test("the verdict is told at the last frame only, of the member shown", () => {
  same([0, 1, 2, 3, 4, 5].map((t) => said(DATA, { ...HOME, t }).verdict?.head ?? ""), ["", "", "", "", "", "Crawls."]);
  same(said(DATA, { t: 5, r: 0, home: 2, held: false }).verdict, LOW);
  same(said(DATA, { t: 5, r: 1, home: 2, held: false }).verdict, HIGH);
  same([4, 5].map((t) => said(DATA, { ...HOME, t }).end), [false, true]);
});

test("while the knob is held the whole walk under it is judged", () => {
  same(said(DATA, { t: 1, r: 1, home: 2, held: true }).verdict, HIGH);
  same(said(DATA, { t: 1, r: 2, home: 2, held: true }).verdict, null);
});

test("a rate of the grid that is in force is the member in force", () => {
  const place = { t: 2, r: 0, home: 0, held: false };
  same([said(DATA, place).text, said(DATA, place).away], ["Down by 2.", false]);
});

test("without verdicts the last sentence stays", () => {
  same(said({ ...DATA, verdicts: [] }, { ...HOME, t: 5 }), { end: true, away: false, verdict: null, text: "Down by 5." });
});

test("what stands on the bus beyond the data is taken as the last", () => {
  same(said(DATA, { ...HOME, t: 99 }).end, true);
  same(said(DATA, { t: 99, r: 99, home: 2, held: false }).verdict, MINE);
  same(said({ ...DATA, frames: [0, 2, 5] }, { ...HOME, t: 1 }).text, "Down by 2.");
});

test("the first use of a term is a piece of its own, the longest form first", () => {
  const rate = { forms: ["learning rate"], line: "a pace" };
  const slope = { forms: ["slope", "slopes"], line: "a steepness" };
  const marked = new Set();
  same(cut("The Slope, times the learning rate; sloped.", [slope, rate], marked), [
    { text: "The " }, { text: "Slope", line: "Slope: a steepness" }, { text: ", times the " },
    { text: "learning rate", line: "learning rate: a pace" }, { text: "; sloped." },
  ]);
  same(cut("Slopes.", [slope, rate], marked), [{ text: "" }, { text: "Slopes" }, { text: "." }]);
  same(cut("Slopes.", [], new Set()), [{ text: "Slopes." }]);
});
