// @ts-check
import { Edits } from "../../pages/ui/parts/points/edits.js";
import { same, test } from "./check.js";

/**
 * @param {Edits} edits
 * @param {number} timeStamp
 * @param {string} pointerType
 * @param {number} by px that the pointer moves meanwhile
 * @returns {boolean}
 */
function pressed(edits, timeStamp, pointerType = "mouse", by = 0) {
  const at = (/** @type {number} */ clientX) => /** @type {any} */ ({ pointerId: 1, pointerType, clientX, clientY: 9, timeStamp });
  edits.press(at(5));
  return edits.asked(at(5 + by));
}

test("the second of two clicks asks for an edit, and while points are edited the first", () => {
  const edits = new Edits();
  same([pressed(edits, 0), pressed(edits, 100), pressed(edits, 5000)], [false, true, false]);
  edits.arm(true);
  same([pressed(edits, 5100), pressed(edits, 9000, "mouse", 6), pressed(edits, 9000, "touch", 6)], [true, false, true]);
});

test("there may be no more points than a link carries and no fewer than a line needs, and it is said why", () => {
  const edits = new Edits();
  same([edits.allow(60, [2, 60]), edits.words(false), edits.allow(2, [2, 60]), edits.words(false)], [true, "", true, ""]);
  same([edits.allow(61, [2, 60]), edits.words(false)], [false, "There are 60 points, as many as a link carries: remove one first."]);
  same([edits.allow(1, [2, 60]), edits.words(true)], [false, "A line needs 2 points: these stay."]);
  edits.arm(true);
  same([edits.words(false), edits.words(true)].map((words) => words.split(" ")[0]), ["Click", "Tap"]);
  edits.arm(false);
  same(edits.words(false), "");
});
