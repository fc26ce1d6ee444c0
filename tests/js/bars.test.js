// @ts-check
import { barLength, barsOf, builtBars, drawBars, losses, raceWords, valueWords } from "../../pages/ui/parts/points/bars.js";
import { near, same, test } from "./check.js";
import { BARS, stood } from "./hand_data.js";

test("the bars that are to be seen: the best one once it may be told, descent's once it has walked", () => {
  same([barsOf(null), barsOf({ ...BARS, best: null, walk: [] }), barsOf({ ...BARS, walk: [] }), barsOf(BARS)], [
    [], ["yours"], ["yours", "best"], ["yours", "best", "walk"],
  ]);
});

test("the losses are the engine's until something is moved, and descent's is not known among other points", () => {
  const standing = stood();
  same(losses(BARS, standing, 1), { yours: 20, best: 8, walk: 12 });
  standing.move({ kind: "ends", index: 0 }, [0, 1]);
  const { yours, best, walk } = losses(BARS, standing, 0);
  near(yours, (5 ** 2 + 4 ** 2 + 3 ** 2 + 2 ** 2 + 29 ** 2) / 9 / 5); // of the line (5 + 2·x) / 3
  same([best, walk], [8, 20]);
});

test("with a point in the hand its loss and the best one are those of the points as they stand", () => {
  const standing = stood();
  standing.move({ kind: "points", index: 4 }, [4, 4]);
  const { yours, best, walk } = losses(BARS, standing, 1);
  near([yours, best ?? NaN], [0, 0]);
  same([valueWords(walk, 9), valueWords(null, 9), valueWords(12, 9)], ["let go to see", "—", "12"]);
  same(losses({ ...BARS, best: null }, standing, 1).best, null);
});

test("what rounding leaves of points that lie on the line is nothing", () => {
  same([1.307e-29, 1e-12, 1e-28].map((value) => valueWords(value, 660)), ["0", "10⁻¹²", "0"]);
  same(valueWords(1.26e-16, 4e-16), "1.26·10⁻¹⁶"); // of points that are as small as that themselves
});

test("bars grow with the root of the loss, up to the longest", () => {
  same([barLength(25, 100), barLength(400, 100), barLength(null, 100), barLength(NaN, 1)], [0.5, 1, 0, 0]);
});

test("who is ahead: by the engine's own step for the engine's own line, by the walk for another", () => {
  const said = (/** @type {number} */ mine, /** @type {number} */ frame, more = {}) => raceWords({ ...BARS, ...more }, mine, frame);
  same(said(20, 0, { walk: [] }), "");
  same([said(20, 0), said(12.0001, 1)], ["You and descent are level.", "You and descent are level."]);
  same([said(15, 0), said(15, 1), said(15, 2)], [
    "You are ahead of descent.", "Descent passed you at step 5.", "Descent passed you at step 5.",
  ]);
  same([said(7, 1), said(7, 2)], ["You are ahead of descent.", "Descent never passed you."]);
  same([said(20, 1), said(20, 1, { passed: 9 })], ["Descent passed you at step 5.", "You are ahead of descent."]);
});

test("bars and race are drawn, and the race is silent while a point is held", () => {
  const [root, standing] = [document.createElement("div"), stood()];
  root.innerHTML = "<div class=bars></div><p class=race></p>";
  root.querySelector(".bars")?.replaceChildren(...builtBars(BARS, { yours: "red", best: "green", walk: "blue" }));
  const seen = () => [...root.querySelectorAll(".value, .race")].map((element) => element.textContent);
  drawBars(root, standing, 1);
  same(seen(), ["20", "8", "12", "Descent passed you at step 5."]);
  same([...root.querySelectorAll(".of")].map((element) => element.textContent), ["yours", "the best", "descent"]);
  standing.move({ kind: "points", index: 4 }, [4, 4]);
  drawBars(root, standing, 1);
  same(seen(), ["0", "0", "let go to see", ""]);
});

test("of descent nothing is told before the bar has said where it stands; where there is no bar, its end is", () => {
  const root = document.createElement("div");
  root.innerHTML = "<div class=bars></div><p class=race></p>";
  root.querySelector(".bars")?.replaceChildren(...builtBars(BARS, {}));
  const seen = () => [...root.querySelectorAll(".value, .race")].map((element) => element.textContent);
  drawBars(root, stood(), null);
  same(seen(), ["20", "8", "—", ""]);
  drawBars(root, stood({ bars: { ...BARS, led: false } }), null);
  same(seen(), ["20", "8", "9", "Descent passed you at step 5."]);
});

test("words that stay as they are are not written again", () => {
  const root = document.createElement("div");
  root.innerHTML = "<div class=bars></div><p class=race></p>";
  root.querySelector(".bars")?.replaceChildren(...builtBars(BARS, {}));
  drawBars(root, stood(), 1);
  const before = [...root.querySelectorAll(".value, .race")].map((element) => element.firstChild);
  drawBars(root, stood(), 1);
  same([...root.querySelectorAll(".value, .race")].every((element, k) => element.firstChild === before[k]), true);
});
