import { h } from "../dom.js";
import { channelLink, dateNode, emojiNode, link, mention, usergroup } from "../mrkdwn.js";
import { defineBlock } from "./registry.js";

function lines(text) {
  return text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));
}

const STYLES = [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"], ["highlight", "mark"], ["client_highlight", "mark"]];

function styled(nodes, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? [h(tag, {}, inner)] : inner), nodes);
}

function emojiOf(part) {
  if (part.unicode) {
    const character = String.fromCodePoint(...part.unicode.split("-").map((code) => Number.parseInt(code, 16)));
    return h("span", { class: "emoji", role: "img", "aria-label": `${part.name.replaceAll("_", " ")} emoji`, title: `:${part.name}:` }, character);
  }
  return emojiNode(part.skin_tone ? `${part.name}::skin-tone-${part.skin_tone}` : part.name);
}

function colour(value) {
  return [h("code", { class: "colour" }, value), h("span", { class: "swatch", "aria-hidden": "true", style: { backgroundColor: value } })];
}

const INLINE = {
  text: (part) => lines(part.text),
  link: (part) => [link(part.url, part.text || part.url)],
  emoji: (part) => [emojiOf(part)],
  user: (part) => [mention(part.user_id)],
  channel: (part) => [channelLink(part.channel_id)],
  broadcast: (part) => [h("span", { class: "mention mention-me" }, `@${part.range}`)],
  date: (part) => [dateNode(part.timestamp, part.format, part.fallback ?? "", part.url)],
  color: (part) => colour(part.value),
  usergroup: (part) => [usergroup(part.usergroup_id)],
  team: (part) => [h("span", { class: "mention" }, `@${part.team_id}`)],
};

export function inline(elements = []) {
  return elements.flatMap((part) => styled(INLINE[part.type]?.(part) ?? [`[${part.type}]`], part.style));
}

function bordered(part) {
  return part.border ? " bordered" : "";
}

const PARTS = {
  rich_text_section: (part) => h("div", {}, inline(part.elements)),
  rich_text_quote: (part) => h("blockquote", { class: bordered(part).trim() || null }, inline(part.elements)),
  rich_text_preformatted: (part) => h("pre", { class: bordered(part).trim() || null, dataset: part.language ? { language: part.language } : {} }, inline(part.elements)),
};

const MARKS = 3; // dots, rings and squares, or numbers, letters and small numerals, in turn

function listOf(part) {
  const depth = part.indent ?? 0;
  return h(part.style === "ordered" ? "ol" : "ul", {
    class: `mark-${depth % MARKS}${bordered(part)}`, start: part.offset ? part.offset + 1 : null,
  }, part.elements.map((item) => h("li", {}, inline(item.elements))));
}

/** Slack says how deep a list is; on the page a deeper one stands inside the item above it, where readers look for it. */
function nested(parts) {
  const made = [];
  const open = []; // the lists that a deeper one may go into, by depth
  for (const part of parts) {
    if (part.type !== "rich_text_list") {
      open.length = 0;
      made.push(PARTS[part.type]?.(part) ?? h("div", { class: "unknown" }, `This local Slack cannot show “${part.type}” yet.`));
      continue;
    }
    const depth = part.indent ?? 0;
    let deeper = false;
    while (open.length && open.at(-1).depth > depth) {
      open.pop();
      deeper = true;
    }
    const same = open.at(-1)?.depth === depth ? open.pop() : null;
    if (deeper && same?.style === part.style && !part.offset) {
      // The outer list goes on after a deeper one: its numbers go on as well.
      same.node.append(...listOf(part).childNodes);
      open.push(same);
      continue;
    }
    const node = listOf(part);
    const host = open.at(-1)?.node.lastElementChild;
    if (host) host.append(node);
    else {
      node.style.marginLeft = depth ? `${depth * 24}px` : "";
      made.push(node);
    }
    open.push({ depth, style: part.style, node });
  }
  return made;
}

/** The nodes of a rich text, as it stands in a message, a table's cell, a title. */
export function richParts(block) {
  return nested(block.elements);
}

defineBlock("rich_text", (block) => h("div", { class: "block rich-text" }, richParts(block)));
