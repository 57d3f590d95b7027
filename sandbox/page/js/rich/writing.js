// A rich_text block as what the editor edits. What is more than letters (a mention, an emoji, a date) is one piece that
// is kept or deleted whole.
import { inline } from "../blocks/rich_text.js";
import { h } from "../dom.js";

const TAGS = [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "strike"], ["underline", "u"]];

function styled(node, style = {}) {
  return TAGS.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

/** One piece that cannot be edited inside. */
export function piece(part) {
  return h("span", { contenteditable: "false", class: "rich-piece", dataset: { part: JSON.stringify(part) } }, inline([part]));
}

function node(part) {
  if (part.type === "text") return styled(document.createTextNode(part.text), part.style);
  if (part.type === "link") return h("a", { href: part.url }, styled(document.createTextNode(part.text || part.url), part.style));
  return piece(part);
}

// The lines of a section: texts are cut where a line ends.
function lines(parts) {
  const found = [[]];
  for (const part of parts) {
    if (part.type !== "text") found.at(-1).push(part);
    else part.text.split("\n").forEach((text, at) => {
      if (at) found.push([]);
      if (text) found.at(-1).push({ ...part, text });
    });
  }
  return found;
}

function line(parts) {
  return h("div", {}, parts.length ? parts.map(node) : h("br"));
}

const PARTS = {
  rich_text_section: (part) => lines(part.elements).map(line),
  rich_text_quote: (part) => h("blockquote", {}, lines(part.elements).map(line)),
  rich_text_preformatted: (part) => h("pre", {}, part.elements.map(node)),
};

function list(part) {
  return h(part.style === "ordered" ? "ol" : "ul", {}, (part.elements ?? []).map((item) => h("li", {}, item.elements.map(node))));
}

/** The nodes for a value, or for none. A deeper list stands in the one before it, as the browser's own commands have it. */
export function writeRichText(value) {
  const made = [];
  let open = []; // the lists a deeper one may go into, by depth
  for (const part of value?.elements ?? []) {
    if (part.type !== "rich_text_list") {
      open = [];
      made.push(...[PARTS[part.type]?.(part) ?? []].flat());
      continue;
    }
    open.length = Math.min(open.length, part.indent ?? 0);
    while (open.length < (part.indent ?? 0)) open.push(put(made, open, list({ style: part.style })));
    open.push(put(made, open, list(part)));
  }
  return made;
}

function put(made, open, node) {
  if (open.length) open.at(-1).append(node);
  else made.push(node);
  return node;
}
