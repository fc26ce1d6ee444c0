// @ts-check
import { drawHandle, handleWords, handlesOf, keyed, stands } from "../../pages/ui/parts/points/handles.js";
import { near, same, test } from "./check.js";
import { HAND, stood } from "./hand_data.js";

test("there are handles for what can be held, and none for points that are not here", () => {
  const names = (/** @type {string[]} */ holds, more = {}) => handlesOf({ ...HAND, holds, ...more }).map(({ kind, index }) => `${kind} ${index}`);
  same(names(["ends", "place", "points"]), ["ends 0", "ends 1", "place 0", "points 0"]);
  same([names(["place"]), names(["points"], { points: [] })], [["place 0"], []]);
});

test("an arrow leads a fortieth of the scale on, a page key an eighth, and other keys nowhere", () => {
  const standing = stood();
  near(keyed(standing, { kind: "points", index: 1 }, "ArrowRight") ?? [], [1 + 6 / 40, 1]);
  near(keyed(standing, { kind: "points", index: 1 }, "PageDown") ?? [], [1, 1 - 16 / 8]);
  near(keyed(standing, { kind: "place", index: 0 }, "ArrowLeft") ?? [], [-8 / 40, 1]);
  near(keyed(standing, { kind: "ends", index: 1 }, "PageUp") ?? [], [4, 4 + 16 / 8]);
  same(keyed(standing, { kind: "points", index: 1 }, "a"), null);
});

test("a point in the hand stands where the hand is, and says so", () => {
  const standing = stood();
  standing.move({ kind: "points", index: 1 }, [1.5, 2]);
  same(stands(standing, { kind: "points", index: 1 }), [1.5, 2]);
  same(handleWords(standing, { kind: "points", index: 1 }), "Point 2 of 5: x = 1.5, y = 2; comma and dot choose another, Delete removes it, + adds one");
  same(handleWords(stood({ limits: null }), { kind: "points", index: 0 }), "Point 1 of 5: x = 0, y = 0; comma and dot choose another");
  same(handleWords(standing, { kind: "ends", index: 1 }), "Line at x = 4: y = 4");
});

test("a handle is a slider on the scale that goes up", () => {
  const element = document.createElement("div");
  drawHandle(element, stood(), { kind: "place", index: 0 });
  same([element.ariaLabel, element.ariaValueText], ["Start of descent", "Start of descent: intercept 0, slope 1"]);
  same([element.ariaValueMin, element.ariaValueMax, element.ariaValueNow], ["-8", "8", "1"]);
});

test("keys stop at the scales, as the mouse does; what stands outside is only led back", () => {
  const standing = stood();
  const far = (/** @type {string} */ key, /** @type {import("../../pages/ui/parts/points/standing.js").Held} */ handle) => {
    for (let k = 0; k < 50; k += 1) standing.move(handle, keyed(standing, handle, key) ?? [NaN, NaN], standing.data.at);
    return stands(standing, handle);
  };
  near(far("PageUp", { kind: "ends", index: 1 }), [4, 15]);
  near(far("ArrowDown", { kind: "ends", index: 1 }), [4, -1]);
  standing.release();
  near([far("ArrowUp", { kind: "points", index: 1 }), far("ArrowLeft", { kind: "points", index: 1 })].flat(), [1, 15, -1, 15]);
  standing.release();
  const outside = stood({ line: [20, 0] });
  same(keyed(outside, { kind: "ends", index: 0 }, "ArrowUp"), [0, 20]);
  near(keyed(outside, { kind: "ends", index: 0 }, "ArrowDown") ?? [], [0, 20 - 16 / 40]);
});

test("an end of the line moves up and down only, and every key of a slider moves it", () => {
  const standing = stood(), end = /** @type {const} */ ({ kind: "ends", index: 1 });
  same(keyed(standing, end, "ArrowRight"), keyed(standing, end, "ArrowUp"));
  same(keyed(standing, end, "ArrowLeft"), keyed(standing, end, "ArrowDown"));
  same([keyed(standing, end, "Home"), keyed(standing, end, "End")], [[4, -1], [4, 15]]);
  same(keyed(standing, { kind: "points", index: 1 }, "Home"), null);
});
