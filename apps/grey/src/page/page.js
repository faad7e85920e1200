"use strict";
// All that is shown goes into the page as text: nothing of it can become a part of it.
const SVG = "http://www.w3.org/2000/svg";
const EVERY = 2000;
const at = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");

function make(name, text, kind) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function draw(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  return element;
}

function span(seconds) {
  const steps = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  for (const [length, unit] of steps) {
    if (seconds >= length) return Math.floor(seconds / length) + " " + unit;
  }
  return "0 s";
}

function fill(id, caption, rows) {
  at(id).caption.textContent = caption;
  const body = at(id).tBodies[0];
  body.replaceChildren(...rows.map((cells) => {
    const row = make("tr");
    row.append(...cells.map((cell) => (cell instanceof Node ? cell : make("td", cell))));
    return row;
  }));
}

const amount = (value) => make("td", number(value), "n");
const address = (text) => make("td", text, text.startsWith("hashed ") ? "hashed" : "");

function verdict(kind) {
  const cell = make("td", undefined, kind);
  cell.append(make("span", kind, "verdict"));
  return cell;
}

function share(kind, value, all) {
  const cell = make("td", undefined, "share " + kind);
  const part = 100 * value / all;
  const bar = draw("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
  bar.append(draw("rect", { width: 100, height: 8, class: "all" }), draw("rect", { width: part, height: 8 }));
  cell.append(bar, make("span", (part < 1 ? "<1" : Math.round(part)) + " %"));
  return cell;
}

function sparkline(counts, words) {
  const most = Math.max(1, ...counts);
  const svg = draw("svg", {
    viewBox: "0 0 " + counts.length * 4 + " 30", preserveAspectRatio: "none", role: "img",
  });
  svg.append(draw("title", {}, words));
  let path = "";
  counts.forEach((count, place) => {
    const height = count === 0 ? 0.6 : Math.max(1.5, 29 * count / most);
    path += "M" + place * 4 + " 30v-" + height.toFixed(1) + "h3v" + height.toFixed(1) + "z";
  });
  svg.append(draw("path", { d: path }));
  return svg;
}

const KINDS = [
  ["pass", "Let through"], ["defer", "Asked to come back"],
  ["refuse", "Refused for good"], ["unavailable", "Could not be decided"],
];

function rates(state) {
  const minute = 60 / state.pace.seconds;
  at("rates").replaceChildren(...KINDS.map(([kind, title]) => {
    const counts = state.pace.counts[kind];
    const last = counts.slice(-minute).reduce((sum, count) => sum + count, 0);
    const card = make("div", undefined, "card " + kind);
    const now = make("div", number(last) + " ", "now");
    now.append(make("small", "in the last minute"));
    const words = title + " in the last ten minutes, at most " +
      Math.max(0, ...counts) + " in ten seconds";
    card.append(make("h3", title), now, sparkline(counts, words),
      make("p", number(state.decisions[kind]) + " since the start", "sum"));
    return card;
  }));
}

function rules(state) {
  const all = state.rules.reduce((sum, rule) => sum + rule.count, 0);
  const names = new Set(state.rules.map((rule) => rule.rule));
  fill("rules", names.size + " of " + state.rules_known + " rules have decided since the start",
    state.rules.map((rule) =>
      [make("td", rule.rule), verdict(rule.verdict), amount(rule.count), share(rule.verdict, rule.count, all)]));
}

function mail(state) {
  const replies = Object.entries(state.replies);
  const words = (counts) => counts.map(([name, count]) => name + ": " + number(count)).join(", ");
  const refused = Object.entries(state.refused).filter(([, count]) => count > 0);
  const facts = [
    ["Connections", number(state.connections.now) + " now, " + number(state.connections.total) +
      " in all, " + number(state.connections.turned_away) + " turned away"],
    ["Messages passed on", number(state.messages)],
    ["Replies from behind", words(replies)],
    ["Store", state.store ? number(state.store.entries) + " entries, " +
      number(state.store.commits) + " commits, " + number(state.store.failed_commits) + " failed"
      : "does not answer"],
    ["Refused this page", refused.length ? words(refused) : "nobody"],
  ];
  at("mail").replaceChildren(...facts.flatMap(([name, text]) => [make("dt", name), make("dd", text)]));
}

function waiting(state) {
  const rows = state.waiting.map((it) => {
    const wait = it.next - state.now;
    return [
      make("td", it.network), make("td", it.helo), address(it.sender), address(it.recipient),
      amount(it.attempts), make("td", span(state.now - it.first), "time"),
      make("td", wait > 0 ? "in " + span(wait) : "now", "time"),
    ];
  });
  fill("waiting", number(state.waiting_count) + " seen since the start; those that have tried most", rows);
  fill("retries", state.retries.length ? "After their last attempt, by the sender\u2019s domain" :
    "Nobody has come back yet",
    state.retries.map((it) => [make("td", it.domain), amount(it.count),
      make("td", it.half_within ? span(it.half_within) : "more than a day", "n")]));
}

// The components of a graph, and what was sent from one to the other. `states` are by path,
// and those of this graph begin with `base`.
function drawing(svg, shown, base, states) {
  svg.setAttribute("viewBox", "0 0 " + shown.width + " " + shown.height);
  svg.setAttribute("width", shown.width);
  svg.setAttribute("height", shown.height);
  const parts = shown.edges.map((edge) => draw("path", { d: edge.path,
    class: edge.sent ? "edge" : "edge idle", "marker-end": "url(#tip)" }));
  for (const node of shown.nodes) {
    const path = base + node.name;
    const inside = states.get(path);
    const kind = !inside ? "outside" : inside.ended === inside.count ? "ended" :
      inside.running ? "running" : "";
    let many = 0;
    for (const [other, it] of states) if (other.startsWith(path + "/")) many += it.count;
    const below = !inside ? "of this graph" : [node.kind, many ? number(many) + " inside" : "",
      kind === "ended" ? "has ended" : ""].filter((text) => text).join(", ");
    const box = draw("g", {});
    box.append(draw("title", {}, inside ? path + " " + inside.does : node.name),
      draw("rect", { x: node.x, y: node.y, width: node.width, height: node.height,
        rx: 7, class: "box " + kind }),
      draw("text", { x: node.x + 10, y: node.y + 19, class: "name" }, node.name),
      draw("text", { x: node.x + 10, y: node.y + 36, class: "kind" }, below));
    // Beside the name, or below it where that is long.
    const line = node.name.length > 11 ? 36 : 19;
    if (inside) box.append(draw("text", { x: node.x + node.width - 10, y: node.y + line,
      class: "kind turns" }, number(inside.polls)));
    parts.push(box);
  }
  for (const edge of shown.edges) {
    if (!edge.sent) continue;
    const label = draw("text", { x: edge.x, y: edge.y, class: "count" }, number(edge.sent));
    if (edge.dropped) label.append(draw("tspan", { class: "lost" }, " \u2212" + number(edge.dropped)));
    parts.push(label);
  }
  svg.replaceChildren(...parts);
}

// Drawings of graphs inside, by path: kept, so that whoever scrolls one stays where he is.
const figures = new Map();

function figure(path) {
  const known = figures.get(path);
  if (known) return known;
  const made = make("figure");
  const frame = make("div", undefined, "wide");
  frame.tabIndex = 0;
  frame.append(draw("svg", { class: "graph", role: "img" }));
  made.append(make("figcaption"), frame);
  figures.set(path, made);
  return made;
}

function graph(state) {
  const shown = state.graph;
  if (!shown) return;
  const states = new Map(state.inside.map((it) => [it.path, it]));
  drawing(at("graph"), shown, "", states);
  at("nested").replaceChildren(...state.nested.map((it) => {
    const made = figure(it.path);
    made.firstChild.textContent = it.path + (it.count > 1 ? ", " + number(it.count) + " together" : "");
    const svg = made.querySelector("svg");
    svg.setAttribute("aria-label", it.path);
    drawing(svg, it.drawing, it.path + "/", states);
    return made;
  }));
  fill("linkages", shown.linkages.length + " linkages",
    shown.linkages.map((it) => {
      const counts = it.counts;
      const cells = counts ? [counts.sent, counts.received, counts.waiting, counts.high_water,
        counts.dropped].map(amount) : Array.from({ length: 5 }, () => make("td", "", "n"));
      return [make("td", it.from, "path"), make("td", it.to, "path"),
        make("td", it.policy || "passed through"), ...cells];
    }));
  fill("inside", "Those of all connections stand together",
    state.inside.map((it) => [make("td", it.path, "path"), amount(it.count), amount(it.running),
      amount(it.waiting), make("td", it.does), amount(it.polls)]));
}

function show(state) {
  at("name").textContent = "at " + state.name;
  document.title = "grey at " + state.name;
  at("since").textContent = "runs for " + span(state.now - state.started);
  at("health").replaceChildren(...state.health.map((part) =>
    make("li", part.name + " " + part.state + (part.why ? ": " + part.why : ""), part.state)));
  rates(state);
  rules(state);
  mail(state);
  waiting(state);
  graph(state);
  at("foot").textContent = "grey " + state.version + ", as of " +
    new Date(state.now * 1000).toLocaleString("en-GB") + ". Nothing can be changed here.";
}

async function look() {
  let trouble = "";
  try {
    const answer = await fetch("/status.json", { cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error("it says " + answer.status);
    show(await answer.json());
  } catch (error) {
    trouble = "grey does not answer: " + error.message + ". What stands here is what it was.";
  }
  at("trouble").textContent = trouble;
  at("trouble").hidden = !trouble;
  setTimeout(look, EVERY);
}

look();
