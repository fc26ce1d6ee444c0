// A dial: a slider whose stops stand where their values stand on a scale, and which can be moved from inside the charts.
//
// A mark named "handle_<name>" in any chart of the page, from one end of the scale to the other, is another place to take
// hold of the dial.  Vega makes the name of a mark, and "_marks", a class of its group.

const DIGITS = 6;

class Dial extends Slider {
  constructor(root) {
    super(root);
    this.on(document, "pointerdown", (event) => {
      const handle = event.target.closest?.(`.handle_${this.name}_marks path`);
      if (handle) this.grab(event, handle);
    });
  }

  update(data, component) {
    Object.assign(this, data);
    this.commit = (value) => component.setTriggerValue("value", value);
    const along = (x) => (data.log ? Math.log(x) : x);
    const [low, high] = data.ends.map(along);
    this.places = data.values.map((value) => (along(value) - low) / (high - low));
    this.order = data.values.map((_, i) => i).sort((a, b) => data.values[a] - data.values[b]);
    this.leap = Math.ceil(this.order.length / 10);
    this.build();
    this.claim();
  }

  nearest(fraction) {
    const away = (i) => Math.abs(this.places[i] - fraction);
    return this.order.reduce((best, i) => (away(i) < away(best) ? i : best));
  }

  build() {
    const [dial, slider] = [this.$(".dial"), this.$(".slider")];
    this.$(".label").textContent = this.label;
    dial.style.setProperty("--hue", this.color);
    ["--before", "--after"].forEach((name, k) => dial.style.setProperty(name, `${this.margins[k]}px`));
    slider.ariaValueMin = this.values[this.order[0]];
    slider.ariaValueMax = this.values[this.order.at(-1)];
    this.move(".pin", this.home);
    this.draw();
  }

  move(what, index) {
    this.$(what).style.setProperty("--at", `${100 * this.places[index]}%`);
  }

  draw() {
    const [slider, index] = [this.$(".slider"), this.index ?? this.home];
    const shown = number(this.values[index], DIGITS, false);
    const read = Object.entries(this.readings).map(([words, numbers]) => `${words} ${number(numbers[index], 4, false)}`);
    this.move(".thumb", index);
    this.$(".value").textContent = shown;
    slider.ariaValueNow = this.values[index];
    slider.ariaValueText = `${shown}: ${read.join(", ")}`;
  }
}

export default mounted(Dial);
