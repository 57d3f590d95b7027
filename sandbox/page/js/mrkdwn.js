// Slack's mrkdwn to DOM nodes. Nothing of a text ever becomes markup.
import { h, safeUrl } from "./dom.js";
import { emoji, SHORTCODE } from "./emoji.js";
import { moving } from "./moving.js";
import { emit, nameOf, state } from "./store.js";
import { fillDate, fullTime } from "./times.js";

const MARKS = { "*": "b", _: "i", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function mention(id) {
  const user = state.users.get(id);
  const mine = id === state.me?.id;
  return h("span", {
    class: `mention${mine ? " mention-me" : ""}`, dataset: { user: id }, role: user ? "button" : null, tabindex: user ? "0" : null,
  }, `@${user ? nameOf(user) : id}`);
}

export function channelLink(id, label) {
  const conversation = state.conversations.get(id);
  if (!conversation) return h("span", { class: "mention" }, label ? `#${label}` : "#private-channel");
  return h("a", { class: "mention", href: `#${id}` }, `#${conversation.name}`);
}

/** A user group by its handle; those one belongs to are marked as one's own name is. */
export function usergroup(id, label) {
  const group = state.usergroups.find((one) => one.id === id);
  const mine = group?.users.includes(state.me?.id);
  return h("span", { class: `mention${mine ? " mention-me" : ""}` }, group ? `@${group.handle}` : label || `@${id}`);
}

export function link(address, label) {
  const href = safeUrl(address);
  if (href === null) return document.createTextNode(label ?? address);
  const message = messageIn(href);
  if (message) return h("a", { href, on: { click: (event) => toMessage(event, message) } }, label ?? address);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label ?? address);
}

// A message's own address on this machine: it opens here, as Slack opens those of its workspace.
function messageIn(href) {
  const url = new URL(href);
  const found = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(url.pathname);
  const thread = url.searchParams.get("thread_ts");
  return url.origin === location.origin && found ? { channel: found[1], ts: `${found[2]}.${found[3]}`, thread } : null;
}

function toMessage(event, message) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  emit("link", message);
}

export function dateNode(seconds, pattern, fallback, address) {
  const href = address ? safeUrl(address) : null;
  const time = moving(h("time"), (node) => {
    const text = fillDate(seconds, pattern);
    node.textContent = text ?? fallback;
    if (text !== null) node.title = fullTime(Number(seconds) * 1000);
  });
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, time) : time;
}

export function emojiNode(name) {
  const character = emoji(name);
  if (character === null) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": `${name.replace("::skin-tone-", ", tone ").replaceAll("_", " ")} emoji`, title: `:${name}:` }, character);
}

function special(body) {
  const [command, label] = split(body);
  if (command.startsWith("date^")) {
    const [, seconds, pattern, address] = command.split("^");
    return dateNode(seconds, pattern ?? "", unescape(label ?? ""), address);
  }
  if (command.startsWith("subteam^")) return usergroup(command.slice("subteam^".length), label);
  if (["here", "channel", "everyone"].includes(command)) return h("span", { class: "mention mention-me" }, `@${command}`);
  return document.createTextNode(label ?? `<${body}>`);
}

function split(body) {
  const at = body.indexOf("|");
  return at < 0 ? [body, null] : [body.slice(0, at), body.slice(at + 1)];
}

function entity(body) {
  if (body.startsWith("!")) return special(body.slice(1));
  const [target, label] = split(body);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  const text = label === null ? unescape(target).replace(/^mailto:/, "") : unescape(label);
  return link(unescape(target), text);
}

function isWord(character) {
  return character !== undefined && character !== "" && WORD.test(character);
}

