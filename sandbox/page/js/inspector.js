// The drawer that lists what passes between the app and the local Slack.
import { get } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { emit, on } from "./store.js";
import { failed } from "./toast.js";

const MOST = 500;
let drawer = null;

export function toggleInspector() {
  if (drawer) close();
  else open();
}

function close() {
  drawer.stop();
  drawer.node.remove();
  drawer = null;
  emit("inspector", false);
}

function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);
}

function row(entry) {
  const good = entry.status === "ok";
  const details = h("details", { class: "traffic", dataset: { n: entry.n }, "data-testid": "traffic" },
    h("summary", {},
      h("span", { class: "traffic-way", role: "img", title: entry.direction === "to_slack" ? "The app called Slack" : "Slack told the app", "aria-label": entry.direction === "to_slack" ? "The app called Slack" : "Slack told the app" }, entry.direction === "to_slack" ? "→" : "←"),
      h("span", { class: "traffic-name" }, entry.name),
      h("span", { class: `traffic-status${good ? "" : " bad"}` }, entry.status ?? "…"),
      h("span", { class: "traffic-ms" }, entry.ms === null || entry.ms === undefined ? "" : `${Math.round(entry.ms)} ms`)));
  // Pretty-printing is left until somebody looks.
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("pre")) return;
    details.append(
      h("h4", {}, entry.direction === "to_slack" ? "Arguments" : "Payload"), h("pre", { tabindex: "0" }, pretty(entry.request)),
      h("h4", {}, "Answer"), h("pre", { tabindex: "0" }, pretty(entry.response)));
  });
  return details;
}

function open() {
  let entries = [];
  const rows = new Map();
  const list = h("div", { class: "traffic-list", tabindex: "0", role: "region", "aria-label": "Requests" });
  const filter = h("input", { type: "search", class: "text-input", placeholder: "Filter by text", "aria-label": "Filter by text" });
  const follow = h("input", { type: "checkbox", checked: true });
  const node = h("aside", { class: "inspector", "aria-label": "Inspector", "data-testid": "inspector" },
    h("header", {}, h("h2", {}, "Inspector"), h("small", {}, "All that passes between the app and this Slack"),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close the inspector", on: { click: close } }, icon("close"))),
    h("div", { class: "inspector-tools" }, filter, h("label", {}, follow, " Follow"), h("button", { type: "button", class: "tool", on: { click: clear } }, "Clear")),
    list);

  function matches(entry, text) {
    return !text || `${entry.name} ${entry.status} ${JSON.stringify(entry.request)} ${JSON.stringify(entry.response)}`.toLowerCase().includes(text);
  }

  function add(entry) {
    if (rows.has(entry.n)) {
      const fresh = row(entry);
      rows.get(entry.n).replaceWith(fresh);
      rows.set(entry.n, fresh);
      entries = entries.map((one) => (one.n === entry.n ? entry : one));
      fresh.hidden = !matches(entry, filter.value.trim().toLowerCase());
      return;
    }
    entries.push(entry);
    const made = row(entry);
    made.hidden = !matches(entry, filter.value.trim().toLowerCase());
    rows.set(entry.n, made);
    list.append(made);
    if (entries.length > MOST) {
      const oldest = entries.shift();
      rows.get(oldest.n).remove();
      rows.delete(oldest.n);
    }
    if (follow.checked) list.scrollTop = list.scrollHeight;
  }

  function clear() {
    entries = [];
    rows.clear();
    list.replaceChildren(h("p", { class: "option-none" }, "Cleared. New requests appear here."));
  }

  filter.addEventListener("input", () => {
    const text = filter.value.trim().toLowerCase();
    for (const entry of entries) rows.get(entry.n).hidden = !matches(entry, text);
  });
  node.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  const stop = on("traffic", add);
  drawer = { node, stop };
  document.body.append(node);
  emit("inspector", true);
  filter.focus();
  get("/page/traffic", { limit: 200 }).then((answer) => answer.entries.forEach(add), failed);
}
