// The bar: play, pause, step, scrub.  It owns the bus's t.  Keys work anywhere on the page except where they mean
// something else already.

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zM14 5h4v14h-4z";
const KEYS = { " ": "play", ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last" };
const POPUP = "[role=dialog], [role=listbox], [role=menu]";
const TAKES_SPACE = `button, summary, select, textarea, input:not([type=range]), [contenteditable=true], [role=button], [role=tab], ${POPUP}`;
const TAKES_ARROWS = `input, select, textarea, [contenteditable=true], [role=slider], [role=radio], [role=grid], [role=tab], ${POPUP}`;
const LONGEST_GAP = 1000; // ms: a tab that was hidden goes on from where it was

class Bar {
  frame = null;
  playing = false;
  #ending = new AbortController();

  constructor(root) {
    this.$ = (selector) => root.querySelector(selector);
    const { signal } = this.#ending;
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    for (const button of root.querySelectorAll("button")) on(button, "click", () => this.act(button.dataset.do));
    // what was pressed with the mouse does not keep the focus, so that space goes on meaning play
    const speed = this.$(".speed");
    on(this.$(".bar"), "click", (event) => event.detail > 0 && event.target.closest("button")?.blur());
    on(speed, "pointerdown", () => (this.pointed = true));
    on(speed, "keydown", () => (this.pointed = false));
    on(speed, "change", () => this.pointed && speed.blur());
    on(this.$(".scrubber"), "input", (event) => this.go(Number(event.target.value)));
    on(document, "keydown", (event) => this.key(event));
    on(bus, "change", () => this.draw());
  }

  /** Keeps its place; at the end it stays at the end, however long the new run is.  First shown: a finished run. */
  update(data) {
    const wasLast = this.last;
    Object.assign(this, data, { last: data.steps.length - 1 });
    const ended = this.frame === null ? data.start === null : this.frame === wasLast && !this.playing;
    this.frame = ended ? this.last : clamp(this.frame ?? data.start, 0, this.last);
    this.position = Math.min(this.position ?? 0, this.last);
    this.$(".scrubber").max = this.last;
    this.$(".scrubber").ariaLabel = data.label;
    this.$(".scrubber").disabled = this.$("[data-do=play]").disabled = this.last === 0;
    this.$(".widest").textContent = this.widest();
    bus.claim("t", this);
    this.show(this.frame);
  }

  stop() {
    this.playing = false;
    this.#ending.abort();
    bus.release("t", this);
  }

  act(name) {
    if (name === "link") return this.link();
    if (name === "play") return this.playing ? this.pause() : this.play();
    this.go({ first: 0, back: this.frame - 1, forward: this.frame + 1, last: this.last }[name]);
  }

  key(event) {
    const target = event.composedPath()[0];
    const taken = event.key === " " ? TAKES_SPACE : TAKES_ARROWS;
    if (!(event.key in KEYS) || event.defaultPrevented || bus.owner.t !== this) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || target.closest?.(taken)) return;
    event.preventDefault();
    if (!(event.repeat && event.key === " ")) this.act(KEYS[event.key]);
  }

  go(frame) {
    this.pause();
    this.show(clamp(frame, 0, this.last));
  }

  play() {
    if (this.last === 0) return;
    if (this.frame === this.last) this.frame = 0;
    this.position = this.frame;
    this.then = performance.now();
    this.playing = true;
    this.show(this.frame);
    requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.playing = false;
    this.draw();
  }

  /** By the clock, not by the count of repaints: a slow machine drops frames but keeps time. */
  tick(now) {
    if (!this.playing || bus.owner.t !== this) return;
    const passed = clamp(now - this.then, 0, LONGEST_GAP);
    this.then = now;
    this.position += (passed / 1000) * this.fps * Number(this.$(".speed").value);
    this.show(Math.min(Math.floor(this.position), this.last));
    if (this.frame === this.last) this.pause();
    else requestAnimationFrame((later) => this.tick(later));
  }

  show(frame) {
    this.frame = frame;
    bus.set({ t: frame });
  }

  draw() {
    const scrubber = this.$(".scrubber");
    const [where, value] = [this.where(this.frame), this.value(this.frame)];
    scrubber.value = this.frame;
    scrubber.style.setProperty("--done", `${(100 * this.frame) / Math.max(this.last, 1)}%`);
    scrubber.setAttribute("aria-valuetext", value ? `${where}, ${value}` : where);
    this.$(".now").textContent = value ? `${where} · ${value}` : where;
    this.$(".icon").setAttribute("d", this.playing ? PAUSE : PLAY);
    this.$("[data-do=play]").setAttribute("aria-label", this.playing ? "Pause" : "Play");
    // dimmed, not disabled: a disabled button would swallow the keys while it has the focus
    for (const name of ["first", "back"]) this.$(`[data-do=${name}]`).ariaDisabled = this.frame === 0;
    for (const name of ["forward", "last"]) this.$(`[data-do=${name}]`).ariaDisabled = this.frame === this.last;
  }

  where(frame) {
    return `${this.label} ${this.steps[frame]} of ${this.steps[this.last]}`;
  }

  /** "loss 0.430", nothing while the live knob shows another run than the one whose losses are known. */
  value(frame) {
    const { r, home } = bus.state;
    if (!this.values.length || (r !== home && this.values.length === 1)) return "";
    return this.say(pick(this.values, r, frame));
  }

  say(value) {
    return value === null ? "diverged" : `${this.quantity} ${number(value, 3)}`;
  }

  widest() {
    const texts = this.values.flatMap((row) => row.map((value) => this.say(value)));
    const widest = texts.reduce((a, b) => (b.length > a.length ? b : a), "");
    return widest ? `${this.where(this.last)} · ${widest}` : this.where(this.last);
  }

  async link() {
    const url = new URL(location.href);
    url.searchParams.set("step", this.steps[this.frame]);
    const told = this.$(".told");
    told.textContent = (await copied(url.href)) ? "copied" : "not allowed to copy";
    clearTimeout(this.hush);
    this.hush = setTimeout(() => (told.textContent = ""), 1500);
  }
}

/** Copies text; the clipboard API exists only on https and localhost, the old command everywhere else. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

export default mounted(Bar);
