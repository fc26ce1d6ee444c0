// @ts-check
import { Outbox } from "../../pages/ui/parts/outbox.js";
import { line } from "../../pages/ui/parts/line.js";
import { same, test } from "./check.js";

/** @import { Told } from "../../pages/ui/parts/outbox.js" */

/**
 * An outbox, and of each time that it tells Python something the numbers, names and values.
 *
 * @returns {{ box: Outbox, told: string[] }}
 */
function outbox() {
  /** @type {string[]} */
  const told = [];
  const box = new Outbox();
  box.through((event, { said }) => told.push(`${event}: ${said.map((message) => message.join(" ")).join(", ")}`));
  return { box, told };
}

test("what has been said of late is told along, in order", () => {
  const { box, told } = outbox();
  box.say("walk", "north");
  box.say("walk", "east");
  box.say("wait", 5);
  same(told.slice(0, 2), ["told: 1 walk north", "told: 1 walk north, 2 walk east"]);
  same(told[2], "told: 1 walk north, 2 walk east, 3 wait 5");
});

test("what was said long ago is not told along", () => {
  const { box, told } = outbox();
  const { now } = performance;
  try {
    performance.now = () => 0;
    box.say("walk", "north");
    performance.now = () => 20_000;
    box.say("walk", "east");
    performance.now = () => 40_000;
    box.say("walk", "south");
  } finally {
    performance.now = now;
  }
  same(told[2], "told: 2 walk east, 3 walk south");
});

test("no more is told at once than is listened to", () => {
  const { box, told } = outbox();
  for (let k = 0; k < 70; k += 1) box.say("wait", k);
  const said = told[69].split(", ");
  same([said.length, said[49]], [50, "70 wait 69"]);
});

test("without a connection all waits, however long, and is told at once", () => {
  const app = document.createElement("div");
  Object.assign(app.dataset, { testid: "stApp", testConnectionState: "DISCONNECTED_FOREVER", testScriptState: "notRunning" });
  document.body.append(app);
  const { now } = performance;
  const { setInterval: every } = window;
  /** @type {(() => void)[]} */
  const looks = [];
  const { box, told } = outbox();
  try {
    window.setInterval = /** @type {any} */ ((/** @type {() => void} */ look) => looks.push(look));
    performance.now = () => 0;
    box.say("walk", "north");
    performance.now = () => 100_000;
    box.say("walk", "east");
    looks.forEach((look) => look());
    same([told.length, looks.length], [0, 1]);
    app.dataset.testConnectionState = "CONNECTED";
    app.dataset.testScriptState = "running"; // what was there before the loss is shown first
    looks.forEach((look) => look());
    same(told, []);
    app.dataset.testScriptState = "notRunning";
    looks.forEach((look) => look());
    same(told, ["told: 1 walk north, 2 walk east"]);
  } finally {
    performance.now = now;
    window.setInterval = every;
    app.remove();
  }
});

test("to a visit of another name only what has not been told is told", () => {
  const { box, told } = outbox();
  const app = document.createElement("div");
  Object.assign(app.dataset, { testid: "stApp", testConnectionState: "CONNECTED", testScriptState: "notRunning" });
  const { setInterval: every } = window;
  /** @type {(() => void)[]} */
  const looks = [];
  document.body.append(app);
  try {
    window.setInterval = /** @type {any} */ ((/** @type {() => void} */ look) => looks.push(look));
    line.welcome("one", 0);
    box.say("walk", "north");
    box.again();
    looks.pop()?.();
    same(told, ["told: 1 walk north", "told: 1 walk north"]);
    app.dataset.testConnectionState = "CONNECTING";
    box.say("walk", "east");
    line.welcome("another", 0);
    app.dataset.testConnectionState = "CONNECTED";
    looks.pop()?.();
    same(told[2], "told: 2 walk east");
    line.welcome("a third", 0);
    box.again();
    looks.pop()?.();
    same(told.length, 3);
  } finally {
    window.setInterval = every;
    app.remove();
    box.stop();
  }
});
