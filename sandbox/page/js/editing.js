// Writing a message of one's own anew, in its place, and deleting one.
import { asking } from "./answers.js";
import { post } from "./api.js";
import { composer } from "./composer.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { forgetMessage } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { dropMessage, emit, state } from "./store.js";
import { failed } from "./toast.js";

// {channel, ts, inThread} of the message that is being edited, the box from which it was begun, and by place the editor:
// it stays the same one while the message around it is drawn anew, with what was typed in it.
let edited = null;

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
  edited = { channel, ts: message.ts, inThread, box, editors: new Map() };
  redraw(channel);
  document.querySelector(".editor .composer-input")?.focus();
}

function endEdit(mine) {
  // Whoever went on to another message, or to write elsewhere, while this one was being saved is left there.
  const another = edited !== mine;
  const elsewhere = document.activeElement !== document.body && !document.activeElement.closest(".editor");
  if (!another) edited = null;
  redraw(mine.channel);
  if (another || elsewhere) return;
  // Whoever came from the box goes on writing there; on a message the next letters would be its keys.
  (mine.box?.isConnected ? mine.box : document.querySelector(`.message[data-ts="${mine.ts}"]`))?.focus();
}

/** The message's box, in place of its words. */
export function editorOf(channel, message, place) {
  if (!edited.editors.has(place)) edited.editors.set(place, editor(channel, message, edited));
  const node = edited.editors.get(place);
  // On its way into a message drawn anew it loses the focus, and gets it back once that one is on the page.
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  if (focused) queueMicrotask(() => focused.focus({ preventScroll: true }));
  return node;
}

function editor(channel, message, mine) {
  const leave = () => endEdit(mine);
  const save = async (text) => {
    if (!text && !message.files?.length) {
      leave();
      confirmDelete(channel, message);
      return true;
    }
    try {
      const { answer, keep } = await asking(() => post("/control/message/update", { user: state.me.id, channel, ts: message.ts, text }));
      keep(channel, answer.message);
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
