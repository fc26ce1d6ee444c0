// @ts-check
// Which page a query belongs to.  Streamlit has one query, and takes that of a link to another page for it as soon as the
// link is followed, and then that which the old page still says.  So what was pressed before the other page came asked for
// the old page with the new one's query, which reset all that was set there and complained of it; and the other one came to
// stand at the old one's address.  Here a request for the page that is there carries the query of its address, and a page
// that comes has the one with which it was asked for.  And a page that is embedded in another one stays so: a link to an
// experiment of the same page forgot that, and header and menu came.

const LINK = "[data-testid=stPageLink] a";
const REQUEST = 0x5a; // with which Streamlit's BackMsg.rerun_script begins
const QUERY = 0x0a; // with which its first field does
const EMBEDDED = ["embed", "embed_options"]; // of Streamlit, which a link of a page cannot say
const history = window.history, push = history.pushState;

/** @type {HTMLAnchorElement | null} */
let clicked = null; // just now: what is asked for next is its page
/** @type {Map<string, string>} */
const queries = new Map(); // the path of a page → the query with which it was asked for last

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
  if (url == null) return push.call(history, state, unused);
  const there = new URL(url, location.href);
  if (there.pathname !== location.pathname) there.search = queries.get(there.pathname) ?? there.search;
  push.call(history, state, unused, there);
};

/**
 * @param {Uint8Array} data a request
 * @returns {Uint8Array} the same with the query of the address, unless it is a link's own
 */
function addressed(data) {
  const [length, begin] = number(data, 1), [size, query] = number(data, begin + 1), end = query + size;
  if (data[begin] !== QUERY) return data;
  const said = new TextDecoder().decode(data.subarray(query, end)), asked = clicked ? embedded(said) : location.search.slice(1);
  queries.set(clicked?.pathname ?? location.pathname, asked);
  if (asked === said) return data;
  const text = new TextEncoder().encode(asked);
  const body = [QUERY, ...written(text.length), ...text, ...data.subarray(end, begin + length)];
  return new Uint8Array([REQUEST, ...written(body.length), ...body, ...data.subarray(begin + length)]);
}

/**
 * @param {string} query
 * @returns {string} the same, and whether the page is embedded
 */
function embedded(query) {
  const here = new URLSearchParams(location.search), all = new URLSearchParams(query);
  for (const name of EMBEDDED.filter((each) => !all.has(each))) {
    for (const value of here.getAll(name)) query += `&${name}=${encodeURIComponent(value)}`;
  }
  return query.replace(/^&/, "");
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
