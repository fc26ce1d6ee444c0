// @ts-check
import { aimed, apart, inside, meant, nearest, placeIn, screen, startsIt } from "../../pages/ui/parts/points/places.js";
import { near, same, test } from "./check.js";

/** @import { Pair } from "../../pages/ui/parts/points/line.js" */
/** @import { Scales } from "../../pages/ui/parts/points/places.js" */
const BOX = { left: 100, right: 300, top: 50, bottom: 150, width: 200, height: 100 };
/** @type {Scales} */
const SCALES = [[-1, 3], [10, 20]];

test("a place of a picture and its place on the screen are one, and up is up", () => {
  same([screen(BOX, SCALES, [-1, 10]), screen(BOX, SCALES, [3, 20]), screen(BOX, SCALES, [0, 12])], [[100, 150], [300, 50], [150, 130]]);
  near(placeIn(screen(BOX, SCALES, [0.7, 17.3]), BOX, SCALES), [0.7, 17.3]);
});

test("a pointer beside a picture is at its edge", () => {
  same([placeIn([0, 100], BOX, SCALES), placeIn([200, 900], BOX, SCALES), placeIn([301, 0], BOX, SCALES)], [[-1, 15], [1, 10], [3, 20]]);
  same([inside([100, 150], BOX), inside([99, 100], BOX), inside([200, 151], BOX), inside([301, 100], BOX)], [true, false, false, false]);
});

test("the nearest handle is found by px, whatever the scales", () => {
  const found = (/** @type {number} */ x) => nearest([x, 130], BOX, SCALES, [[0, 12]], [[1, 12]]);
  same([found(152), found(190), found(230)], [{ kind: "ends", index: 0 }, { kind: "points", index: 0 }, null]);
  same([nearest([152, 130], BOX, SCALES, [], [[1, 12]]), apart([0, 3], [4, 0])], [null, 5]);
});

test("what lies in a corner is where fewer points are, and at the end of the picture where either has as few", () => {
  const [start, end, low] = /** @type {Pair[]} */ ([[-0.9, 19], [2.9, 19], [2.9, 11]]);
  same([startsIt(SCALES, [end]), startsIt(SCALES, [start, end, end]), startsIt(SCALES, [start, end]), startsIt(SCALES, [low])], [true, true, false, false]);
});

test("the nearest handle within reach is meant", () => {
  same([meant([0, 0], [[9, 0], [3, 4]], 10), meant([0, 0], [[9, 0], [3, 4]], 4), meant([0, 0], [], 10)], [1, -1, -1]);
});

test("of an end and a point the nearer is meant, but the disc of an end hides what is under it", () => {
  const [ends, points, px] = [/** @type {Pair[]} */ ([[0, 0], [100, 0]]), /** @type {Pair[]} */ ([[30, 0], [96, 3]]), { reach: 26, disc: 10 }];
  const found = (/** @type {number} */ x, /** @type {number} */ y) => aimed([x, y], ends, points, px);
  same([found(2, 3), found(14, 0), found(16, 0), found(60, 0)], [
    { kind: "ends", index: 0 }, { kind: "ends", index: 0 }, { kind: "points", index: 0 }, null,
  ]);
  same([found(97, 3), found(88, 8)], [{ kind: "ends", index: 1 }, { kind: "points", index: 1 }]);
  same([aimed([30, 1], [], points, px), aimed([1, 1], ends, [], px)], [{ kind: "points", index: 0 }, { kind: "ends", index: 0 }]);
});
