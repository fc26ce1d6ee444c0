// @ts-check
// Which page a query belongs to.  Streamlit has one query, and takes that of a link to another page for it as soon as the
// link is followed, and then that which the old page still says.  So what was pressed before the other page came asked for
// the old page with the new one's query, which reset all that was set there and complained of it; and the other one came to
// stand at the old one's address.  Here a request for the page that is there carries the query of its address, and the
// address of a page that a link has led to is that link's.

const LINK = "[data-testid=stPageLink] a";
const REQUEST = 0x5a; // with which Streamlit's BackMsg.rerun_script begins
const QUERY = 0x0a; // with which its first field does
const history = window.history, push = history.pushState;

/** @type {HTMLAnchorElement | null} */
let clicked = null; // just now: what is asked for next is its page
let led = { path: "", query: "" }; // where the last link leads

addEventListener("click", ({ target }) => {
  clicked = target instanceof Element ? target.closest(LINK) : null;
  setTimeout(() => (clicked = null));
}, true);

window.WebSocket = class extends WebSocket {
  /** @param {any} data */
  send(data) {
    super.send(data instanceof Uint8Array && data[0] === REQUEST ? addressed(data) : data);
  }
};

history.pushState = function (state, unused, url) {
  const there = new URL(url ?? "", location.href);
  if (there.pathname !== location.pathname && there.pathname === led.path) there.search = led.query;
  if (there.pathname === led.path) led = { path: "", query: "" };
  push.call(history, state, unused, there);
};

/**
 * @param {Uint8Array} data a request
 * @returns {Uint8Array} the same with the query of the address, unless it is a link's own
 */
function addressed(data) {
  const [length, begin] = number(data, 1), [size, query] = number(data, begin + 1), end = query + size;
  if (data[begin] !== QUERY) return data;
  const said = new TextDecoder().decode(data.subarray(query, end)), here = location.search.slice(1);
  if (clicked) led = { path: clicked.pathname, query: said };
  if (clicked || said === here) return data;
  const text = new TextEncoder().encode(here);
  const body = [QUERY, ...written(text.length), ...text, ...data.subarray(end, begin + length)];
  return new Uint8Array([REQUEST, ...written(body.length), ...body, ...data.subarray(begin + length)]);
}

/**
 * @param {Uint8Array} data
 * @param {number} at
 * @returns {[number, number]} the number that is written there, seven bits a byte, and where what follows begins
 */
function number(data, at) {
  let value = 0, place = 1;
  for (; data[at] > 127; at += 1, place *= 128) value += (data[at] - 128) * place;
  return [value + data[at] * place, at + 1];
}

/**
 * @param {number} value
 * @returns {number[]}
 */
function written(value) {
  return value > 127 ? [(value % 128) + 128, ...written(Math.floor(value / 128))] : [value];
}
