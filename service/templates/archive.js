"use strict";
// A row: index, id, Chinese title, English title, score or null, check codes, status, error codes; of a duplicate also the index of
// the article that it duplicates.
const all = [];
const briefed = new Set();

function add(rows) {
  for (const row of rows) {
    all.push(row);
    if (row[6] === "ok") briefed.add(row[0]);
  }
}

function path(index) {
  const six = (number) => String(number).padStart(6, "0");
  return `pages/${six(Math.floor(index / 1000))}/${six(index)}.html`;
}

// The rows wanted, in the order wanted; those without a score come last, equal ones stay in the archive's order.
function matching(rows, query, check, status, order) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = `${row[1]}\n${row[2]}\n${row[3]}`.toLowerCase();
    return words.every((word) => text.includes(word)) && (!check || row[5].includes(check)) &&
      (!status || row[6] === status || row[7].includes(status));
  });
  if (order === "index") return found;
  const sign = order === "worst" ? 1 : -1;
  return found.sort((a, b) => (a[4] === null) - (b[4] === null) || sign * (a[4] - b[4]) || a[0] - b[0]);
}

function cells(row) {
  const [index, id, zh, en, score, checks, status, errors, first = index] = row;
  const line = document.createElement("tr");
  const texts = [zh || id, en, id, score === null ? "" : score.toFixed(2), checks.join(", "), [status, ...errors].join(" · ")];
  texts.forEach((text, column) => {
    const cell = line.insertCell();
    cell.lang = ["zh-Hans", "en"][column] || "";
    let target = cell;
    if (column === 0 && briefed.has(first)) {
      target = cell.appendChild(document.createElement("a"));
      target.href = path(first);
    }
    target.textContent = text;
  });
  return line;
}

function start() {
  const at = (id) => document.getElementById(id);
  const names = ["query", "check", "status", "order"];
  let found = [], shown = 0;
  const more = () => {
    at("rows").append(...found.slice(shown, shown + 200).map(cells));
    shown = Math.min(found.length, shown + 200);
    at("more").hidden = shown === found.length;
    at("count").textContent = `${found.length} of ${all.length} articles, ${shown} shown`;
  };
  const show = () => {
    found = matching(all, ...names.map((name) => at(name).value));
    shown = 0;
    at("rows").replaceChildren();
    more();
  };
  const offer = (name, column) => {
    const codes = new Set(all.flatMap((row) => row[column]));
    at(name).append(...[...codes].sort().map((code) => new Option(code, code)));
  };
  offer("check", 5);
  offer("status", 7);
  for (const name of names) at(name).addEventListener("input", show);
  at("more").addEventListener("click", more);
  show();
}

if (typeof document !== "undefined") document.addEventListener("DOMContentLoaded", start);
