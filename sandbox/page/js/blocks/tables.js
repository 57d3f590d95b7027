// Tables of messages: plain ones, and those of data, which are shown page by page and sorted by a click on a heading.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { defineBlock } from "./registry.js";
import { richParts } from "./rich_text.js";

const ROWS_SHOWN = 20;

function wordsOf(cell) {
  return cell.type === "rich_text" ? richParts(cell) : plain(cell.text ?? String(cell.value ?? ""));
}

function keyOf(cell) {
  if (cell.type === "raw_number") return cell.value;
  return cell.type === "rich_text" ? JSON.stringify(cell.elements) : cell.text ?? "";
}

function cells(row, tag, settings = [], headerAt = -1) {
  return row.map((cell, at) => h(at === headerAt ? "th" : tag, {
    scope: tag === "th" ? "col" : at === headerAt ? "row" : null,
    class: [settings[at]?.is_wrapped ? "wrapped" : "", cell.type === "raw_number" && !settings[at]?.align ? "number" : ""].join(" ").trim() || null,
    style: settings[at]?.align ? { textAlign: settings[at].align } : {},
  }, wordsOf(cell)));
}

defineBlock("table", (block) => {
  const [head, ...rows] = block.rows;
  return h("div", { class: "block table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", { class: "table" },
    h("thead", {}, h("tr", {}, cells(head, "th", block.column_settings))),
    h("tbody", {}, rows.map((row) => h("tr", {}, cells(row, "td", block.column_settings))))));
});

defineBlock("data_table", (block) => {
  const [head, ...all] = block.rows;
  const size = block.page_size ?? ROWS_SHOWN;
  const pages = Math.max(1, Math.ceil(all.length / size));
  let page = 0;
  let order = null; // {at, down}
  const body = h("tbody", {});
  const where = h("span", { role: "status" });
  const headings = head.map((cell, at) => h("th", { scope: "col", "aria-sort": "none" }, h("button", { type: "button", on: { click: () => sort(at) } }, wordsOf(cell), icon("chevron", 12))));
  const step = (label, by) => h("button", { type: "button", class: "button", "aria-label": label, on: { click: () => { page = Math.max(0, Math.min(pages - 1, page + by)); draw(); } } }, icon(by < 0 ? "back" : "right", 14));
  const steps = [step("Previous page", -1), step("Next page", 1)];

  function sort(at) {
    order = { at, down: order?.at === at && !order.down };
    page = 0;
    headings.forEach((heading, one) => heading.setAttribute("aria-sort", one === at ? (order.down ? "descending" : "ascending") : "none"));
    draw();
  }

  function sorted() {
    if (!order) return all;
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));
    return [...all].sort((a, b) => compare(keyOf(a[order.at]), keyOf(b[order.at])) * (order.down ? -1 : 1));
  }

  function draw() {
    body.replaceChildren(...sorted().slice(page * size, (page + 1) * size).map((row) => h("tr", {}, cells(row, "td", [], block.row_header_column_index))));
    where.textContent = `${all.length ? page * size + 1 : 0}–${Math.min(all.length, (page + 1) * size)} of ${all.length}`;
    steps[0].disabled = page === 0;
    steps[1].disabled = page === pages - 1;
  }

  draw();
  return h("div", { class: "block data-table" },
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": block.caption }, h("table", { class: "table" }, h("caption", {}, plain(block.caption)), h("thead", {}, h("tr", {}, headings)), body)),
    pages > 1 ? h("div", { class: "table-foot" }, where, steps) : null);
});
