// The mountain as a picture: tiles painted from the farthest to the nearest, isolines and trails in between, walls, scales.
// This file is put in front of mountain.js.  A place is [x, y, h]: parts of the way across and down the map, and shown height.

const UP = 0.8; // the height of the highest ground, where the map is 2 wide
const PLINTH = 0.1; // how far the block reaches below the lowest ground, in h
const EYE = 6.5; // how far away the eye is
const MARGIN = 44; // pixels for the numbers around it
const LIFT = 0.012; // trails lie a little above the ground, in h
const LATE = 3; // lanes by which balls are painted late: they are larger than a tile
const PIECE = 1 / 100; // the longest piece of a trail
const INK = [["rgb(46 38 52 / 0.34)", 0.7], ["rgb(46 38 52 / 0.6)", 1.3]]; // of fine and of bold isolines
const LIT = ["#b9aa94", "#7d7163"];
const DARK = ["#94866f", "#5d5348"];

/** The ground of a grid at a point of the map. */
function heightAt({ n, h }, x, y) {
  const [c, r] = [x * (n - 1), y * (n - 1)];
  const [j, i] = [Math.min(Math.floor(c), n - 2), Math.min(Math.floor(r), n - 2)];
  const [a, b, k] = [c - j, r - i, i * n + j];
  return (1 - b) * ((1 - a) * h[k] + a * h[k + 1]) + b * ((1 - a) * h[k + n] + a * h[k + n + 1]);
}

/** A path laid over the ground: pieces [frame at its end, place, place], and the ball's place at every frame, if on the map. */
function drape(grid, { points, frames, members }, member) {
  const at = (frame) => [0, 1].map((k) => points[2 * (frame * members + member) + k]);
  const lifted = ([x, y]) => [x, y, heightAt(grid, x, y) + LIFT];
  const onMap = ([x, y]) => x >= 0 && x <= 1 && y >= 0 && y <= 1;
  const pieces = [];
  for (let frame = 1; frame < frames; frame++) {
    const inside = clipped(at(frame - 1), at(frame));
    if (!inside) continue;
    const [from, to] = inside;
    const count = Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1e-9) / PIECE);
    const between = (k) => lifted([0, 1].map((d) => from[d] + (k / count) * (to[d] - from[d])));
    for (let k = 0; k < count; k++) pieces.push([frame, between(k), between(k + 1)]);
  }
  const balls = Array.from({ length: frames }, (_, frame) => (onMap(at(frame)) ? lifted(at(frame)) : null));
  return { pieces, balls };
}

/** The part of a segment that lies on the map, or nothing (Liang & Barsky 1984, doi:10.1145/357332.357333). */
function clipped(from, to) {
  let [start, end] = [0, 1];
  for (const d of [0, 1]) {
    const step = to[d] - from[d];
    if (step === 0 && (from[d] < 0 || from[d] > 1)) return null;
    const [a, b] = step === 0 ? [0, 1] : [-from[d] / step, (1 - from[d]) / step];
    [start, end] = [Math.max(start, Math.min(a, b)), Math.min(end, Math.max(a, b))];
  }
  if (!(start <= end)) return null; // nor where a number is nan
  return [start, end].map((part) => [0, 1].map((d) => clamp(from[d] + part * (to[d] - from[d]), 0, 1)));
}

/** What an eye sees: place([x, y, h]) on the screen, and above which point of the map it floats.  The block always fits. */
function look({ az, el, zoom }, top, width, height) {
  const [ca, sa, ce, se] = [Math.cos(az), Math.sin(az), Math.cos(el), Math.sin(el)];
  const [across, tall] = [Math.SQRT2 * ce, Math.SQRT2 * se + (UP / 2) * ce];
  const [above, below] = [tall / (EYE + across - (UP / 2) * se), tall / (EYE - across + (UP / 2) * se)];
  const size = zoom * Math.min(((width - MARGIN) * EYE) / 3, (height - MARGIN) / (above + below));
  const level = (height + size * (above - below)) / 2; // where the middle of the block comes to lie
  const place = ([x, y, h]) => {
    const [east, north, up] = [2 * x - 1, 1 - 2 * y, (UP / top) * (h - (top - PLINTH) / 2)];
    const [right, away] = [east * ca + north * sa, north * ca - east * sa];
    const scale = size / (EYE + away * ce - up * se);
    return [width / 2 + right * scale, level - (away * se + up * ce) * scale];
  };
  return { place, eye: [(1 + EYE * ce * sa) / 2, (1 + EYE * ce * ca) / 2], byRow: Math.abs(ca) > Math.abs(sa) };
}

