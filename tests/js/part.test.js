// @ts-check
import { bus } from "../../pages/ui/parts/bus.js";
import { Part, mounted } from "../../pages/ui/parts/part.js";
import { StopSlider } from "../../pages/ui/parts/stop_slider.js";
import { same, test } from "./check.js";

/** @type {string[]} */
const told = [];

class Noting extends Part {
  /**
   * @param {string} data
   * @returns {void}
   */
  read(data) {
    told.push(`read ${data}`);
    if (data === "bad") throw new Error("no data");
  }

  /** @returns {void} */
  claim() {
    told.push("claim");
    bus.dispatchEvent(new Event("change")); // a sibling moves in between
  }

  /** @returns {void} */
  build() {
    told.push("build");
  }

  /** @returns {void} */
  draw() {
    told.push("draw");
  }

  /** @returns {void} */
  stop() {
    super.stop();
    told.push("stop");
  }
}

const component = (/** @type {HTMLElement} */ parentElement, /** @type {unknown} */ data) => {
  return { data: new TextEncoder().encode(JSON.stringify(data)), parentElement, setTriggerValue: () => {} };
};

test("new data are read, claimed and built before anything is drawn, though the bus changes meanwhile", () => {
  told.length = 0;
  const [show, root] = [mounted(Noting), document.createElement("div")];
  show(component(root, "a"));
  const end = show(component(root, "b"));
  bus.dispatchEvent(new Event("change"));
  end();
  bus.dispatchEvent(new Event("change"));
  same(told, ["read a", "claim", "build", "draw", "read b", "claim", "build", "draw", "draw", "stop"]);
});

test("a part that could not read its data draws nothing of them", () => {
  told.length = 0;
  const [show, root] = [mounted(Noting), document.createElement("div")];
  show(component(root, "a"));
  try {
    show(component(root, "bad"));
  } catch {
    told.push("thrown");
  }
  bus.dispatchEvent(new Event("change"));
  same(told, ["read a", "claim", "build", "draw", "read bad", "thrown"]);
  show(component(root, "c"))();
});

test("only the cleanup of the newest call ends a part", () => {
  told.length = 0;
  const [show, root] = [mounted(Noting), document.createElement("div")];
  const older = show(component(root, "a"));
  const newest = show(component(root, "b"));
  older();
  same(told.includes("stop"), false);
  newest();
  same(told[told.length - 1], "stop");
});

class Texts extends StopSlider {
  name = "texts";

  /**
   * @param {{ values: number[], home: number }} data
   * @returns {void}
   */
  read({ values, home }) {
    Object.assign(this, { values, home, order: values.map((_, index) => index) });
  }

  /** @returns {void} */
  draw() {
    told.push(this.values[this.index ?? -1].toFixed(1));
  }
}

test("a slider whose stops are replaced by fewer never draws one that is gone", () => {
  told.length = 0;
  const [show, root] = [mounted(Texts), document.createElement("div")];
  root.innerHTML = "<div role=slider class=along></div><input class=typed><p class=reason></p>";
  show(component(root, { values: [1, 2, 3, 4, 5], home: 4 }));
  const end = show(component(root, { values: [6, 7], home: 1 }));
  same([told, bus.state.texts], [["5.0", "7.0"], 1]);
  end();
  same(bus.state.texts, null);
});
