// One exchange between the app and the local Slack, as a line that opens.
import { announce, h } from "./dom.js";
import { icon } from "./icons.js";
import { clockTimeWithSeconds } from "./times.js";

const WAYS = { to_slack: ["→", "The app called Slack", "Arguments"], to_app: ["←", "Slack told the app", "Payload"] };

function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);
}

export function isRefused(entry) {
  return !entry.status.startsWith("ok");
}

export function isTroubled(entry) {
  return isRefused(entry) || entry.verdict.fits === false;
}

async function copy(entry, button) {
  const text = pretty(entry);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Where the browser asks for leave and got none, the old way still copies.
    const area = h("textarea", { class: "visually-hidden", "aria-hidden": "true" }, text);
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.replaceChildren(icon("check", 14), "Copied");
  announce("Copied as JSON");
}

// What fits and was refused all the same gets no mark of its own: a green one would read as "all is well".
function verdictMark(entry) {
  const { fits, problems } = entry.verdict;
  if (fits === null || (fits && isRefused(entry))) return h("span", { class: "traffic-fit" });
  const words = fits ? "Fits Slack's shape" : `${problems.length} ${problems.length === 1 ? "fault" : "faults"} of shape`;
  return h("span", { class: `traffic-fit${fits ? "" : " bad"}`, role: "img", "aria-label": words, title: words }, icon(fits ? "check" : "warn", 14));
}

function verdict(entry) {
  const { fits, failing, fitting, problems, remarks, unjudged } = entry.verdict;
  const head = {
    true: isRefused(entry) ? ["inspect", `Refused for another reason than its shape, which fits: ${fitting.join(", ")}`] : ["check", `Fits: ${fitting.join(", ")}`],
    false: ["warn", `Does not fit: ${failing.join(", ")}`],
    null: ["inspect", "Not judged."],
  }[fits];
  const notes = [...problems, ...remarks].map((one) => h("li", {}, withPath(one)));
  return h("div", { class: `verdict${fits === false ? " bad" : ""}`, "data-testid": "verdict" },
    h("p", { class: `verdict-${head[0]}` }, icon(head[0], 14), head[1]),
    notes.length ? h("ul", {}, notes) : null,
    fits === false && fitting.length ? h("p", { class: "verdict-rest" }, `Fits: ${fitting.join(", ")}`) : null,
    unjudged.map((reason) => h("p", {}, reason)),
    fits === null ? null : h("small", {}, "What the app sent, by this Slack’s own rules; what this Slack sent, by Slack’s published types, named in brackets."));
}

// "must be … [json-pointer:/blocks/0]": the path is set off from the words.
function withPath(problem) {
  const found = /^(.*) \[json-pointer:(.*)\]$/s.exec(problem);
  return found ? [h("code", {}, found[2] || "/"), " ", found[1]] : problem;
}

/** The node of an entry; what is inside is made when it is first opened. */
export function trafficRow(entry) {
  const [arrow, way, sent] = WAYS[entry.direction];
  const node = h("details", { class: "traffic", dataset: { n: entry.n }, "data-testid": "traffic" },
    h("summary", {},
      h("span", { class: "traffic-way", role: "img", title: way, "aria-label": way }, arrow),
      h("time", { class: "traffic-time", datetime: entry.at }, clockTimeWithSeconds(Date.parse(entry.at))),
      h("span", { class: "traffic-name" }, entry.name),
      verdictMark(entry),
      h("span", { class: `traffic-status${isRefused(entry) ? " bad" : ""}` }, entry.status),
      h("span", { class: "traffic-ms" }, `${Math.round(entry.ms)} ms`)));
  node.addEventListener("toggle", () => {
    if (!node.open || node.querySelector("pre")) return;
    const button = h("button", { type: "button", class: "tool", on: { click: () => copy(entry, button) } }, icon("paper", 14), "Copy as JSON");
    node.append(
      h("div", { class: "traffic-head" }, h("small", {}, `${way}: `, h("b", {}, entry.name)), button),
      verdict(entry),
      ...(entry.reason ? [h("p", { class: "traffic-reason" }, entry.reason)] : []),
      h("h3", {}, sent), h("pre", { tabindex: "0", "aria-label": sent }, pretty(entry.request)),
      h("h3", {}, "Answer"), h("pre", { tabindex: "0", "aria-label": "Answer" }, pretty(entry.response)));
  });
  return node;
}
