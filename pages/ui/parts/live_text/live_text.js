// Templates with the numbers of what is shown in them.  Python has cut the templates into pieces; here they become
// elements once, and afterwards only the text of those that change is set.

const DIGITS = 4;

class Autopsy {
  #ending = new AbortController();

  constructor(root) {
    this.box = root.querySelector(".autopsy");
    bus.addEventListener("change", () => this.draw(), { signal: this.#ending.signal });
  }

  update(data) {
    Object.assign(this, data);
    this.slots = [];
    this.box.replaceChildren(...data.lines.map((parts) => this.nested("line", parts, (pieces) => this.nested("part", pieces, (piece) => this.piece(piece)))));
    // only a table with a row for every member can follow the live knob; until then the rest is of another run
    this.follows = Object.values(data.numbers).some((rows) => rows.length > 1);
    this.draw();
  }

  stop() {
    this.#ending.abort();
  }

  nested(name, items, make) {
    const element = document.createElement(name === "line" ? "div" : "span");
    element.className = name;
    element.append(...items.map(make));
    return element;
  }

  /** A piece is {text | number | step, role, level, italic, enclose}. */
  piece(piece) {
    const element = document.createElement(piece.level ?? (piece.italic ? "i" : "span"));
    element.textContent = piece.text ?? "";
    if (piece.role) {
      element.style.color = this.colors[piece.role];
      element.classList.add("tinted");
    }
    if (piece.number) element.classList.add("number");
    const write = this.writer(piece);
    if (write) this.slots.push({ element, write });
    if (piece.number) element.style.minWidth = `${this.widest(write)}ch`; // so that nothing jumps while it plays
    return element;
  }

  writer(piece) {
    if (piece.step !== undefined) return (r, t) => String(pick(this.steps, r, t) + piece.step).replace("-", "−");
    if (!piece.number) return null;
    const rows = this.numbers[piece.number];
    const varies = rows.some((row) => row.some((x) => x !== row[0]));
    return (r, t) => {
      const x = pick(rows, r, t);
      const text = number(x, DIGITS, varies);
      return x < 0 && piece.enclose ? `(${text})` : text;
    };
  }

  /** In the width of a digit; points, dots, parentheses and raised digits are narrower. */
  widest(write) {
    const narrow = (text) => text.match(/[.·()⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/g)?.length ?? 0;
    const widths = this.steps[0].map((_, t) => write(bus.state.home, t)).map((text) => text.length - 0.4 * narrow(text));
    return Math.max(...widths);
  }

  draw() {
    const [t, r] = [bus.state[this.frame], bus.state[this.member]];
    this.box.classList.toggle("away", this.member !== null && r !== bus.state.home && !this.follows);
    for (const { element, write } of this.slots) {
      const text = write(r, t);
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

export default mounted(Autopsy);
