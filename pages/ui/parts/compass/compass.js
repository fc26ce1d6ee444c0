// The compass: the rose of slopes, a button for each of eight ways, and the arrow keys.  Every way means: one stride.

const DISC = 72; // the radius of the dial, where the picture reaches from −100 to 100
const RING = 87; // and of the circle of buttons
const LETTERS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
const ARROWS = { ArrowUp: [0, 1], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowLeft: [-1, 0] };
const BUSY = "input, select, textarea, [contenteditable=true], [role=slider], [role=radio], [role=grid], [role=tab], [role=dialog], [role=listbox], [role=menu]";
const SWING = 350; // ms the rose takes to turn

const at = (bearing, radius) => {
  const angle = (bearing * Math.PI) / 180;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
};

class Compass {
  shown = new Array(360).fill(0);
  held = new Set(); // arrow keys that are down
  chord = []; // those of the way to be taken
  #ending = new AbortController();

  constructor(root) {
    this.$ = (selector) => root.querySelector(selector);
    const { signal } = this.#ending;
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    this.$(".ticks").append(...Array.from({ length: 24 }, (_, k) => this.tick(15 * k)));
    this.buttons = LETTERS.map((letter, k) => this.point(letter, 45 * k, on));
    this.$(".points").append(...this.buttons);
    const svg = this.$("svg");
    on(svg, "pointermove", (event) => this.aim(this.under(event)));
    on(svg, "pointerleave", () => this.aim(null));
    on(svg, "click", (event) => this.go(this.under(event)));
    on(document, "keydown", (event) => this.press(event));
    on(document, "keyup", (event) => this.release(event));
    on(window, "blur", () => this.held.clear());
  }

  tick(bearing) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const [[x1, y1], [x2, y2]] = [at(bearing, DISC), at(bearing, bearing % 45 ? DISC - 2.5 : DISC - 5)];
    Object.entries({ x1, y1, x2, y2 }).forEach(([name, value]) => line.setAttribute(name, value));
    return line;
  }

  point(letter, bearing, on) {
    const button = document.createElement("button");
    const [x, y] = at(bearing, RING);
    button.type = "button";
    button.textContent = letter;
    button.style.setProperty("--x", `${50 + x / 2}%`);
    button.style.setProperty("--y", `${50 + y / 2}%`);
    for (const type of ["pointerenter", "focus"]) on(button, type, () => this.aim(bearing));
    for (const type of ["pointerleave", "blur"]) on(button, type, () => this.aim(null));
    on(button, "click", () => this.go(bearing));
    return button;
  }

  update(data, component) {
    Object.assign(this, data, { say: component.setTriggerValue });
    const root = this.$(".compass");
    root.style.setProperty("--up", this.colors.up);
    root.style.setProperty("--down", this.colors.down);
    this.buttons.forEach((button, k) => this.mark(button, this.slopes[45 * k], this.names[k]));
    this.swing();
    this.aim(null);
  }

  mark(button, slope, name) {
    button.disabled = this.over;
    button.classList.toggle("falls", slope < 0);
    button.classList.toggle("rises", slope > 0);
    button.setAttribute("aria-label", `Walk ${name}. ${this.feel(slope)}`);
  }

  stop() {
    this.#ending.abort();
    cancelAnimationFrame(this.frame);
  }

  /** From the rose that is shown to that of the slope felt now. */
  swing() {
    const steepest = Math.max(...this.slopes.map(Math.abs), 0);
    const goal = Array.from({ length: 360 }, (_, k) => (steepest > 0 ? (this.size * this.slopes[k]) / steepest : 0));
    const [from, start] = [this.shown, performance.now()];
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    cancelAnimationFrame(this.frame);
    const tick = (now) => {
      const part = still ? 1 : clamp((now - start) / SWING, 0, 1);
      const eased = part * part * (3 - 2 * part);
      this.shown = goal.map((slope, k) => from[k] + eased * (slope - from[k]));
      this.draw();
      if (part < 1) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  draw() {
    for (const [name, sign] of [["up", 1], ["down", -1]]) {
      const ends = this.shown.map((slope, k) => at(k, DISC * Math.max(sign * slope, 0)).map((c) => c.toFixed(2)));
      this.$(`.lobe.${name}`).setAttribute("d", `M${ends.join("L")}Z`);
    }
    const lowest = this.shown.indexOf(Math.min(...this.shown));
    this.$(".needle").setAttribute("transform", `rotate(${lowest})`);
    this.$(".needle").classList.toggle("hidden", this.down === null);
  }

  /** The bearing under the pointer. */
  under(event) {
    const box = this.$("svg").getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    return Math.round((Math.atan2(x, -y) * 180) / Math.PI + 360) % 360;
  }

  /** Say what is felt toward a bearing; toward none: the steepest way down. */
  aim(bearing) {
    const hand = this.$(".hand");
    const [x2, y2] = at(bearing ?? 0, DISC);
    hand.setAttribute("x2", x2);
    hand.setAttribute("y2", y2);
    hand.classList.toggle("hidden", bearing === null);
    const told = this.$(".told");
    if (bearing === null && this.down === null) return told.replaceChildren(this.nothing);
    const way = bearing ?? Math.round(this.down) % 360;
    const bold = document.createElement("b");
    bold.textContent = `${bearing === null ? "Steepest way down" : "Toward"} ${way}° ${LETTERS[Math.round(way / 45) % 8]}`;
    told.replaceChildren(bold, document.createElement("br"), this.feel(this.slopes[way]));
  }

  feel(slope) {
    if (slope === undefined) return this.nothing;
    const rise = number(Math.abs(slope) * this.metres, 3, false);
    return `slope ${number(slope, 3)}: ${rise} m ${slope < 0 ? "down" : "up"} in 100 m`;
  }

  go(bearing) {
    if (!this.over) this.say("walk", bearing);
  }

  /** Arrow keys that are down at the same time are one way: it is taken when the first of them is let go. */
  press(event) {
    if (!(event.key in ARROWS) || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.composedPath()[0].closest?.(BUSY)) return;
    event.preventDefault(); // or the page would scroll
    if (event.repeat) return;
    this.held.add(event.key);
    this.chord = [...this.held];
  }

  release(event) {
    if (!this.held.delete(event.key)) return;
    const [east, north] = this.chord.reduce(([x, y], key) => [x + ARROWS[key][0], y + ARROWS[key][1]], [0, 0]);
    this.chord = [];
    if (east || north) this.go(Math.round((Math.atan2(east, north) * 180) / Math.PI + 360) % 360);
  }
}

export default mounted(Compass);
