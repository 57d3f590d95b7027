// One message as Slack shows it.
import { act, suggest } from "./acts.js";
import { attachmentsOf } from "./attachments.js";
import { appBadge, avatar, emojiPicture } from "./avatar.js";
import { Fields, renderBlocks, shown } from "./blocks/index.js";
import { h } from "./dom.js";
import { editorOf, isEdited } from "./editing.js";
import { isJumbo, withEmoji } from "./emoji.js";
import { filesOf } from "./files.js";
import { icon } from "./icons.js";
import { takesReactions } from "./message_tools.js";
import { moving, retell } from "./moving.js";
import { mrkdwn } from "./mrkdwn.js";
import { isNotice, noticeWords } from "./notices.js";
import { reactionsOf } from "./reactions.js";
import { statusMark } from "./status.js";
import { isApp, nameOf, now, on, state } from "./store.js";
import { isUnreadThread, openThread } from "./thread_session.js";
import { clockTime, dayKey, fullTime, millis, span } from "./times.js";

const SLACKBOT = { id: "USLACKBOT", name: "slackbot", real_name: "Slackbot", is_bot: false, color: "#4a154b" };
const GROUPED_WITHIN = 300;
const LABEL_UP_TO = 300; // characters of a message in its label; the rest is read in it
const drawn = new Map(); // key → {message, look, node, fields}
let edition = 0;

export function authorOf(message) {
  if (message.user === SLACKBOT.id) return state.users.get(SLACKBOT.id) ?? SLACKBOT;
  return state.users.get(message.user) ?? state.users.get(message.bot_id ? state.app?.bot_user_id : "") ?? { id: message.user ?? "?", name: message.username ?? "unknown" };
}

/** Whether `message` may stand below `before` without its own name and picture. */
export function continues(message, before) {
  const plain = (one) => !one.ephemeral && !one.pinned && (!one.subtype || ["file_share", "bot_message"].includes(one.subtype));
  return Boolean(before) && before.user === message.user && before.bot_id === message.bot_id && before.username === message.username
    && plain(before) && plain(message)
    && Number(message.ts) - Number(before.ts) < GROUPED_WITHIN && dayKey(millis(message.ts)) === dayKey(millis(before.ts));
}

// Each message is drawn anew when it is next shown, with what was chosen in it: what it says of people changed.
function drawAnew() {
  edition += 1;
}

const PLACES = ["channel", "thread", "threads"];

function keyOf(channel, ts, place) {
  return `${channel}/${ts}/${place}`;
}

/** Forgets a message in the places that show it no more. */
export function forgetMessage(channel, ts, places = PLACES) {
  for (const place of places) drawn.delete(keyOf(channel, ts, place));
}

/** Keeps the nodes right: before anybody draws with them anew. */
export function watchMessages() {
  on("moment", () => { for (const { node } of drawn.values()) retell(node); });
  on("users", drawAnew);
  on("person", () => drawn.clear());
}

/**
 * The node of a message, drawn anew only when the message or its grouping changed; what was chosen in it stays. Each
 * `place` that shows it has a node of its own. `along` are notices that are told of in the same line.
 */
export function messageNode(channel, message, { compact, inThread = false, place = inThread ? "thread" : "channel", along = [] }) {
  const key = keyOf(channel, message.ts, place);
  const kept = drawn.get(key);
  const look = [edition, compact, isEdited(channel, message.ts, inThread), !inThread && isUnreadThread(channel, message.ts), ...along.map((one) => one.user)].join();
  if (kept && kept.message === message && kept.look === look) return kept.node;
  const fields = new Fields();
  const node = draw(channel, message, { compact, inThread, place, along, fields, kept: kept?.fields.kept() });
  drawn.set(key, { message, look, node, fields });
  return node;
}

function draw(channel, message, { compact, inThread, place, along, fields, kept }) {
  const author = authorOf(message);
  const name = message.username ?? nameOf(author);
  const ms = millis(message.ts);
  const time = h("time", { class: "time", datetime: new Date(ms).toISOString() }, compact ? clockTime(ms).replace(/\s[AP]M$/, "") : clockTime(ms));
  moving(time, () => { time.title = fullTime(ms); });
  const editing = isEdited(channel, message.ts, inThread);
  const classes = ["message", compact && "compact", message.ephemeral && "ephemeral", message.pinned && "pinned", editing && "editing"].filter(Boolean).join(" ");
  const head = compact ? null : h("div", { class: "message-head" },
    h("span", { class: "author", dataset: { user: author.id }, role: "button", tabindex: "-1" }, name),
    isApp(author) ? appBadge() : null, message.username ? null : statusMark(author), time);
  const words = editing ? [editorOf(channel, message, place)] : [shown(() => body(channel, message, { place, along, fields, kept }))];
  const main = h("div", { class: "message-main" }, head, broadcastLine(channel, message, inThread), words,
    reactionsOf(channel, message, takesReactions(channel, message)), replies(channel, message, inThread));
  const node = h("div", { class: classes, role: "listitem", tabindex: "-1", dataset: { ts: message.ts }, "data-testid": "message" },
    marks(message), h("div", { class: "message-gutter" }, compact ? time : picture(author, message)), main);
  return moving(node, () => node.setAttribute("aria-label", labelOf(node, name, ms)));
}

