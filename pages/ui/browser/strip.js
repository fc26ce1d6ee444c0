// The strip of learning rates: a slider over a family of runs that are all here already.  It owns the bus's r.
//
// The family is the M rates of the grid and then, last, index M, the rate Python has committed to.  A committed rate that is on the
// grid is shown by its grid index, where the same run stands before and after the server answers; only a rate between
// the grid's is shown by index M.  So whichever comes first, the charts' data or ours, no third run is ever seen.

const LEAP = 6; // cells, for Page Up and Page Down
const PATIENCE = 250; // ms after the last key
const AGREE = 1e-9; // relative

const plain = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6, useGrouping: false });

class Strip {
  held = false; // a pointer is down, or a key has moved the rate and is not yet committed
  #ending = new AbortController();

  constructor(root) {
    this.$ = (selector) => root.querySelector(selector);
    const { signal } = this.#ending;
    const slider = this.$(".slider");
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    on(slider, "pointerdown", (event) => this.grab(event));
    on(slider, "pointermove", (event) => slider.hasPointerCapture(event.pointerId) && this.show(this.under(event)));
    on(slider, "pointerup", (event) => slider.hasPointerCapture(event.pointerId) && this.commit());
    on(slider, "pointercancel", () => this.cancel()); // the finger went on to scroll the page
    on(slider, "keydown", (event) => this.key(event));
    on(slider, "keyup", () => this.held && this.wait());
    on(slider, "blur", () => this.held && this.commit());
    on(bus, "change", () => this.draw());
    const fitting = new ResizeObserver(() => this.fit());
    fitting.observe(this.$(".words"));
    on(signal, "abort", () => fitting.disconnect());
  }

  update(data, component) {
    Object.assign(this, data, { say: component.setTriggerValue, count: data.rates.length });
    this.members = [...data.rates, data.current];
    const twin = data.rates.findIndex((rate) => Math.abs(rate / data.current - 1) < AGREE);
    this.home = twin < 0 ? this.count : twin;
    this.build();
    bus.claim("r", this);
    if (!this.held) this.r = this.home;
    bus.set({ r: this.r, home: this.home });
  }

  stop() {
    clearTimeout(this.waiting);
    this.#ending.abort();
    bus.release("r", this);
  }

  /** Where a rate stands, as a fraction of the width: in the middle of its cell, between cells by its logarithm. */
  at(rate) {
    const above = this.rates.findIndex((other) => other >= rate);
    const [low, high] = [this.rates[above - 1], this.rates[above]];
    const cell = above < 0 ? this.count - 1 : above === 0 ? 0 : above - Math.log(high / rate) / Math.log(high / low);
    return (cell + 0.5) / this.count;
  }

  under(event) {
    const box = this.$(".band").getBoundingClientRect();
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * this.count), 0, this.count - 1);
  }

  grab(event) {
    if (event.button !== 0) return;
    clearTimeout(this.waiting);
    this.$(".slider").setPointerCapture(event.pointerId);
    this.held = true;
    this.show(this.under(event));
  }

  key(event) {
    if (event.key === "Escape" && this.held) return this.cancel();
    const above = this.rates.findIndex((rate) => rate > this.members[this.r]);
    const between = this.r === this.count; // from between two cells the first step goes to the nearer side
    const next = above < 0 ? this.count - 1 : above;
    const here = between ? next : this.r;
    const target = {
      ArrowRight: between ? next : here + 1, ArrowUp: between ? next : here + 1, ArrowLeft: here - 1, ArrowDown: here - 1,
      PageUp: here + LEAP, PageDown: here - LEAP, Home: 0, End: this.count - 1,
    }[event.key];
    if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    clearTimeout(this.waiting);
    this.held = true;
    this.show(clamp(target, 0, this.count - 1));
  }

  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.commit(), PATIENCE);
  }

  show(r) {
    this.r = r;
    bus.set({ r });
  }

  commit() {
    clearTimeout(this.waiting);
    this.held = false;
    this.draw();
    if (this.r !== this.home) this.say("rate", this.members[this.r]);
  }

  cancel() {
    clearTimeout(this.waiting);
    this.held = false;
    this.show(this.home);
  }

  /** What changes only with the data: the colored runs, their words, the marks, the legend. */
  build() {
    const runs = this.runs();
    this.$(".label").textContent = `${this.label} ${this.symbol}`;
    this.$(".band").replaceChildren(...runs.map((run) => made("run", "", { "--cells": run.cells, "--tint": this.colors[run.regime] })));
    this.$(".words").replaceChildren(...runs.map((run) => made("word", run.regime, { "--cells": run.cells })));
    this.$(".marks").replaceChildren(...this.marks.map(([rate, text]) => made("mark", text, { "--at": `${100 * this.at(rate)}%` })));
    this.$("#legend").textContent = runs.map((run) => `${run.regime} from ${plain.format(run.low)} to ${plain.format(run.high)}`).join("; ");
    const slider = this.$(".slider");
    slider.ariaValueMin = this.rates[0];
    slider.ariaValueMax = this.rates[this.count - 1];
    slider.title = this.$("#legend").textContent;
    this.fit();
  }

  /** Neighboring cells of one regime. */
  runs() {
    const runs = [];
    this.rates.forEach((rate, i) => {
      const regime = this.regimes[i];
      if (runs.at(-1)?.regime !== regime) runs.push({ regime, cells: 0, low: rate });
      runs.at(-1).cells += 1;
      runs.at(-1).high = rate;
    });
    return runs;
  }

  /** A word that does not fit under its run is not shown cut. */
  fit() {
    for (const word of this.$(".words").children) word.style.visibility = word.scrollWidth > word.clientWidth ? "hidden" : "";
  }

  draw() {
    const rate = this.members[this.r];
    const regime = this.regimes[this.r];
    const slider = this.$(".slider");
    const text = plain.format(rate);
    slider.ariaValueNow = rate;
    slider.ariaValueText = `${text}, ${regime}`;
    this.$(".value").textContent = text;
    this.$(".regime").textContent = regime;
    this.$(".strip").style.setProperty("--here", this.colors[regime]);
    this.$(".strip").classList.toggle("held", this.held);
    this.$(".thumb").style.setProperty("--at", `${100 * this.at(rate)}%`);
    this.$(".pin").style.setProperty("--at", `${100 * this.at(this.current)}%`);
  }
}

function made(name, text, style) {
  const element = document.createElement("div");
  element.className = name;
  element.textContent = text;
  for (const [property, value] of Object.entries(style)) element.style.setProperty(property, value);
  return element;
}

export default mounted(Strip);
