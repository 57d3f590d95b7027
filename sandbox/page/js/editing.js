// Writing a message of one's own anew, in its place, and deleting one.
import { post } from "./api.js";
import { composer } from "./composer.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { forgetMessage } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { dropMessage, emit, keepMessage, state } from "./store.js";
import { failed } from "./toast.js";

let edited = null; // {channel, ts, inThread} of the message that is being edited, and the box from which it was begun

export function isEdited(channel, ts, inThread) {
  return edited !== null && edited.channel === channel && edited.ts === ts && edited.inThread === inThread;
}

/** Whether the acting person wrote it and may write it anew. */
export function isOwn(message) {
  const said = !message.subtype || ["thread_broadcast", "file_share"].includes(message.subtype);
  return message.user === state.me?.id && !message.bot_id && !message.ephemeral && said;
}

/** What was stored as a person would type it: names and channels in their short form, and no escapes. */
function asTyped(text) {
  return String(text ?? "")
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => (state.users.has(id) ? `@${state.users.get(id).name}` : whole))
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (whole, id, name) => (state.conversations.get(id)?.name || name ? `#${state.conversations.get(id)?.name ?? name}` : whole))
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/g, (_, address, words) => (words && words !== address ? `[${words}](${address})` : address))
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function redraw(channel) {
  emit("messages", { channel });
  emit("thread");
}

export function beginEdit(channel, message, inThread) {
  const box = document.activeElement?.closest(".composer-input");
  edited = { channel, ts: message.ts, inThread, box };
  redraw(channel);
  document.querySelector(".editor .composer-input")?.focus();
}

function endEdit(channel, ts) {
  const box = edited?.box;
  edited = null;
  redraw(channel);
  // Whoever came from the box goes on writing there; on a message the next letters would be its keys.
  (box?.isConnected ? box : document.querySelector(`.message[data-ts="${ts}"]`))?.focus();
}

/** The message's box, in place of its words. */
export function editorOf(channel, message) {
  const leave = () => endEdit(channel, message.ts);
  const save = async (text) => {
    if (!text && !message.files?.length) {
      leave();
      confirmDelete(channel, message);
      return true;
    }
    try {
      const answer = await post("/control/message/update", { user: state.me.id, channel, ts: message.ts, text });
      if (answer.message) keepMessage(channel, answer.message);
      leave();
      return true;
    } catch (error) {
      failed(error, "The message could not be changed");
      return false;
    }
  };
  return h("div", { class: "editor" }, composer({ channel, label: "Edit message", edit: { text: asTyped(message.text), save, cancel: leave } }));
}

export function confirmDelete(channel, message) {
  const gone = async () => {
    dialog.close();
    try {
      await post("/control/message/delete", { user: state.me.id, channel, ts: message.ts });
      if (!message.reply_count) {
        dropMessage(channel, message.ts);
        forgetMessage(channel, message.ts);
      }
      redraw(channel);
    } catch (error) {
      failed(error, "The message could not be deleted");
    }
  };
  const yes = h("button", { type: "button", class: "button danger-filled", autofocus: true, on: { click: gone } }, "Delete");
  const dialog = openDialog({
    title: "Delete message",
    class: "dialog-small",
    body: [h("p", {}, "Are you sure you want to delete this message? This cannot be undone."), h("blockquote", { class: "quoted" }, mrkdwn(message.text, { typed: true }))],
    footer: [h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, "Cancel"), yes],
  });
  yes.focus();
}