function picture(author, message) {
  if (message.icons?.emoji) return emojiPicture(withEmoji(message.icons.emoji), 36);
  return avatar(message.username ? { id: message.username, name: message.username } : author, 36);
}

function labelOf(node, name, ms) {
  const words = [...node.querySelectorAll(".message-text, .message-blocks, .attachments, .files")].map((one) => one.textContent.trim()).filter(Boolean).join(". ");
  const more = [...node.querySelectorAll(".message-mark, .replies b")].map((one) => one.textContent.trim());
  return [`${name}: ${words.length > LABEL_UP_TO ? `${words.slice(0, LABEL_UP_TO)}…` : words}`, fullTime(ms), ...more].join(". ");
}

function marks(message) {
  return [
    message.ephemeral ? h("div", { class: "message-mark" }, icon("eye", 14), "Only visible to you") : null,
    message.pinned ? h("div", { class: "message-mark" }, icon("pin", 14), "Pinned") : null,
  ];
}

// A reply that was also sent to the channel says so on both sides, and there leads to its thread.
function broadcastLine(channel, message, inThread) {
  if (message.subtype !== "thread_broadcast") return null;
  if (inThread) return h("div", { class: "broadcast-line" }, "Also sent to the channel");
  const words = (message.root?.text || "a thread").replace(/\s+/g, " ");
  return h("div", { class: "broadcast-line" }, "replied to a thread: ",
    h("button", { type: "button", class: "as-link", on: { click: () => openThread(channel, message.thread_ts) } }, mrkdwn(words.length > 80 ? `${words.slice(0, 80)}…` : words).map((node) => node.textContent).join("")));
}

function body(channel, message, { place, along, fields, kept }) {
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  if (edited) moving(edited, () => { edited.title = fullTime(millis(message.edited.ts)); });
  if (message.subtype === "tombstone") return h("div", { class: "message-text quiet" }, "This message was deleted.");
  const ctx = {
    surface: "message", id: `${channel}/${message.ts}`, fields, kept,
    // By the time its turn comes, it may be drawn anew, and more typed in it.
    act: (payload) => act({ channel, ts: message.ts }, payload, (drawn.get(keyOf(channel, message.ts, place))?.fields ?? fields).values()),
    suggest: (payload) => suggest({ channel, ts: message.ts }, payload),
  };
  if (message.blocks?.length) return [h("div", { class: "message-blocks" }, renderBlocks(message.blocks, ctx), edited), attachmentsOf(message, ctx), filesOf(message)];
  const quiet = isNotice(message);
  const jumbo = isJumbo(message.text ?? "");
  const text = message.text || !(message.files?.length || message.attachments?.length)
    ? h("div", { class: `message-text${quiet ? " quiet" : ""}${jumbo ? " jumbo" : ""}` }, quiet ? noticeWords(channel, message, along) : mrkdwn(message.text, { typed: !message.bot_id }), edited)
    : null;
  return [text, attachmentsOf(message, ctx), filesOf(message)];
}

function replies(channel, message, inThread) {
  if (inThread) return null;
  if (message.subtype === "thread_broadcast") return threadButton(channel, message.thread_ts, [], "View thread", null, false);
  if (!message.reply_count) return null;
  const people = (message.reply_users ?? []).slice(0, 5).map((id) => avatar(state.users.get(id), 24));
  const words = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return threadButton(channel, message.ts, people, words, lastReply(message), isUnreadThread(channel, message.ts));
}

function lastReply(message) {
  if (!message.latest_reply) return null;
  return moving(h("span", { class: "replies-last" }), (node) => {
    const ago = span(Math.max(0, now() / 1000 - Number(message.latest_reply)))?.split(" ").slice(0, 2).join(" ");
    node.textContent = ago ? `Last reply ${ago} ago` : "Last reply just now";
  });
}

function threadButton(channel, ts, people, words, last, unread) {
  return h("button", { type: "button", class: `replies${unread ? " unread" : ""}`, dataset: { control: "replies" }, on: { click: () => openThread(channel, ts) } },
    h("span", { class: "replies-faces" }, people), h("b", {}, words, unread ? h("span", { class: "replies-new" }, "New") : null),
    last, h("span", { class: "replies-view", "aria-hidden": "true" }, "View thread"), icon("right", 16));
}

