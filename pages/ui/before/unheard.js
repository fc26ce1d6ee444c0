// @ts-check
// What was asked of the server and may not have been heard.  A line can be dead without a word, and no browser hears of that
// for minutes: meanwhile Streamlit's buttons and links were pressed in vain.  So where nothing is answered the server is asked
// whether it is there, and where it does not say so either, the line is given up: Streamlit takes another.  On that one, what
// was asked since anything was heard is asked once more, when line.js says so.

const SILENT_MS = 3000; // after something was asked: it is wondered whether anybody is there
const DEAD_MS = 5000; // after that; twice as long every time in a row, for a slow line may be carrying one long message
const MOST_TURNS = 4;
const MOST_KEPT = 50; // as many as a part tells: see outbox.js
const RERUN = 0x5a; // with which Streamlit's BackMsg.rerun_script begins
const NUMBER = [0x9d, 6]; // before a number of four bytes, in a field that BackMsg does not have: see door.py
const THERE = Uint8Array.of(0x88, 1, 1); // BackMsg.app_heartbeat, which is answered whatever is at work

const { send } = WebSocket.prototype;
let timer = 0, turns = 0, count = 0;
/** @type {WebSocket | null} */
let line = null;
/** @type {Uint8Array[]} */
let asked = []; // on this line, since anything was heard
/** @type {Uint8Array[]} */
let lost = []; // on the line before

window.WebSocket = class extends WebSocket {
  /**
   * @param {string | URL} place
   * @param {string | string[]} [protocols]
   */
  constructor(place, protocols) {
    super(place, protocols);
    [line, lost, asked] = [this, [...lost, ...asked].slice(-MOST_KEPT), []];
    this.addEventListener("message", () => line === this && heard());
  }

  /** @param {any} data */
  send(data) {
    say(this, data instanceof Uint8Array && data[0] === RERUN ? numbered(data) : data);
  }
};

/**
 * @param {WebSocket} to
 * @param {any} data
 * @returns {void}
 */
function say(to, data) {
  send.call(to, data);
  if (data[0] === RERUN) asked = [...asked, data].slice(-MOST_KEPT);
  timer ||= setTimeout(wonder, SILENT_MS);
}

/**
 * It may have been heard, and its answer have been lost: then what was pressed is not pressed twice.
 *
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
function numbered(data) {
  const all = new Uint8Array(data.length + NUMBER.length + 4);
  all.set(data);
  all.set(NUMBER, data.length);
  count += 1;
  new DataView(all.buffer).setUint32(all.length - 4, count, true);
  return all;
}

/** @returns {void} */
function heard() {
  clearTimeout(timer);
  [timer, turns, asked] = [0, 0, []];
}

/** @returns {void} */
function wonder() {
  timer = 0;
  const mute = line;
  if (mute?.readyState !== WebSocket.OPEN) return;
  send.call(mute, THERE);
  timer = setTimeout(() => giveUp(mute), DEAD_MS << turns);
}

/**
 * @param {WebSocket} mute
 * @returns {void}
 */
function giveUp(mute) {
  timer = 0;
  turns = Math.min(turns + 1, MOST_TURNS);
  if (line === mute) mute.dispatchEvent(new CloseEvent("close")); // by itself it would wait for the other end to agree
}

/** @type {any} */ (window).downhillUnheard = {
  /** @returns {boolean} whether there is more to be asked again, once this is answered: all at once, only the last is */
  again() {
    const [next, ...rest] = lost;
    lost = rest;
    if (line && next) say(line, next);
    return rest.length > 0;
  },
  /** @returns {boolean} */
  answered() {
    return !asked.length;
  },
  /** @returns {void} */
  forget() {
    lost = [];
  },
};