/** A step of a pixel on from the end of an edge. */
function over(from, to) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.max(Math.hypot(x, y), 2);
  return [x / length, y / length];
}

class Picture {
  constructor(pen, model, grid, view) {
    Object.assign(this, { pen, model, grid }, view);
    this.tiles = grid.n - 1;
    const placed = (h, k) => this.place([(k % grid.n) / this.tiles, Math.floor(k / grid.n) / this.tiles, h]);
    this.corners = Array.from(grid.h, placed);
  }

  paint(trails, style) {
    const placed = trails.map((trail) => this.lanes(trail));
    this.ground(placed);
    this.walls();
    this.ghosts(placed);
    this.scales(style);
  }

  /** A trail on the screen: its pieces and its ball, by the lane (a row or column of tiles) they are painted with. */
  lanes({ color, pieces, ball }) {
    const lane = ([x, y]) => Math.min(Math.floor((this.byRow ? y : x) * this.tiles), this.tiles - 1);
    const lanes = Array.from({ length: this.tiles }, () => []);
    for (const [, from, to] of pieces) lanes[lane(from)].push([this.place(from), this.place(to)]);
    return { color, lanes, lane: ball && lane(ball), ball: ball && this.place(ball) };
  }

  /** Lane by lane toward the eye: tiles, and the lines of the lane before, or the tiles of the next would nibble at them. */
  ground(trails) {
    const fromAfar = (at) => {
      const distance = (k) => Math.abs((k + 0.5) / this.tiles - at);
      return Array.from({ length: this.tiles }, (_, k) => k).sort((a, b) => distance(b) - distance(a));
    };
    const [columns, rows] = this.eye.map(fromAfar);
    const [outer, inner] = this.byRow ? [rows, columns] : [columns, rows];
    let lines = [];
    outer.forEach((lane, k) => {
      const next = inner.flatMap((other) => (this.byRow ? this.tile(lane, other) : this.tile(other, lane)));
      this.contours(lines);
      if (k > 0) this.paths(trails, outer.slice(Math.max(k - LATE, 0), k));
      if (k >= LATE) this.balls(trails, outer[k - LATE]);
      lines = next;
    });
    this.contours(lines);
    this.paths(trails, outer.slice(-LATE));
    for (const lane of outer.slice(-LATE)) this.balls(trails, lane);
  }

  /** Paints a tile and returns its isolines.  It reaches under the tiles to come: side by side they would leave seams. */
  tile(i, j) {
    const { pen, corners, grid, eye, tiles } = this;
    const [south, east] = [i < eye[1] * tiles, j < eye[0] * tiles].map(Number);
    const corner = (down, right) => corners[(i + down) * grid.n + j + right];
    const [far, low] = [corner(1 - south, 1 - east), corner(south, 1 - east)];
    const [side, near] = [corner(1 - south, east), corner(south, east)];
    if (Number.isNaN(far[0] + low[0] + side[0] + near[0])) return []; // no ground
    const [a, b, c, d] = [over(far, low), over(far, side), over(side, near), over(low, near)];
    pen.fillStyle = grid.codes[i * tiles + j];
    pen.beginPath();
    pen.moveTo(far[0], far[1]);
    pen.lineTo(low[0] + a[0], low[1] + a[1]);
    pen.lineTo(near[0] + c[0] + d[0], near[1] + c[1] + d[1]);
    pen.lineTo(side[0] + b[0], side[1] + b[1]);
    pen.fill();
    return grid.lines[i * tiles + j];
  }

  contours(lines) {
    const segments = [[], []];
    for (let k = 0; k < lines.length; k += 6) {
      const h = lines[k + 5];
      segments[lines[k]].push([this.place([lines[k + 1], lines[k + 2], h]), this.place([lines[k + 3], lines[k + 4], h])]);
    }
    segments.forEach((some, bold) => this.polyline(some, ...INK[bold], "butt"));
  }

  /** The trails in the last of these lanes, white under their color; the lanes before lost some color to that white. */
  paths(trails, some) {
    for (const { lanes, color } of trails) {
      if (!lanes[some.at(-1)].length) continue;
      this.polyline(lanes[some.at(-1)], "rgb(255 255 255 / 0.8)", 4.4);
      this.polyline(some.flatMap((lane) => lanes[lane]), color, 2.4);
    }
  }

  balls(trails, lane) {
    for (const trail of trails) if (trail.lane === lane) this.ball(trail.ball, trail.color);
  }

