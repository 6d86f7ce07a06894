"use strict";
// A browser as far as an archive's page needs one: node browser.js OUT [EVERY], with steps as JSON on stdin.
// A step is a list of acts: [id, value] is an input, [id] a click; null lets one file be loaded. After each step the page is told
// as it is when nothing is loaded any more, or with null at the end, as it is then. The page's scripts are read from OUT/index.html.
const fs = require("fs"), pathlib = require("path"), vm = require("vm");
const out = process.argv[2];

class Element {
  constructor(name) {
    Object.assign(this, {name, value: "", hidden: false, textContent: "", children: [], heard: {}, dataset: {}});
  }
  append(...nodes) {
    this.children.push(...nodes);
    nodes.filter((node) => node.name === "script").forEach(queued);
  }
  appendChild(node) { this.append(node); return node; }
  insertCell() { return this.appendChild(new Element("td")); }
  replaceChildren(...nodes) { this.children = nodes; }
  remove() {}
  addEventListener(name, act) { this.heard[name] = act; }
}

const html = fs.readFileSync(pathlib.join(out, "index.html"), "utf8");
const nodes = {}, files = [], queue = [];
for (const [tag, id] of html.matchAll(/<[a-z]+[^>]*\bid="(\w+)"[^>]*>/g)) {
  nodes[id] = new Element("");
  for (const [, name, value] of tag.matchAll(/data-(\w+)="(\w+)"/g)) nodes[id].dataset[name] = value;
}
nodes.order.value = "index";
const document = Object.assign(new Element("document"), {
  head: new Element("head"), getElementById: (id) => nodes[id], createElement: (name) => new Element(name),
});
const context = vm.createContext({document, Option: class { constructor(text) { this.text = text; } }});
const use = (name) => vm.runInContext(fs.readFileSync(pathlib.join(out, name), "utf8"), context);

function queued(script) {
  files.push(script.src);
  document.head.children = [];
  queue.push(() => {
    if (!fs.existsSync(pathlib.join(out, script.src))) return script.onerror();
    use(script.src);
    script.onload();
  });
}

const turn = () => new Promise(setImmediate);
let peak = 0, begun = process.hrtime.bigint();
async function next() {
  queue.shift()();
  await turn();
  peak = Math.max(peak, process.memoryUsage().rss);
}

function told() {
  const cell = (one) => (one.children.length ? [one.children[0].textContent, one.children[0].href] : one.textContent);
  const state = {
    count: nodes.count.textContent, rows: nodes.rows.children.map((line) => line.children.map(cell)),
    back: !nodes.back.hidden, more: !nodes.more.hidden, files: files.splice(0),
  };
  if (global.gc) {
    const ended = process.hrtime.bigint();
    global.gc();
    const {heapUsed, arrayBuffers} = process.memoryUsage();
    Object.assign(state, {held: heapUsed + arrayBuffers, peak, seconds: Number(ended - begun) / 1e9});
    begun = process.hrtime.bigint();
  }
  return state;
}

async function main() {
  const steps = JSON.parse(fs.readFileSync(0, "utf8")), states = [];
  for (const [, name] of html.matchAll(/<script src="([^"]+)"/g)) use(name);
  document.heard.DOMContentLoaded();
  for (const acts of [[], ...steps]) {
    for (const act of acts) {
      if (act === null) {
        await next();
      } else if (act.length === 1) {
        nodes[act[0]].heard.click();
      } else {
        nodes[act[0]].value = act[1];
        nodes[act[0]].heard.input();
      }
    }
    await turn();
    while (queue.length && acts.at(-1) !== null) await next();
    states.push(told());
  }
  const options = ["check", "status"].map((id) => nodes[id].children.map((option) => option.text));
  console.log(JSON.stringify({states, options}));
}

main();
