// Bringing people and the app into a channel: from the channel's members, or from the app's profile.
import { post } from "./api.js";
import { appIcon } from "./avatar.js";
import { openDialog } from "./dialog.js";
import { announce, freshId, h } from "./dom.js";
import { listbox } from "./elements/listbox.js";
import { peopleOptions } from "./elements/select.js";
import { icon } from "./icons.js";
import { me, openConversation, refreshConversations } from "./session.js";
import { appName, state, titleOf } from "./store.js";

function isOpen(conversation) {
  return ["channel", "private"].includes(conversation.kind) && !conversation.is_archived;
}

/** Whether the acting person may bring others in: members may, as in Slack. */
export function mayAdd(conversation) {
  return isOpen(conversation) && conversation.members.includes(me());
}

function appIsIn(conversation) {
  return conversation.members.includes(state.app.bot_user_id);
}

function everybodyWhoCouldCome(id) {
  const members = state.conversations.get(id)?.members ?? [];
  const app = state.app.installed && state.users.has(state.app.bot_user_id)
    ? [{ value: state.app.bot_user_id, label: appName(), description: "App", keywords: state.app.name, picture: () => appIcon(20) }]
    : [];
  return [...peopleOptions(), ...app].filter((option) => !members.includes(option.value));
}

// One field, and what is done with the choice made in it; what Slack has against it is said beside the field.
function ask({ title, label, hint, leave, go, options, multiple, nothing, work }) {
  const box = listbox({ options, multiple, placeholder: nothing.placeholder });
  const labelId = freshId("label");
  box.control.setAttribute("aria-labelledby", labelId);
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = false;
    box.control.focus();
  };
  const begin = async () => {
    if (!box.values().length) return say(nothing.chosen);
    try {
      await work(box.values());
      return dialog.close();
    } catch (error) {
      return say(error.message);
    }
  };
  const dialog = openDialog({
    title, class: "dialog-small dialog-choosing",
    body: options().length
      ? h("div", { class: "block input" }, h("span", { class: "input-label", id: labelId }, label), box.node, trouble, h("p", { class: "input-hint" }, hint))
      : h("p", {}, nothing.left),
    footer: options().length
      ? [h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, leave), h("button", { type: "button", class: "button primary", on: { click: begin } }, go)]
      : [h("button", { type: "button", class: "button primary", on: { click: () => dialog.close() } }, "Done")],
  });
  if (options().length) box.control.focus();
}

async function join(conversation, users) {
  await post("/control/channels/join", { channel: conversation.id, users, inviter: me() });
  await refreshConversations();
  announce(`Added to ${titleOf(conversation)}`);
}

/** "Add people": whoever is not in the channel yet, the app too. In a new channel one may skip it. */
export function addPeople(conversation, { isNew = false } = {}) {
  ask({
    title: `Add people to ${titleOf(conversation)}`, label: "People and apps", leave: isNew ? "Skip for now" : "Cancel", go: "Add", multiple: true,
    hint: "Who is added sees the channel at once, and everything that was said in it.",
    options: () => everybodyWhoCouldCome(conversation.id),
    nothing: { placeholder: "Type a name", chosen: "Please choose somebody to add.", left: "Everybody is in this channel already." },
    work: (users) => join(conversation, users),
  });
}

/** "Add this app to a channel", from its profile. */
export function addAppToChannel() {
  const options = () => [...state.conversations.values()].filter((one) => mayAdd(one) && !appIsIn(one))
    .map((one) => ({ value: one.id, label: titleOf(one), picture: () => icon(one.kind === "channel" ? "hash" : "lock", 16) }));
  ask({
    title: `Add ${appName()} to a channel`, label: "Channel", leave: "Cancel", go: "Add", multiple: false,
    hint: "The app can read there from then on, and write.",
    options,
    nothing: { placeholder: "Choose a channel", chosen: "Please choose a channel.", left: `${appName()} is in every channel that you are in.` },
    work: async ([id]) => {
      await join(state.conversations.get(id), [state.app.bot_user_id]);
      await openConversation(id);
    },
  });
}
