// @ts-check
import { bearingOf, chordBearing, lobe, turnedRose, unitRose, wayAt } from "../../pages/ui/parts/compass/rose.js";
import { near, same, test } from "./check.js";

test("bearings go from north through east, on a picture whose y points down", () => {
  same([bearingOf(0, 1), bearingOf(1, 0), bearingOf(0, -1), bearingOf(-1, 0), bearingOf(-1e-9, 1)], [0, 90, 180, 270, 0]);
  near([...wayAt(0, 10), ...wayAt(90, 10)], [0, -10, 10, 0], 1e-12);
});

test("two arrow keys together are the way between them", () => {
  same(chordBearing(["ArrowUp"]), 0);
  same(chordBearing(["ArrowUp", "ArrowRight"]), 45);
  same(chordBearing(["ArrowDown", "ArrowLeft"]), 225);
  same([chordBearing(["ArrowUp", "ArrowDown"]), chordBearing(["a"]), chordBearing([])], [null, null, null]);
});

test("a rose shows its steepest slope at full size, and none where nothing is felt", () => {
  const slopes = Array.from({ length: 360 }, (_, k) => 3 * Math.cos((k * Math.PI) / 180));
  const rose = unitRose(slopes, 0.5);
  near([rose[0], rose[60], rose[180]], [0.5, 0.25, -0.5]);
  same(unitRose([], 1).every((slope) => slope === 0), true);
  same(lobe(rose, 1).startsWith("M0.00,-36.00L") && lobe(rose, 1).endsWith("Z"), true);
});

test("a rose turns softly from one to the other", () => {
  near([0, 0.5, 1].map((part) => turnedRose([2], [4], part)[0]), [2, 3, 4]);
  same(turnedRose([2], [4], 0.1)[0] < 2.1, true);
});
