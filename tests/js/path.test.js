// @ts-check
import { clipped, drape } from "../../pages/ui/parts/terrain3d/path.js";
import { near, same, test } from "./check.js";

const SLOPE = { n: 3, h: Float32Array.of(0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1) }; // rises eastward

test("a segment is cut at the edge of the map", () => {
  near(clipped([-1, 0.5], [1, 0.5])?.flat() ?? [], [0, 0.5, 1, 0.5]);
  near(clipped([0.5, 0.5], [0.5, 3])?.flat() ?? [], [0.5, 0.5, 0.5, 1]);
  same([clipped([2, 0], [3, 1]), clipped([-1, 2], [2, 2]), clipped([NaN, 0], [0.5, 0.5])], [null, null, null]);
});

test("a path lies on the ground, in short pieces, and the ball is only on the map", () => {
  const path = { color: "red", points: Float32Array.of(0.1, 0.5, 0.9, 0.5, 2, 0.5), frames: 3, members: 1 };
  const { pieces, balls } = drape(SLOPE, path, 0);
  same(balls.map((ball) => ball !== null), [true, true, false]);
  same([pieces[0][0], pieces[pieces.length - 1][0]], [1, 2]);
  near(pieces[pieces.length - 1][2], [1, 0.5, 1.012], 1e-6);
  same(pieces.every(([, from, to]) => Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.0101), true);
  same(pieces.every(([, from]) => Math.abs(from[2] - from[0] - 0.012) < 1e-6), true);
});

test("a member of a family has its own path", () => {
  const path = { color: "red", points: Float32Array.of(0, 0, 1, 1, 0.5, 0.5, 0.5, 1), frames: 2, members: 2 };
  near(drape(SLOPE, path, 1).balls[0] ?? [], [1, 1, 1.012], 1e-6);
  near(drape(SLOPE, path, 0).balls[1] ?? [], [0.5, 0.5, 0.512], 1e-6);
});
