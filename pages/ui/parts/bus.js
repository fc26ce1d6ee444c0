// What the components of a page share.  This file is put in front of each of theirs, so that every module holds a copy
// of the code; the bus itself, window.downhillBus, is one per page and made by whichever module comes first.

class Bus extends EventTarget {
  // t: the frame shown · r: the member of the family shown · home: the member Python has committed to · any other name
  // that a view claims: where that view stands · null: nobody's
  state = { t: null, r: null, home: null };
  owner = {}; // parameter → the view that drives it
  #style = document.createElement("style");
  #frame = 0;

  constructor() {
    super();
    document.head.append(this.#style);
    // A chart that arrives late or is rebuilt brings new inputs: they are fed before the browser paints them.
    new MutationObserver(() => this.feed()).observe(document.body, { childList: true, subtree: true });
  }

  /** Whoever claims a name last drives it: the bar of a page that is going away must not fight the one that came. */
  claim(name, view) {
    const known = name in this.owner;
    this.owner[name] = view;
    if (!known) this.hide();
  }

  release(name, view) {
    if (this.owner[name] !== view) return;
    this.owner[name] = null;
    this.set(name === "r" ? { r: null, home: null } : { [name]: null });
  }

  /** Vega's own inputs for our parameters are not seen, nor a form that has no others. */
  hide() {
    const inputs = Object.keys(this.owner).map((name) => `[name="${name}"]`);
    const ours = `:has(input:is(${inputs}))`;
    this.#style.textContent = `form.vega-bindings ${ours}, form.vega-bindings${ours}:not(:has(input:not(${inputs})))
      { display: none !important }
      [class*="handle_"] path { cursor: ew-resize }
      svg:has([class*="handle_"]) { touch-action: pan-y; user-select: none; -webkit-user-select: none }`;
  }

  /** Remember; charts and listeners hear of it at most once per animation frame. */
  set(change) {
    Object.assign(this.state, change);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.feed();
      this.dispatchEvent(new Event("change"));
    });
  }

  /** Give its parameters to every chart whose bound input differs.  Vega names the input after the parameter. */
  feed() {
    for (const name of Object.keys(this.owner)) {
      if ((this.state[name] ?? null) === null) continue;
      for (const input of document.querySelectorAll(`form.vega-bindings input[name="${name}"]`)) {
        // a range input clamps what it is given: compare with that, or a short chart would be fed for ever
        const value = String(Math.min(this.state[name], input.max === "" ? Infinity : Number(input.max)));
        if (input.value === value) continue;
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
}

// Not window.downhill: the heading "Downhill" has that id, and browsers make ids names on window.
const bus = (window.downhillBus ??= new Bus());

/**
 * The default export for a View(root) with update(data, component) and stop().  Streamlit calls a default export again
 * on the same root whenever the data or the theme change, and may run the cleanup of an earlier call after a later call:
 * so one view is kept per root, and only the cleanup of the newest call ends it.
 */
function mounted(View) {
  const views = new WeakMap();
  return (component) => {
    const root = component.parentElement;
    const view = views.get(root) ?? new View(root);
    views.set(root, view);
    view.update(component.data, component);
    const turn = (view.turn = (view.turn ?? 0) + 1);
    return () => {
      if (view.turn !== turn) return;
      views.delete(root);
      view.stop();
    };
  };
}

const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/** The number at frame t of member r.  A table with one row serves every member, a row with one number every frame. */
const pick = (rows, r, t) => {
  const row = rows[clamp(r ?? rows.length - 1, 0, rows.length - 1)];
  return row[clamp(t ?? row.length - 1, 0, row.length - 1)];
};

const raised = (power) => power.replace("+", "").replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);

/** x to so many significant digits with a true minus, 1.2·10⁻⁵ where plain digits would not do; "—" for null. */
function number(x, digits, zeros = true) {
  if (x === null) return "—";
  const rounded = Number(x.toPrecision(digits));
  const size = Math.abs(rounded);
  let text;
  if (size >= 1e6 || (size > 0 && size < 1e-4)) {
    const [mantissa, power] = x.toExponential(digits - 1).split("e");
    text = `${zeros ? mantissa : Number(mantissa)}·10${raised(power)}`;
  } else if (size >= 10 ** digits) text = x.toFixed(0);
  else text = zeros && size > 0 ? x.toPrecision(digits) : String(rounded);
  return text.replace("-", "−");
}
