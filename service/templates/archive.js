"use strict";
// The data comes in scripts, for a page opened as a file may load nothing else. Each calls give(). Facets of all documents are
// held, in columns; of rows (page to open or null, id, Chinese title, English title) one file at a time. A document is called
// by its place in the archive.
const SHOWN = 100;
let given = null;

function give(value) {
  given = value;
}

function load(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `index/${name}.js`;
    script.onload = () => { script.remove(); resolve(given); given = null; };
    script.onerror = () => reject(new Error(`index/${name}.js cannot be loaded: see duizhao archive verify`));
    document.head.append(script);
  });
}

const six = (number) => String(number).padStart(6, "0");
const path = (index) => `pages/${six(Math.floor(index / 1000))}/${six(index)}.html`;

// What documents are filtered and ordered by: labels are [codes of checks, status, codes of errors], label has the number of
// each document's, score the lowest of its scores or NaN.
class Facets {
  constructor(total, size) {
    Object.assign(this, {total, size, labels: [], label: new Uint32Array(total), score: new Float64Array(total)});
  }

  async fill(tell) {
    const known = new Map();
    for (let from = 0; from < this.total; from += this.size) {
      tell(from);
      const [labels, label, score] = await load(`facets/${six(from / this.size)}`);
      const numbers = labels.map((one) => {
        const key = JSON.stringify(one);
        if (!known.has(key)) known.set(key, this.labels.push(one) - 1);
        return known.get(key);
      });
      label.forEach((number, i) => { this.label[from + i] = numbers[number]; });
      score.forEach((value, i) => { this.score[from + i] = value === null ? NaN : value; });
    }
  }

  codes(column) {
    return [...new Set(this.labels.flatMap((label) => label[column]))].sort();
  }

  wanted(check, status) {
    const good = this.labels.map(([checks, state, errors]) =>
      (!check || checks.includes(check)) && (!status || state === status || errors.includes(status)));
    const found = new Uint32Array(this.total);
    let count = 0;
    for (let i = 0; i < this.total; i++) if (good[this.label[i]]) found[count++] = i;
    return found.subarray(0, count);
  }

  // Those without a score come last, equal ones stay in the archive's order: sorted by counting, for scores are few.
  ordered(found, order) {
    if (order === "index") return found;
    const sign = order === "worst" ? 1 : -1, places = new Map(), sorted = new Uint32Array(found.length);
    const keys = Float64Array.from(found, (i) => (Number.isNaN(this.score[i]) ? Infinity : sign * this.score[i]));
    for (const key of keys) places.set(key, (places.get(key) || 0) + 1);
    let next = 0;
    for (const key of [...places.keys()].sort((a, b) => a - b)) {
      const count = places.get(key);
      places.set(key, next);
      next += count;
    }
    found.forEach((i, n) => {
      const place = places.get(keys[n]);
      sorted[place] = i;
      places.set(keys[n], place + 1);
    });
    return sorted;
  }
}

// The rows, of which the file used last is held.
class Rows {
  constructor(size) {
    Object.assign(this, {size, number: -1, rows: null});
  }

  async at(i) {
    const number = Math.floor(i / this.size);
    if (number !== this.number) Object.assign(this, {rows: await load(`rows/${six(number)}`), number});
    return this.rows[i % this.size];
  }

  // Each file is read once, whatever the order.
  async all(places) {
    const rows = new Map();
    for (const i of places.slice().sort()) rows.set(i, await this.at(i));
    return Array.from(places, (i) => rows.get(i));
  }
}

function cells([page, id, zh, en], [checks, status, errors], score) {
  const line = document.createElement("tr");
  const texts = [zh || id, en, id, Number.isNaN(score) ? "" : score.toFixed(2), checks.join(", "), [status, ...errors].join(" · ")];
  texts.forEach((text, column) => {
    const cell = line.insertCell();
    cell.lang = ["zh-Hans", "en"][column] || "";
    let target = cell;
    if (column === 0 && page !== null) {
      target = cell.appendChild(document.createElement("a"));
      target.href = path(page);
    }
    target.textContent = text;
  });
  return line;
}