function closing(text, mark, from) {
  for (let at = text.indexOf(mark, from + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (!/\s/.test(text[at - 1]) && !isWord(text[at + 1])) return at;
  }
  return -1;
}

const EMOJI_AT = new RegExp(SHORTCODE, "y");
const URL_AT = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"]/y;

// `open` holds the marks that nothing further on closes: each is looked for once in a text, however often it stands there.
function inlineAt(text, at, open) {
  const character = text[at];
  if (open.has(character)) return null;
  if (character === "<") {
    const end = text.indexOf(">", at);
    if (end > at + 1) return [entity(text.slice(at + 1, end)), end + 1];
    if (end < 0) open.add(character);
  }
  if (character === "`") {
    const end = text.indexOf("`", at + 1);
    if (end > at + 1) return [h("code", {}, inline(text.slice(at + 1, end), true)), end + 1];
  }
  if (Object.hasOwn(MARKS, character) && !isWord(text[at - 1]) && text[at + 1] && !/\s/.test(text[at + 1]) && text[at + 1] !== character) {
    const end = closing(text, character, at + 1);
    if (end > 0) return [h(MARKS[character], {}, inline(text.slice(at + 1, end))), end + 1];
    open.add(character);
  }
  if (character === ":") {
    EMOJI_AT.lastIndex = at;
    const found = EMOJI_AT.exec(text);
    if (found && emoji(found[1])) return [emojiNode(found[1]), at + found[0].length];
  }
  if (character === "h") {
    URL_AT.lastIndex = at;
    const found = URL_AT.exec(text);
    if (found) return [link(unescape(found[0]), unescape(found[0])), at + found[0].length];
  }
  return null;
}

/** One line's nodes. In code only <…> references are understood. */
function inline(text, code = false) {
  const nodes = [];
  const open = new Set();
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = code && text[at] !== "<" ? null : inlineAt(text, at, open);
    if (found) {
      flush();
      nodes.push(found[0]);
      at = found[1];
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

const QUOTE = /^(?:>|&gt;)\s?/;
const BULLET = /^\s*•\s+/;
const TYPED_BULLET = /^\s*[•-]\s+/;
const NUMBER = /^\s*\d{1,2}[.)]\s+/;

function lineKind(line, typed) {
  if (QUOTE.test(line)) return "blockquote";
  if ((typed ? TYPED_BULLET : BULLET).test(line)) return "ul";
  if (typed && NUMBER.test(line)) return "ol";
  return "p";
}

function group(kind, lines, typed) {
  if (kind === "blockquote") {
    return h("blockquote", {}, joined(lines.map((line) => inline(line.replace(QUOTE, "")))));
  }
  if (kind === "p") return joined(lines.map((line) => inline(line)));
  const mark = kind === "ol" ? NUMBER : typed ? TYPED_BULLET : BULLET;
  const start = kind === "ol" ? Number.parseInt(lines[0], 10) : null;
  return h(kind, { start }, lines.map((line) => h("li", {}, inline(line.replace(mark, "")))));
}

function joined(lines) {
  return lines.flatMap((nodes, at) => (at ? [h("br"), ...nodes] : nodes));
}

function prose(text, typed) {
  const groups = [];
  for (const line of text.split("\n")) {
    const kind = lineKind(line, typed);
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(({ kind, lines }) => group(kind, lines, typed));
}

/** Nodes for a mrkdwn text. `typed`: a person typed it in the composer, which makes lists of "- " and "1. ". */
export function mrkdwn(text, { typed = false } = {}) {
  const nodes = [];
  String(text ?? "").split("```").forEach((part, at, parts) => {
    if (at % 2 === 1 && at < parts.length - 1) {
      nodes.push(h("pre", {}, inline(part.replace(/^\n|\n$/g, ""), true)));
    } else {
      const whole = at % 2 === 1 ? `\`\`\`${part}` : part;
      const trimmed = (at > 0 ? whole.replace(/^\n/, "") : whole).replace(at < parts.length - 1 ? /\n$/ : /$^/, "");
      if (trimmed) nodes.push(...prose(trimmed, typed));
    }
  });
  return nodes;
}

/** A text object ({type, text}) or a plain string to nodes. */
export function textObject(object) {
  if (object === null || object === undefined) return [];
  if (typeof object === "string") return mrkdwn(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return plain(object.text, object.emoji !== false);
}

/** Plain text: no marks, but line breaks and, unless switched off, emoji. */
export function plain(text, emojiOn = true) {
  const lines = String(text ?? "").split("\n").map((line) => {
    if (!emojiOn) return [document.createTextNode(line)];
    // Split by a pattern with a group: every second part is the name that the group found.
    return line.split(new RegExp(SHORTCODE)).map((part, at) => (at % 2 ? emojiNode(part) : document.createTextNode(part)));
  });
  return joined(lines);
}
