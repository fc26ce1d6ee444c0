// @ts-check
// What is asked for help stands in the label of a switch: whoever pressed it turned the switch and was told nothing, for
// Streamlit's library hears of every press on a label.  Of this one it does not; that something points there it hears.

const HELP = "label [data-testid=stTooltipIcon]";
const PRESSES = ["pointerdown", "pointerup", "mousedown", "mouseup", "touchstart", "touchend", "click"];

/**
 * @param {Event} event
 * @returns {void}
 */
function keep(event) {
  if (event.target instanceof Element && event.target.closest(HELP)) event.stopPropagation();
}

for (const press of PRESSES) addEventListener(press, keep, { capture: true, passive: true });
