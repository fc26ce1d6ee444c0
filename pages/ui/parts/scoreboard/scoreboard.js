// The board of a race: who runs, at which rate, and how each does at the frame shown.  It tells Python of every change.

class Board {
  #ending = new AbortController();

  constructor(root) {
    this.body = root.querySelector("tbody");
    const { signal } = this.#ending;
    this.body.addEventListener("change", (event) => this.enter(event.target), { signal });
    bus.addEventListener("change", () => this.draw(), { signal });
  }

  update(data, component) {
    Object.assign(this, data, { say: component.setTriggerValue });
    const names = data.racers.map((racer) => racer.name);
    const rows = new Map([...this.body.children].map((row) => [row.dataset.name, row]));
    this.body.replaceChildren(...names.map((name) => rows.get(name) ?? this.row(name)));
    data.racers.forEach((racer, k) => this.fill(this.body.children[k], racer));
    this.draw();
  }

  stop() {
    this.#ending.abort();
  }

  row(name) {
    const row = document.createElement("tr");
    row.dataset.name = name;
    row.innerHTML = `<td><input type="checkbox"></td><td class="name"></td><td><input class="rate" inputmode="decimal"></td>
      <td class="place"></td><td class="height"></td><td class="length"></td>`;
    return row;
  }

  fill(row, racer) {
    const [check, rate] = row.querySelectorAll("input");
    row.classList.toggle("out", !racer.runs);
    row.style.setProperty("--racer", racer.color);
    row.querySelector(".name").textContent = racer.title;
    check.checked = racer.runs;
    check.setAttribute("aria-label", `${racer.title} runs`);
    rate.value = racer.rate;
    rate.setAttribute("aria-label", `rate of ${racer.title}`);
    row.querySelector(".length").textContent = racer.length;
  }

  /** What follows the bar: the height at the frame shown, and who has arrived by then. */
  draw() {
    const frame = bus.state.t ?? this.steps.length - 1;
    const step = this.steps[clamp(frame, 0, this.steps.length - 1)];
    this.racers.forEach((racer, k) => {
      const row = this.body.children[k];
      const place = row.querySelector(".place");
      place.textContent = racer.arrived === null ? racer.why : `${racer.place} · step ${racer.arrived}`;
      place.className = `place ${racer.arrived === null ? "not" : step >= racer.arrived ? "there" : ""}`;
      row.querySelector(".height").textContent = racer.runs ? number(pick([racer.heights], 0, frame), 3) : "";
    });
  }

  enter(input) {
    const racer = this.racers.find(({ name }) => name === input.closest("tr").dataset.name);
    const rate = Number(input.value.replace(",", ".").replace("−", "-"));
    if (input.type === "checkbox") this.say("entry", { ...this.entry(racer), runs: input.checked });
    else if (rate >= this.low && rate <= this.high) this.say("entry", { ...this.entry(racer), rate });
    else input.value = racer.rate;
  }

  entry({ name, rate, runs }) {
    return { name, rate: Number(rate), runs };
  }
}

export default mounted(Board);
