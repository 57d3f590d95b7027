// The tool that lists what passes between the app and the local Slack, with the verdict on its shape, both ways.
import { get } from "./api.js";
import { h } from "./dom.js";
import { toggleDrawer } from "./drawer.js";
import { on } from "./store.js";
import { failed } from "./toast.js";
import { isRefused, isTroubled, trafficRow } from "./traffic_row.js";

const MOST = 500;
const FIRST = 200;
const MOST_COUNTED = 99;
const SHOWN = {
  all: ["All", () => true],
  to_slack: ["Calls of the app", (entry) => entry.direction === "to_slack"],
  to_app: ["Told to the app", (entry) => entry.direction === "to_app"],
  trouble: ["Only trouble", isTroubled],
};

export function toggleInspector() {
  toggleDrawer("inspector", inspector);
}

/** The number on the inspector's button: the app's calls that were refused since it was last open. */
export function refusedCount(button) {
  const node = h("span", { class: "tool-count", "aria-hidden": "true", hidden: true });
  let count = 0;
  let isOpen = false;
  const draw = () => {
    node.hidden = count === 0;
    node.textContent = count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count);
    button.title = count ? `Inspector: ${count} ${count === 1 ? "call was" : "calls were"} refused` : "Inspector";
  };
  on("traffic", (entry) => {
    if (isOpen || entry.direction !== "to_slack" || !isRefused(entry)) return;
    count += 1;
    draw();
  });
  on("drawer", (name) => {
    isOpen = name === "inspector";
    if (isOpen) count = 0;
    draw();
  });
  return node;
}

function inspector() {
  const rows = []; // {entry, node}, by when they began
  let cleared = 0;
  let asked = 0; // what was asked for before the list was cleared, and comes after, stays away
  const list = h("div", { class: "traffic-list", tabindex: "0", role: "region", "aria-label": "Requests" });
  const filter = h("input", { type: "search", class: "text-input", placeholder: "Filter by text", "aria-label": "Filter by text" });
  const kind = h("select", { class: "tool-select", "aria-label": "Show" }, Object.entries(SHOWN).map(([value, [label]]) => h("option", { value }, label)));
  const follow = h("input", { type: "checkbox", checked: true });

  function isShown(entry) {
    if (!SHOWN[kind.value][1](entry)) return false;
    const text = filter.value.trim().toLowerCase();
    return !text || `${entry.name} ${entry.status} ${JSON.stringify(entry.request)} ${JSON.stringify(entry.response)}`.toLowerCase().includes(text);
  }

  // Live exchanges may come before the older ones that were asked for: each goes to its place, and none twice.
  function add(entry) {
    if (entry.n <= cleared) return;
    let at = rows.length;
    while (at > 0 && rows[at - 1].entry.began > entry.began) at -= 1;
    if (rows[at - 1]?.entry.n === entry.n) return;
    if (!rows.length) list.replaceChildren();
    const node = trafficRow(entry);
    node.hidden = !isShown(entry);
    list.insertBefore(node, rows[at]?.node ?? null);
    rows.splice(at, 0, { entry, node });
    if (rows.length > MOST) rows.shift().node.remove();
    if (follow.checked) list.scrollTop = list.scrollHeight;
  }

  function empty(words) {
    rows.length = 0;
    list.replaceChildren(h("p", { class: "option-none" }, words));
  }

  function clear() {
    cleared = Math.max(cleared, ...rows.map(({ entry }) => entry.n));
    asked += 1;
    empty("Cleared. New requests appear here.");
  }

  async function load() {
    const mine = ++asked;
    try {
      const { entries } = await get("/page/traffic", { limit: FIRST });
      if (mine === asked) entries.forEach(add);
    } catch (error) {
      failed(error);
    }
  }

  // After a restart the numbers begin anew.
  function again() {
    cleared = 0;
    empty("Nothing has passed yet.");
    load();
  }

  const show = () => rows.forEach(({ entry, node }) => { node.hidden = !isShown(entry); });
  filter.addEventListener("input", show);
  kind.addEventListener("change", show);
  const stops = [on("traffic", add), on("gap", again)];
  again();
  return {
    title: "Inspector", hint: "All that passes between the app and this Slack", focus: filter, body: list,
    stop: () => stops.forEach((stop) => stop()),
    tools: h("div", { class: "drawer-tools" }, filter, kind, h("label", {}, follow, " Follow"), h("button", { type: "button", class: "tool", on: { click: clear } }, "Clear")),
  };
}
