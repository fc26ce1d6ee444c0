// @ts-check
import { bus } from "../../pages/ui/parts/bus.js";
import { Part } from "../../pages/ui/parts/part.js";
import { same, test } from "./check.js";

/** @import { Say } from "../../pages/ui/parts/outbox.js" */

class Walker extends Part {
  static latest = ["pace"];
  /** @type {Say} */
  say = () => {};
  /** @type {string[]} */
  seen = [];

  /**
   * @param {string} data
   * @param {Say} say
   * @returns {void}
   */
  read(data, say) {
    this.say = say;
    this.seen.push(data);
  }
}

/**
 * A part on a page of Streamlit's, and what of it has reached Python.
 *
 * @param {(page: { part: Walker, told: string[], script: (now: string) => Promise<void>, answer: (data: string) => void,
 *   network: (now: string) => Promise<void> }) => Promise<void>} act
 * @returns {Promise<void>}
 */
async function onPage(act) {
  const app = document.createElement("div");
  app.dataset.testid = "stApp";
  document.body.append(app);
  const now = async (/** @type {string} */ name, /** @type {string} */ value) => {
    app.dataset[name] = value;
    await Promise.resolve(); // observers are told in a microtask of their own
    await new Promise((done) => setTimeout(done, 0));
  };
  /** @type {string[]} */
  const told = [];
  const part = new Walker(document.createElement("div"));
  const answer = (/** @type {string} */ data) => {
    const bytes = new TextEncoder().encode(JSON.stringify(data));
    const setTriggerValue = (/** @type {string} */ name, /** @type {unknown} */ value) => told.push(`${name} ${value}`);
    part.update(/** @type {any} */ ({ data: bytes, parentElement: part.root, setTriggerValue }));
  };
  answer("first");
  try {
    await now("testConnectionState", "CONNECTED");
    await now("testScriptState", "notRunning");
    const page = { part, told, answer };
    await act({ ...page, script: (to) => now("testScriptState", to), network: (to) => now("testConnectionState", to) });
  } finally {
    part.stop();
    app.remove();
  }
}

test("of what counts each time the second waits for the answer to the first", () =>
  onPage(async ({ part, told, script }) => {
    part.say("walk", "north");
    part.say("walk", "east");
    part.say("walk", "east");
    same(told, ["walk north"]);
    await script("running");
    same(told, ["walk north"]);
    await script("notRunning");
    same(told, ["walk north", "walk east"]);
    await script("running");
    await script("notRunning");
    same(told, ["walk north", "walk east", "walk east"]);
    same(bus.telling.size, 1);
    await script("running");
    await script("notRunning");
    same(bus.telling.size, 0);
  }));

test("what only counts as it was said last waits for nothing of its kind, but for what counts each time", () =>
  onPage(async ({ part, told, script }) => {
    part.say("pace", 1);
    part.say("pace", 2);
    same(told, ["pace 1", "pace 2"]);
    await script("running");
    part.say("walk", "north");
    part.say("pace", 3);
    part.say("pace", 4);
    same(told, ["pace 1", "pace 2"]);
    await script("notRunning");
    await script("running");
    await script("notRunning");
    same(told, ["pace 1", "pace 2", "walk north", "pace 4"]);
  }));

test("an answer to what was told before does not undo what waits, and comes to be seen where it is the last", () =>
  onPage(async ({ part, answer, script }) => {
    part.say("walk", "north");
    part.say("walk", "over the edge");
    await script("running");
    answer("north");
    same(part.seen, ["first"]);
    await script("notRunning");
    await script("running"); // the second is refused: there are no other data than those after the first
    await script("notRunning");
    same(part.seen, ["first", "north"]);
  }));

test("without a connection all waits, and of what only counts as it was said last the last", () =>
  onPage(async ({ part, told, network }) => {
    await network("DISCONNECTED_FOREVER");
    part.say("pace", 1);
    part.say("pace", 2);
    part.say("walk", "north");
    same(told, []);
    await network("CONNECTED");
    same(told, ["pace 2"]);
  }));
