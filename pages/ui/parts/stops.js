// A slider over stops that are all in the browser already: what the strip and the dial have in common.  This file is put
// in front of theirs.  Mouse, touch and keys show another stop and nothing is sent; on release, a moment after the last
// key, or on leaving, Python hears of it: once.
//
// A subclass sets name (its parameter of the bus), values (of the stops), order (the stops from the lowest value up), leap
// (how many stops Page Up moves), home (the stop Python has committed to); it has nearest(fraction), commit(value), draw().

const PATIENCE = 250; // ms after the last key

class Slider {
  held = false; // a pointer is down, or a key has moved it and this is not yet committed
  #pointer = null;
  #area = null; // what the pointer moves along
  #waiting = 0;
  #ending = new AbortController();

  constructor(root) {
    this.$ = (selector) => root.querySelector(selector);
    const slider = this.$("[role=slider]");
    const mine = (act) => (event) => event.pointerId === this.#pointer && act(event);
    this.on(slider, "pointerdown", (event) => this.grab(event, this.$(".along")));
    this.on(slider, "keydown", (event) => this.key(event));
    const byKey = (act) => () => this.held && this.#pointer === null && act();
    this.on(slider, "keyup", byKey(() => this.wait()));
    this.on(slider, "blur", byKey(() => this.release()));
    this.on(window, "pointermove", mine((event) => this.show(this.under(event))));
    this.on(window, "pointerup", mine(() => this.release()));
    this.on(window, "pointercancel", mine(() => this.cancel())); // the finger went on to scroll the page
    this.on(bus, "change", () => this.draw());
  }

  on(target, type, listener) {
    target.addEventListener(type, listener, { signal: this.#ending.signal });
  }

  /** Python has spoken: what is held stays where it is. */
  claim() {
    bus.claim(this.name, this);
    if (!this.held || !(this.index < this.values.length)) this.index = this.home;
    bus.set({ [this.name]: this.index });
  }

  stop() {
    clearTimeout(this.#waiting);
    this.#ending.abort();
    bus.release(this.name, this);
  }

  grab(event, area) {
    if (event.button !== 0) return;
    clearTimeout(this.#waiting);
    area.setPointerCapture(event.pointerId);
    [this.#pointer, this.#area, this.held] = [event.pointerId, area, true];
    this.show(this.under(event));
  }

  under(event) {
    const box = this.#area.getBoundingClientRect();
    return this.nearest((event.clientX - box.left) / box.width);
  }

  key(event) {
    if (event.key === "Escape" && this.held) return this.cancel();
    const [here, last] = [this.order.indexOf(this.index), this.order.length - 1];
    const target = {
      ArrowRight: here + 1, ArrowUp: here + 1, ArrowLeft: here - 1, ArrowDown: here - 1,
      PageUp: here + this.leap, PageDown: here - this.leap, Home: 0, End: last,
    }[event.key];
    if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    clearTimeout(this.#waiting);
    this.held = true;
    this.show(this.order[clamp(target, 0, last)]);
  }

  wait() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.release(), PATIENCE);
  }

  show(index) {
    this.index = index;
    bus.set({ [this.name]: index });
  }

  release() {
    this.let();
    this.draw();
    if (this.index !== this.home) this.commit(this.values[this.index]);
  }

  cancel() {
    this.let();
    this.show(this.home);
  }

  let() {
    clearTimeout(this.#waiting);
    [this.#pointer, this.#area, this.held] = [null, null, false];
  }
}
