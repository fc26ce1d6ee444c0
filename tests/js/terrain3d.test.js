// @ts-check
import { aligned } from "../../pages/ui/parts/terrain3d/block.js";
import { over } from "../../pages/ui/parts/terrain3d/paint.js";
import { near, same, test } from "./check.js";

test("words beside an edge lead away from it", () => {
  same([aligned(-5, 3), aligned(5, 3), aligned(1, 9), aligned(-1, -9)], ["right", "left", "center", "center"]);
});

test("a tile reaches a pixel under its neighbor", () => {
  near(over([0, 0], [0, 10]), [0, 1]);
  near(over([3, 3], [3, 3]), [0, 0]);
});
