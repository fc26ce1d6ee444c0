// The strip of learning rates: a slider over a family of runs that are all here already.  It owns the bus's r.
//
// The family is the M rates of the grid and then, last, index M, the rate Python has committed to.  A committed rate that is on the
// grid is shown by its grid index, where the same run stands before and after the server answers; only a rate between
// the grid's is shown by index M.  So whichever comes first, the charts' data or ours, no third run is ever seen.

const AGREE = 1e-9; // relative

const plain = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6, useGrouping: false });

class Strip extends Slider {
  name = "r";
  leap = 6;

  constructor(root) {
    super(root);
    this.fitting = new ResizeObserver(() => this.fit());
    this.fitting.observe(this.$(".words"));
  }

  update(data, component) {
    Object.assign(this, data, { count: data.rates.length, values: [...data.rates, data.current] });
    this.commit = (rate) => component.setTriggerValue("rate", rate);
    const twin = data.rates.findIndex((rate) => Math.abs(rate / data.current - 1) < AGREE);
    this.home = twin < 0 ? this.count : twin;
    this.order = this.values.map((_, r) => r).filter((r) => r < this.count || r === this.home);
    this.order.sort((a, b) => this.values[a] - this.values[b]);
    this.build();
    this.claim();
    bus.set({ home: this.home });
  }

  stop() {
    this.fitting.disconnect();
    super.stop();
  }

  /** Where a rate stands, as a fraction of the width: in the middle of its cell, between cells by its logarithm. */
  at(rate) {
    const above = this.rates.findIndex((other) => other >= rate);
    const [low, high] = [this.rates[above - 1], this.rates[above]];
    const cell = above < 0 ? this.count - 1 : above === 0 ? 0 : above - Math.log(high / rate) / Math.log(high / low);
    return (cell + 0.5) / this.count;
  }

  nearest(fraction) {
    return clamp(Math.floor(fraction * this.count), 0, this.count - 1);
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
    const rate = this.values[this.index];
    const regime = this.regimes[this.index];
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