// The page at work. A newer wish ends a search for an older one at its next file.
class Page {
  constructor(at) {
    const {total, rows, facets} = at("table").dataset;
    Object.assign(this, {at, facets: new Facets(Number(total), Number(facets)), rows: new Rows(Number(rows))});
    Object.assign(this, {turn: 0, wish: "", matches: null, found: null, from: 0});
  }

  async open() {
    const {at, facets} = this;
    await facets.fill((count) => this.say(`loading: ${count} of ${facets.total} articles`));
    for (const [id, column] of [["check", 0], ["status", 2]]) {
      at(id).append(...facets.codes(column).map((code) => new Option(code, code)));
    }
    for (const id of ["query", "check", "status", "order"]) at(id).addEventListener("input", () => this.act(() => this.show()));
    for (const [id, step] of [["back", -SHOWN], ["more", SHOWN]]) {
      at(id).addEventListener("click", () => this.act(() => this.view(this.from + step)));
    }
    await this.show();
  }

  async act(work) {
    try {
      await work();
    } catch (error) {
      this.wish = "";
      this.say(error.message);
    }
  }

  line(i, row) {
    const {labels, label, score} = this.facets;
    return cells(row, labels[label[i]], score[i]);
  }

  say(text) {
    this.at("count").textContent = text;
  }

  async show() {
    const [query, check, status] = ["query", "check", "status"].map((id) => this.at(id).value);
    const wish = JSON.stringify([query, check, status]);
    if (wish !== this.wish) {
      Object.assign(this, {wish, matches: null});
      const turn = ++this.turn;
      const matches = await this.search(this.facets.wanted(check, status), query.toLowerCase().split(/\s+/).filter(Boolean));
      if (turn !== this.turn) return;
      this.matches = matches;
    }
    if (!this.matches) return; // the search that goes on asks for the order when it ends
    this.found = this.facets.ordered(this.matches, this.at("order").value);
    await this.view(0);
  }

  // Those of places whose id or titles have all words: places is overwritten with them. The first are shown as they are found.
  async search(places, words) {
    if (!words.length) return places;
    const {at, turn, rows} = this, file = (i) => Math.floor(places[i] / rows.size);
    let count = 0;
    at("rows").replaceChildren();
    at("back").hidden = at("more").hidden = true;
    this.progress(0, places.length, 0);
    for (let i = 0; i < places.length; i++) {
      const row = await rows.at(places[i]);
      if (turn !== this.turn) return null;
      const text = row.slice(1).join("\n").toLowerCase();
      if (words.every((word) => text.includes(word))) {
        places[count++] = places[i];
        if (count <= SHOWN) at("rows").append(this.line(places[i], row));
      }
      if (file(i) !== file(i + 1)) this.progress(i + 1, places.length, count);
    }
    return places.subarray(0, count);
  }

  progress(searched, all, found) {
    const later = this.at("order").value === "index" ? "" : ", put in order at the end";
    this.say(`searching: ${searched} of ${all} articles searched, ${found} found so far${later}`);
  }

  async view(from) {
    const places = this.found.subarray(from, from + SHOWN), turn = ++this.turn, count = this.found.length;
    this.say(`${count} of ${this.facets.total} articles, loading`);
    const rows = await this.rows.all(places);
    if (turn !== this.turn) return;
    this.from = from;
    this.at("rows").replaceChildren(...rows.map((row, i) => this.line(places[i], row)));
    const last = from + rows.length;
    this.at("back").hidden = from === 0;
    this.at("more").hidden = last === count;
    this.say(`${count} of ${this.facets.total} articles` + (count ? `, ${from + 1} to ${last} shown` : ""));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const page = new Page((id) => document.getElementById(id));
  page.act(() => page.open());
});
