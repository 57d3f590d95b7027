// The markdown block: what Slack makes of ordinary Markdown. As everywhere, nothing of a text becomes markup by itself.
import { h } from "../dom.js";
import { emoji, SHORTCODE } from "../emoji.js";
import { channelLink, emojiNode, link, mention } from "../mrkdwn.js";
import { defineBlock } from "./registry.js";

// Each kind: what it looks like, and the nodes for what was found.
const INLINE = [
  [/\\([\\`*_{}[\]()#+\-.!~|<>])/y, (found) => [found[1]]],
  [/(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/y, (found) => [h("code", {}, found[2])]],
  [/!?\[([^\]]*)\]\(([^\s)]+)(?:\s+"[^"]*")?\)/y, (found) => [link(found[2], found[1] || found[2])]],
  [/<(https?:[^>|]+)(?:\|([^>]*))?>/y, (found) => [link(found[1], found[2] ?? found[1])]],
  [/<@(\w+)(?:\|[^>]*)?>/y, (found) => [mention(found[1])]],
  [/<#(\w+)(?:\|([^>]*))?>/y, (found) => [channelLink(found[1], found[2])]],
  [/(\*\*\*|___)(?=\S)([\s\S]*?\S)\1/y, (found) => [h("b", {}, h("i", {}, inline(found[2])))]],
  [/(\*\*|__)(?=\S)([\s\S]*?\S)\1/y, (found) => [h("b", {}, inline(found[2]))]],
  [/~~(?=\S)([\s\S]*?\S)~~/y, (found) => [h("s", {}, inline(found[1]))]],
  [/([*_])(?=\S)([\s\S]*?\S)\1(?!\w)/y, (found) => [h("i", {}, inline(found[2]))]],
  [/https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"]/y, (found) => [link(found[0], found[0])]],
  [new RegExp(SHORTCODE, "y"), (found) => (emoji(found[1]) ? [emojiNode(found[1])] : null)],
  [/ {2,}\n|\\\n/y, () => [h("br")]],
];

function inline(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const hit = found(text, at);
    if (hit) {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(...hit.nodes);
      at = hit.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function found(text, at) {
  // Underscores inside a word are no marks.
  if (text[at] === "_" && /\w/.test(text[at - 1] ?? "")) return null;
  for (const [pattern, nodes] of INLINE) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const made = match && nodes(match);
    if (made) return { nodes: made, end: at + match[0].length };
  }
  return null;
}

const FENCE = /^ {0,3}(```+|~~~+)/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?/;
const TABLE_LINE = /^(?=[^-]*-)[\s:|-]+$/;

function splitRow(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function table(head, rule, rows) {
  const aligns = splitRow(rule).map((cell) => (/^:-+:$/.test(cell) ? "center" : cell.endsWith(":") ? "right" : "left"));
  const row = (tag, cells) => h("tr", {}, cells.map((cell, at) => h(tag, { style: { textAlign: aligns[at] ?? "left" } }, inline(cell))));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", { class: "table" }, h("thead", {}, row("th", splitRow(head))), h("tbody", {}, rows.map((line) => row("td", splitRow(line))))));
}

/** A list from lines whose first is an item; answers it and how many lines it took. */
function list(lines) {
  const [, indent, mark] = ITEM.exec(lines[0]);
  const ordered = /\d/.test(mark);
  const items = [];
  let at = 0;
  while (at < lines.length) {
    const match = ITEM.exec(lines[at]);
    if (!match || match[1].length < indent.length || (match[1].length <= indent.length + 1 && /\d/.test(match[2]) !== ordered)) break;
    if (match[1].length > indent.length + 1) {
      const [inner, took] = list(lines.slice(at));
      items.at(-1).append(inner);
      at += took;
    } else {
      const done = match[3] ? h("input", { type: "checkbox", disabled: true, checked: match[3] !== " ", "aria-label": match[3] === " " ? "open" : "done" }) : null;
      items.push(h("li", {}, done, inline(lines[at].slice(match[0].length))));
      at += 1;
    }
  }
  return [h(ordered ? "ol" : "ul", { start: ordered ? Number.parseInt(mark, 10) : null }, items), at];
}

function paragraphs(text) {
  const lines = text.split("\n");
  const nodes = [];
  let at = 0;
  const whileMatching = (pattern) => {
    const from = at;
    while (at < lines.length && pattern(lines[at])) at += 1;
    return lines.slice(from, at);
  };
  const starts = (line) => FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line) || !line.trim();
  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (!line.trim()) at += 1;
    else if (fence) {
      at += 1;
      const code = whileMatching((one) => !one.trimStart().startsWith(fence[1]));
      at += 1;
      nodes.push(h("pre", {}, code.join("\n")));
    } else if (heading) {
      at += 1;
      nodes.push(h("div", { class: `markdown-heading level-${heading[1].length}`, role: "heading", "aria-level": String(heading[1].length + 1) }, inline(heading[2].trimEnd().replace(/#+$/, "").trimEnd())));
    } else if (RULE.test(line)) {
      at += 1;
      nodes.push(h("hr", { class: "divider" }));
    } else if (QUOTE.test(line)) nodes.push(h("blockquote", {}, paragraphs(whileMatching((one) => QUOTE.test(one)).map((one) => one.replace(QUOTE, "")).join("\n"))));
    else if (ITEM.test(line)) {
      const [node, took] = list(lines.slice(at));
      nodes.push(node);
      at += Math.max(1, took);
    } else if (line.includes("|") && TABLE_LINE.test(lines[at + 1] ?? "")) {
      const rule = lines[at + 1];
      at += 2;
      nodes.push(table(line, rule, whileMatching((one) => one.includes("|"))));
    } else {
      at += 1;
      nodes.push(h("p", {}, inline([line, ...whileMatching((one) => !starts(one))].join("\n"))));
    }
  }
  return nodes;
}

defineBlock("markdown", (block) => h("div", { class: "block markdown" }, paragraphs(block.text)));
