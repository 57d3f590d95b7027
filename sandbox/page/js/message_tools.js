// What one can do with a message: the bar that floats over it, the menu behind its dots, and the same by single keys.
import { asking } from "./answers.js";
import { post } from "./api.js";
import { h } from "./dom.js";
import { beginEdit, confirmDelete, isOwn } from "./editing.js";
import { emoji, toned } from "./emoji.js";
import { oftenUsed } from "./emoji_picker.js";
import { justBefore } from "./history.js";
import { icon } from "./icons.js";
import { isNotice } from "./notices.js";
import { openMenu } from "./popover.js";
import { pickReaction, react } from "./reactions.js";
import { markUnread, me } from "./session.js";
import { shortcutItems } from "./shortcuts.js";
import { emit, isReply, messagesOf, state } from "./store.js";
import { openThread } from "./thread_session.js";
import { failed, toast } from "./toast.js";

function isMember(channel) {
  const conversation = state.conversations.get(channel);
  return Boolean(conversation?.is_member) && !conversation.is_archived;
}

/** Whether people may react to it: said by somebody, to all, in a conversation that one is in. */
export function takesReactions(channel, message) {
  return !message.ephemeral && message.subtype !== "tombstone" && isMember(channel);
}

function takesReplies(message) {
  return !message.ephemeral && !isNotice(message) && !(message.subtype === "tombstone" && !message.reply_count);
}

function rootOf(message) {
  return isReply(message) ? message.thread_ts : message.ts;
}

async function copyLink(channel, message) {
  const path = `/archives/${channel}/p${message.ts.replace(".", "")}`;
  const query = isReply(message) ? `?thread_ts=${message.thread_ts}&cid=${channel}` : "";
  try {
    await navigator.clipboard.writeText(`${location.origin}${path}${query}`);
    toast("Link copied");
  } catch (error) {
    failed(error, "The link could not be copied");
  }
}

async function pin(channel, message) {
  try {
    const { answer, keep } = await asking(() => post("/control/pins", { user: me(), channel, ts: message.ts, remove: message.pinned || undefined }));
    keep(channel, answer.message);
    emit("messages", { channel });
    emit("thread");
    toast(message.pinned ? "Unpinned" : "Pinned");
  } catch (error) {
    failed(error);
  }
}

function unread(channel, message) {
  const { list } = messagesOf(channel);
  const at = list.findIndex((one) => one.ts === message.ts);
  return markUnread(channel, list[at - 1]?.ts ?? justBefore(message.ts)).catch(failed);
}

/** The acts on a message: {key?, label, danger?, hint?, act}, in the order of Slack's menu. */
function actsOn(channel, message, inThread) {
  if (message.ephemeral) return [];
  const own = isOwn(message);
  const said = message.subtype !== "tombstone";
  const member = isMember(channel);
  const files = (message.files ?? []).filter((file) => file.user === me() && file.mode !== "tombstone");
  return [
    member && !inThread && !isReply(message) && { key: "U", label: "Mark unread", act: () => unread(channel, message) },
    said && { key: "L", label: "Copy link", act: () => copyLink(channel, message) },
    said && member && !isNotice(message) && { key: "P", label: message.pinned ? "Unpin from conversation" : "Pin to conversation", act: () => pin(channel, message) },
    own && member && { key: "E", label: "Edit message", act: () => beginEdit(channel, message, inThread) },
    own && { key: "Delete", label: "Delete message…", danger: true, act: () => confirmDelete(channel, message) },
    ...files.map((file) => ({ label: `Delete file ${file.name}`, danger: true, act: () => post("/control/files/delete", { user: me(), file: file.id }).catch(failed) })),
    ...(said && !isNotice(message) ? shortcutItems("message", { channel, ts: message.ts }) : []),
  ].filter(Boolean);
}

function tool(label, picture, click, more = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, dataset: { control: label }, on: { click }, ...more }, picture);
}

/** The bar over a message, or null where nothing can be done with it. `held(true)` keeps it while something of it is open. */
export function toolsOf(channel, message, inThread, held) {
  const tools = [];
  if (takesReactions(channel, message)) {
    for (const name of oftenUsed(3).map(toned)) tools.push(tool(`React with ${name.replace("::skin-tone-", ", tone ").replaceAll("_", " ")}`, h("span", { class: "emoji" }, emoji(name)), () => toggle(channel, message, name)));
    const add = tool("Add reaction…", icon("react", 18), () => {
      held(true);
      pickReaction(add, channel, message, { onClose: () => held(false) });
    }, { "aria-haspopup": "dialog" });
    tools.push(add);
  }
  if (!inThread && takesReplies(message) && isMember(channel)) tools.push(tool("Reply in thread", icon("thread", 18), () => openThread(channel, rootOf(message))));
  const acts = actsOn(channel, message, inThread);
  if (acts.length) {
    const more = tool("More actions", icon("dots", 18), () => {
      held(true);
      openMenu(more, acts, { label: "More actions", align: "end", onClose: () => held(false) });
    }, { "aria-haspopup": "menu" });
    tools.push(more);
  }
  return tools.length ? h("div", { class: "message-tools", role: "toolbar", "aria-label": "Message actions" }, tools) : null;
}

function toggle(channel, message, name) {
  const mine = message.reactions?.some((one) => one.name === name && one.users.includes(me()));
  return react(channel, message, name, { remove: mine });
}

/** Does what a single key means on a message that has the focus; answers whether it means anything. */
export function actByKey(key, row, channel, message, inThread) {
  const letter = key.length === 1 ? key.toUpperCase() : key === "Backspace" ? "Delete" : key;
  if (letter === "R" && takesReactions(channel, message)) {
    pickReaction(row, channel, message, { onClose: () => row.focus() });
    return true;
  }
  if (["Enter", "ArrowRight", "T"].includes(letter) && !inThread && takesReplies(message)) {
    openThread(channel, rootOf(message));
    return true;
  }
  const wanted = actsOn(channel, message, inThread).find((one) => one.key === letter);
  wanted?.act();
  return Boolean(wanted);
}
