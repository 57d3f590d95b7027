// Reactions: the chips under a message, and putting one's own there.
import { asking } from "./answers.js";
import { post } from "./api.js";
import { announce, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { icon } from "./icons.js";
import { emit, nameOf, state } from "./store.js";
import { failed } from "./toast.js";
import { withTooltip } from "./tooltip.js";

const MOST_NAMED = 20;

function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function whoReacted(reaction) {
  const mine = reaction.users.includes(state.me?.id);
  const others = reaction.users.filter((id) => id !== state.me?.id).map((id) => nameOf(state.users.get(id)));
  const shown = others.slice(0, MOST_NAMED);
  if (others.length > MOST_NAMED) shown.push(`${others.length - MOST_NAMED} others`);
  return listed([...(mine ? ["You"] : []), ...shown]);
}

function words(name) {
  return name.replace("::skin-tone-", ", tone ").replaceAll("_", " ");
}

/** The chips, or null where nobody reacted. */
export function reactionsOf(channel, message, allowed) {
  if (!message.reactions?.length) return null;
  const add = allowed ? h("button", { type: "button", class: "reaction reaction-add", "aria-label": "Add reaction…", "aria-haspopup": "dialog", dataset: { control: "add" } }, icon("react", 16)) : null;
  add?.addEventListener("click", () => pickReaction(add, channel, message, { align: "start" }));
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, message.reactions.map((one) => chip(channel, message, one, allowed)), add);
}

function chip(channel, message, reaction, allowed) {
  const mine = reaction.users.includes(state.me?.id);
  const node = h("button", {
    type: "button", class: `reaction${mine ? " mine" : ""}`, "aria-pressed": String(mine), disabled: !allowed, dataset: { control: reaction.name },
    "aria-label": `${reaction.count} ${reaction.count === 1 ? "reaction" : "reactions"}: ${words(reaction.name)}, by ${whoReacted(reaction)}`,
    on: { click: () => react(channel, message, reaction.name, { remove: mine }) },
  }, h("span", { class: "emoji" }, emoji(reaction.name) ?? `:${reaction.name}:`), h("span", { class: "reaction-count" }, String(reaction.count)));
  return withTooltip(node, () => [
    h("span", { class: "tooltip-emoji" }, emoji(reaction.name) ?? ""),
    h("span", {}, h("b", {}, whoReacted(reaction)), ` reacted with :${reaction.name}:`),
  ]);
}

export async function react(channel, message, name, { remove = false } = {}) {
  try {
    const { answer, keep } = await asking(() => post("/control/reactions", { user: state.me.id, channel, ts: message.ts, name, remove: remove || undefined }));
    keep(channel, answer.message);
    emit("messages", { channel });
    emit("thread");
    announce(`${words(name)} ${remove ? "taken away" : "added"}`);
  } catch (error) {
    // Two clicks on the same emoji, or another window of the same person: it is there already, or gone.
    if (!["already_reacted", "no_reaction"].includes(error.name)) failed(error);
  }
}

/** Opens the picker; an emoji that is one's own already is taken away, as in Slack. */
export function pickReaction(anchor, channel, message, { align = "end", onClose = null } = {}) {
  openEmojiPicker(anchor, (name) => {
    const mine = message.reactions?.some((one) => one.name === name && one.users.includes(state.me.id));
    return react(channel, message, name, { remove: mine });
  }, { align, onClose });
}