  polyline(pieces, color, width, cap = "round") {
    if (!pieces.length) return;
    this.pen.beginPath();
    for (const [from, to] of pieces) {
      this.pen.moveTo(from[0], from[1]);
      this.pen.lineTo(to[0], to[1]);
    }
    Object.assign(this.pen, { strokeStyle: color, lineWidth: width, lineCap: cap });
    this.pen.stroke();
  }

  ball([x, y], color) {
    this.disc(x, y - 3, 8, "white");
    this.disc(x, y - 3, 6, color);
    this.disc(x - 2, y - 5.2, 1.8, "rgb(255 255 255 / 0.55)");
  }

  disc(x, y, radius, color) {
    this.pen.beginPath();
    this.pen.arc(x, y, radius, 0, 2 * Math.PI);
    this.pen.fillStyle = color;
    this.pen.fill();
  }

  /** What the mountain hides shines through faintly. */
  ghosts(trails) {
    this.pen.globalAlpha = 0.4;
    for (const { lanes, color, ball } of trails) {
      this.polyline(lanes.flat(), color, 1.6);
      if (ball) this.disc(ball[0], ball[1] - 3, 6, color);
    }
    this.pen.globalAlpha = 1;
  }

  /** The sides of the block that face the eye; the light comes from the north-west. */
  walls() {
    const along = Array.from({ length: this.grid.n }, (_, k) => k);
    const [[x, y], last] = [this.eye, this.tiles];
    if (y > 1) this.wall(along.map((k) => [k, last]), DARK);
    if (y < 0) this.wall(along.map((k) => [k, 0]), LIT);
    if (x > 1) this.wall(along.map((k) => [last, k]), DARK);
    if (x < 0) this.wall(along.map((k) => [0, k]), LIT);
  }

  /** One side along an edge of the grid, with the bold isolines running on as strata. */
  wall(edge, tones) {
    const { pen, grid, model } = this;
    const at = ([c, r], h) => this.place([c / this.tiles, r / this.tiles, h]);
    const rim = edge.map((corner) => at(corner, Math.max(grid.h[corner[1] * grid.n + corner[0]], -PLINTH) || -PLINTH));
    const ends = [edge.at(-1), edge[0]];
    const foot = ends.map((corner) => at(corner, -PLINTH));
    const shade = pen.createLinearGradient(0, Math.min(...rim.map((p) => p[1])), 0, Math.max(...foot.map((p) => p[1])));
    tones.forEach((tone, k) => shade.addColorStop(k, tone));
    pen.save();
    pen.beginPath();
    for (const corner of [...rim, ...foot]) pen.lineTo(corner[0], corner[1]);
    pen.closePath();
    pen.fillStyle = shade;
    pen.fill();
    pen.clip();
    const strata = model.levels.filter(([, bold]) => bold).map(([h]) => ends.map((corner) => at(corner, h)));
    this.polyline(strata, "rgb(46 38 52 / 0.3)", 1);
    pen.restore();
  }

  /** Axes: x and y along the front of the block, the bold levels at its leftmost corner. */
  scales(style) {
    const { pen, model } = this;
    Object.assign(pen, { fillStyle: style.color, font: `12px ${style.fontFamily}`, textAlign: "center", textBaseline: "middle" });
    pen.globalAlpha = 0.7;
    const [side, front] = this.eye.map((at) => (at > 0.5 ? 1.04 : -0.04));
    const write = (text, x, y) => pen.fillText(text, ...this.place([x, y, -PLINTH]));
    const texts = model.axes.map((name, k) => [model.ends[k][0], name, model.ends[k][1]]);
    texts[0].forEach((text, k) => write(text, 0.06 + 0.44 * k, front));
    texts[1].forEach((text, k) => write(text, side, 0.94 - 0.44 * k));
    this.heights();
    pen.globalAlpha = 1;
  }

  heights() {
    const left = (corner) => this.place([...corner, 0])[0];
    const corner = [[0, 0], [0, 1], [1, 0], [1, 1]].reduce((a, b) => (left(b) < left(a) ? b : a));
    this.pen.textAlign = "right";
    let last = Infinity;
    for (const [h, bold, text] of this.model.levels) {
      const [x, y] = this.place([...corner, h]);
      if (!bold || last - y < 14) continue;
      this.pen.fillText(text, x - 10, y);
      this.pen.fillRect(x - 7, y - 0.5, 5, 1);
      last = y;
    }
  }
}
