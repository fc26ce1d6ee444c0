// @ts-check
import { Part } from "../../pages/ui/parts/part.js";
import { TypedNumber } from "../../pages/ui/parts/typed_number.js";
import { same, test } from "./check.js";

/**
 * A field that shows a number, and a press on it in the order of Firefox: the focus comes first, the caret after it.
 *
 * @returns {{ field: HTMLInputElement, press: (start: number, end: number) => string }} press → what is selected then
 */
function shown() {
  const field = Object.assign(document.createElement("input"), { value: "0.05" });
  document.body.replaceChildren(field);
  new TypedNumber(new Part(document.body), field, document.createElement("p"), () => {});
  const press = (/** @type {number} */ start, /** @type {number} */ end) => {
    field.dispatchEvent(new PointerEvent("pointerdown"));
    field.focus();
    field.setSelectionRange(start, end);
    field.dispatchEvent(new MouseEvent("click"));
    return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  };
  return { field, press };
}

test("a click into a number selects it, though the caret is put after the focus was given", () => {
  const { field, press } = shown();
  same(press(0, 0), "0.05");
  same(press(2, 2), ""); // a second click means a place in it
  field.blur();
  same(press(3, 3), "0.05");
});

test("digits that are drawn over stay the selected ones, and so they are after Tab", () => {
  const { field, press } = shown();
  same(press(2, 4), "05");
  field.blur();
  field.focus();
  same([field.selectionStart, field.selectionEnd], [0, 4]);
  same(press(1, 1), ""); // it had the focus before
});
