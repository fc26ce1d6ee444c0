// The mountain: what Python has packed, and the hand that turns it.  Fine tiles at rest, coarse ones while it moves.

const START = { az: -0.5, el: 0.8, zoom: 1 };
const KEYS = {
  ArrowLeft: (eye) => (eye.az += 0.1),
  ArrowRight: (eye) => (eye.az -= 0.1),
  ArrowUp: (eye) => (eye.el += 0.08),
  ArrowDown: (eye) => (eye.el -= 0.08),
  "+": (eye) => (eye.zoom *= 1.15),
  "-": (eye) => (eye.zoom /= 1.15),
  Home: (eye) => Object.assign(eye, START),
};
const REST = 180; // ms without a movement until it is painted finely

/** The header and the arrays that heights.model has packed. */
function unpack(data) {
  const bytes = new Uint8Array(data).slice(); // a buffer of its own, so that numbers are aligned
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const model = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  const floats = (count) => new Float32Array(bytes.buffer, (at += 4 * count) - 4 * count, count);
  const h = floats(model.n ** 2);
  for (const path of model.paths) path.points = floats(2 * path.frames * path.members);
  model.top = h.reduce((top, z) => (z > top ? z : top), 1e-3);
  model.fine = grid(model.n, h, bytes.subarray(at), model.levels);
  model.coarse = thinned(model.fine, model.levels);
  return model;
}

/** n × n corners of height h, (n − 1) × (n − 1) tiles of a color, and the isolines across each of them. */
function grid(n, h, colors, levels) {
  const code = (k) => `rgb(${colors[3 * k]},${colors[3 * k + 1]},${colors[3 * k + 2]})`;
  return { n, h, colors, codes: Array.from({ length: (n - 1) ** 2 }, (_, k) => code(k)), lines: isolines(n, h, levels) };
}

/** Every second corner, and of every four tiles the mean color. */
function thinned({ n, h, colors }, levels) {
  const [corners, tiles] = [(n + 1) / 2, (n - 1) / 2];
  const fewer = Float32Array.from({ length: corners ** 2 }, (_, k) => h[2 * Math.floor(k / corners) * n + 2 * (k % corners)]);
  const mixed = new Uint8Array(3 * tiles ** 2).map((_, k) => {
    const [tile, part] = [Math.floor(k / 3), k % 3];
    const first = 3 * (2 * Math.floor(tile / tiles) * (n - 1) + 2 * (tile % tiles)) + part;
    return [0, 3, 3 * (n - 1), 3 * n].reduce((sum, next) => sum + colors[first + next], 0) / 4;
  });
  return grid(corners, fewer, mixed, levels);
}

/** Of every tile the isolines across it, a flat list of bold, x, y, x, y, h. */
function isolines(n, h, levels) {
  return Array.from({ length: (n - 1) ** 2 }, (_, tile) => {
    const [i, j] = [Math.floor(tile / (n - 1)), tile % (n - 1)];
    const corners = [[i, j], [i, j + 1], [i + 1, j + 1], [i + 1, j]].map(([r, c]) => [c / (n - 1), r / (n - 1), h[r * n + c]]);
    const [low, high] = [Math.min(...corners.map((c) => c[2])), Math.max(...corners.map((c) => c[2]))];
    return levels.flatMap(([level, bold]) => (low < level && level <= high ? crossings(corners, level, bold) : []));
  });
}

function crossings(corners, level, bold) {
  const ends = corners.flatMap((from, k) => {
    const to = corners[(k + 1) % 4];
    if (from[2] < level === to[2] < level) return [];
    const part = (level - from[2]) / (to[2] - from[2]);
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  });
  const line = (k) => [Number(bold), ...ends.slice(k, k + 4), level];
  return ends.length > 4 ? [...line(0), ...line(4)] : line(0);
}

class Mountain {
  eye = { ...START };
  #moved = -Infinity;
  #frame = 0;
  #resting = 0;
  #ending = new AbortController();

  constructor(root) {
    this.box = root.querySelector(".mountain");
    this.canvas = root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    const { signal } = this.#ending;
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    on(this.canvas, "pointerdown", (event) => this.hold(event));
    on(this.canvas, "pointermove", (event) => this.canvas.hasPointerCapture(event.pointerId) && this.drag(event));
    on(this.canvas, "lostpointercapture", () => this.canvas.classList.remove("held"));
    on(this.canvas, "wheel", (event) => this.wheel(event));
    on(this.canvas, "keydown", (event) => this.key(event));
    on(bus, "change", () => this.stir());
    this.sizes = new ResizeObserver(() => this.ask());
    this.sizes.observe(this.canvas);
  }

  update(data) {
    this.model = unpack(data);
    this.draped = [];
    this.canvas.setAttribute("aria-label", this.model.label);
    this.canvas.style.height = `${this.model.height}px`;
    this.ask();
  }

  stop() {
    this.#ending.abort();
    this.sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#resting);
  }

  hold(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.classList.add("held");
    this.from = [event.clientX, event.clientY];
  }

  drag(event) {
    const [dx, dy] = [event.clientX - this.from[0], event.clientY - this.from[1]];
    this.from = [event.clientX, event.clientY];
    this.move((eye) => {
      eye.az -= 0.008 * dx;
      eye.el += 0.006 * dy;
    });
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    this.move((eye) => (eye.zoom *= Math.exp(-0.002 * event.deltaY)));
  }

  key(event) {
    if (!(event.key in KEYS) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // and so the bar leaves it alone
    this.move(KEYS[event.key]);
  }

  move(change) {
    change(this.eye);
    this.eye.el = clamp(this.eye.el, 0.12, 1.5);
    this.eye.zoom = clamp(this.eye.zoom, 0.6, 4);
    this.box.classList.add("turned");
    this.stir();
  }

  stir() {
    this.#moved = performance.now();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.ask(), REST);
    this.ask();
  }

  ask() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.model && this.canvas.clientWidth) this.paint();
    });
  }

  paint() {
    const { canvas, pen, model } = this;
    const [width, height, dense] = [canvas.clientWidth, canvas.clientHeight, window.devicePixelRatio || 1];
    const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
    if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, width, height);
    const tiles = performance.now() - this.#moved < REST ? model.coarse : model.fine;
    new Picture(pen, model, tiles, look(this.eye, model.top, width, height)).paint(this.trails(), getComputedStyle(canvas));
  }

  /** Of every path, for the member and up to the frame shown: its color, its pieces and where its ball is. */
  trails() {
    const { t, r } = bus.state;
    return this.model.paths.map((path, k) => {
      const member = clamp(r ?? path.members - 1, 0, path.members - 1);
      if (this.draped[k]?.member !== member) this.draped[k] = { member, ...drape(this.model.fine, path, member) };
      const frame = clamp(t ?? path.frames - 1, 0, path.frames - 1);
      const { pieces, balls } = this.draped[k];
      return { color: path.color, pieces: pieces.filter((piece) => piece[0] <= frame), ball: balls[frame] };
    });
  }
}

export default mounted(Mountain);
