// @ts-check
import { standing, widest } from "../../pages/ui/parts/bar/words.js";
import { same, test } from "./check.js";

const told = (/** @type {(number | null)[]} */ ...values) =>
  ({ steps: values.map((_, k) => k), values: [values], label: "step", quantity: "loss" });

test("a walk that had no value to begin with is not said to have diverged", () => {
  same(standing(told(null), 0), ["step 0 of 0", "no value"]);
  same(standing(told(2, null), 1), ["step 1 of 1", "diverged"]);
  same(standing(told(2, 1e-9), 1), ["step 1 of 1", "loss ≈ 0"]);
  same(widest(told(null)), "step 0 of 0 · no value");
});
