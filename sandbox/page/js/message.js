// One message as Slack shows it.
import { act, suggest } from "./acts.js";
import { post } from "./api.js";
import { appBadge, avatar } from "./avatar.js";
import { Fields, renderBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { isJumbo } from "./emoji.js";
import { filesOf } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu } from "./popover.js";
import { me, openThread } from "./session.js";
import { shortcutItems } from "./shortcuts.js";
import { statusMark } from "./status.js";
import { isApp, isReply, nameOf, now, state } from "./store.js";
import { clockTime, dayKey, fullTime, millis, span } from "./times.js";
import { failed } from "./toast.js";

const SLACKBOT = { id: "USLACKBOT", name: "slackbot", real_name: "Slackbot", is_bot: false, color: "#4a154b" };
const GROUPED_WITHIN = 300;
const drawn = new Map(); // key → {message, compact, node, fields}

export function authorOf(message) {
  if (message.user === SLACKBOT.id) return state.users.get(SLACKBOT.id) ?? SLACKBOT;
  return state.users.get(message.user) ?? state.users.get(message.bot_id ? state.app?.bot_user_id : "") ?? { id: message.user ?? "?", name: message.username ?? "unknown" };
}

/** Whether `message` may stand below `before` without its own name and picture. */
export function continues(message, before) {
  return Boolean(before) && before.user === message.user && before.bot_id === message.bot_id
    && !before.ephemeral && !message.ephemeral && !message.pinned && !message.subtype && !before.subtype
    && Number(message.ts) - Number(before.ts) < GROUPED_WITHIN && dayKey(millis(message.ts)) === dayKey(millis(before.ts));
}

export function forgetDrawn() {
  drawn.clear();
}

/** The node of a message, drawn anew only when the message or its grouping changed; what was chosen in it stays. */
export function messageNode(channel, message, { compact, inThread = false }) {
  const key = `${channel}/${message.ts}/${inThread}`;
  const kept = drawn.get(key);
  if (kept && kept.message === message && kept.compact === compact) return kept.node;
  const fields = new Fields();
  const node = draw(channel, message, { compact, inThread, fields, kept: kept?.fields.values() });
  drawn.set(key, { message, compact, node, fields });
  return node;
}

function draw(channel, message, { compact, inThread, fields, kept }) {
  const author = authorOf(message);
  const ms = millis(message.ts);
  const time = h("time", { class: "time", title: fullTime(ms), datetime: new Date(ms).toISOString() }, compact ? clockTime(ms).replace(/ [AP]M$/, "") : clockTime(ms));
  const classes = ["message", compact && "compact", message.ephemeral && "ephemeral", message.pinned && "pinned"].filter(Boolean).join(" ");
  const head = compact ? null : h("div", { class: "message-head" },
    h("span", { class: "author", dataset: { user: author.id }, role: "button", tabindex: "-1" }, nameOf(author)),
    isApp(author) ? appBadge() : null, statusMark(author), time);
  return h("div", { class: classes, role: "listitem", tabindex: "-1", dataset: { ts: message.ts }, "data-testid": "message", "aria-label": `${nameOf(author)}, ${clockTime(ms)}` },
    marks(message),
    h("div", { class: "message-gutter" }, compact ? time : avatar(author, 36)),
    h("div", { class: "message-main" }, head, body(channel, message, fields, kept), replies(message, inThread)),
    hoverActions(channel, message, inThread));
}

function marks(message) {
  return [
    message.ephemeral ? h("div", { class: "message-mark" }, icon("eye", 14), "Only visible to you") : null,
    message.pinned ? h("div", { class: "message-mark" }, icon("pin", 14), "Pinned") : null,
  ];
}

function body(channel, message, fields, kept) {
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  if (message.subtype === "tombstone") return h("div", { class: "message-text quiet" }, "This message was deleted.");
  if (message.blocks?.length) {
    const ctx = {
      surface: "message", fields, kept,
      act: (payload) => act({ channel, ts: message.ts }, payload, fields.values()),
      suggest: (payload) => suggest({ channel, ts: message.ts }, payload),
    };
    return h("div", { class: "message-blocks" }, renderBlocks(message.blocks, ctx), edited, filesOf(message));
  }
  const quiet = ["channel_join", "group_join", "channel_topic", "channel_purpose", "channel_name", "pinned_item"].includes(message.subtype);
  const jumbo = isJumbo(message.text ?? "");
  const text = message.text || !message.files?.length
    ? h("div", { class: `message-text${quiet ? " quiet" : ""}${jumbo ? " jumbo" : ""}` }, mrkdwn(message.text, { typed: !message.bot_id }), edited)
    : null;
  return [text, filesOf(message)];
}

function replies(message, inThread) {
  if (inThread || !message.reply_count) return null;
  const people = (message.reply_users ?? []).slice(0, 5).map((id) => avatar(state.users.get(id), 24));
  const last = message.latest_reply ? span(Math.max(0, now() / 1000 - Number(message.latest_reply))) : null;
  return h("button", { type: "button", class: "replies", on: { click: () => openThread(message.ts) } },
    people, h("b", {}, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    last ? h("span", { class: "replies-last" }, `Last reply ${last} ago`) : null);
}

function moreActions(channel, message) {
  const own = (message.files ?? []).filter((file) => file.user === me() && file.mode !== "tombstone");
  return [
    ...shortcutItems("message", { channel, ts: message.ts }),
    ...own.map((file) => ({ label: `Delete file ${file.name}`, danger: true, act: () => post("/control/files/delete", { user: me(), file: file.id }).catch(failed) })),
  ];
}

function hoverActions(channel, message, inThread) {
  if (message.ephemeral || message.subtype === "tombstone") return null;
  const tools = [];
  const tool = (label, picture, click) => h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click } }, icon(picture, 18));
  if (!inThread && !isReply(message)) tools.push(tool("Reply in thread", "thread", () => openThread(message.ts)));
  if (moreActions(channel, message).length) {
    const more = tool("More actions", "dots", () => openMenu(more, moreActions(channel, message), { label: "More actions", align: "end" }));
    more.setAttribute("aria-haspopup", "menu");
    tools.push(more);
  }
  return tools.length ? h("div", { class: "message-tools", role: "toolbar", "aria-label": "Message actions" }, tools) : null;
}

/** ↑ and ↓ walk through a list's messages. */
export function walkWithArrows(list) {
  list.addEventListener("keydown", (event) => {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.classList.contains("message")) return;
    const all = [...list.querySelectorAll(".message")];
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
