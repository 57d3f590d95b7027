import { h } from "../dom.js";
import { channelLink, dateNode, emojiNode, link, mention } from "../mrkdwn.js";
import { defineBlock } from "./registry.js";

function lines(text) {
  return text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));
}

const STYLES = [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]];

function styled(nodes, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? [h(tag, {}, inner)] : inner), nodes);
}

const INLINE = {
  text: (part) => lines(part.text),
  link: (part) => [link(part.url, part.text ?? part.url)],
  emoji: (part) => [emojiNode(part.name)],
  user: (part) => [mention(part.user_id)],
  channel: (part) => [channelLink(part.channel_id)],
  broadcast: (part) => [h("span", { class: "mention mention-me" }, `@${part.range}`)],
  date: (part) => [dateNode(part.timestamp, part.format, part.fallback ?? "", part.url)],
  color: (part) => [h("code", {}, part.value)],
  usergroup: (part) => [h("span", { class: "mention" }, `@${part.usergroup_id}`)],
};

export function inline(elements = []) {
  return elements.flatMap((part) => styled(INLINE[part.type]?.(part) ?? [`[${part.type}]`], part.style));
}

const PARTS = {
  rich_text_section: (part) => h("div", {}, inline(part.elements)),
  rich_text_quote: (part) => h("blockquote", {}, inline(part.elements)),
  rich_text_preformatted: (part) => h("pre", {}, inline(part.elements)),
  rich_text_list: (part) => h(part.style === "ordered" ? "ol" : "ul", {
    class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null,
  }, part.elements.map((item) => h("li", {}, inline(item.elements)))),
};

defineBlock("rich_text", (block) => h("div", { class: "block rich-text" },
  block.elements.map((part) => PARTS[part.type]?.(part) ?? h("div", { class: "unknown" }, `This local Slack cannot show “${part.type}” yet.`))));
