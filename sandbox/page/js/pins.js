// The pins of a conversation: a button among its tabs, and the list it opens.
import { get } from "./api.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { justAfter } from "./history.js";
import { icon } from "./icons.js";
import { authorOf } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { openPopover } from "./popover.js";
import { me } from "./session.js";
import { messagesOf, nameOf } from "./store.js";
import { fullTime, millis } from "./times.js";

async function find(channel, ts) {
  const near = messagesOf(channel).list.find((message) => message.ts === ts);
  if (near) return near;
  const { messages } = await get("/control/messages", { channel, as: me(), before: justAfter(ts), limit: 1 });
  return messages.find((message) => message.ts === ts) ?? null;
}

function summary(message) {
  const block = message.blocks?.find((one) => one.text?.text);
  return message.text || block?.text.text || "";
}

export function pinsButton(conversation, show) {
  const count = conversation.pins.length;
  const node = h("button", { type: "button", class: "tab tab-pins", "aria-haspopup": "dialog", dataset: { control: "pins" }, on: { click: open } }, icon("pin", 16), `${count} ${count === 1 ? "Pin" : "Pins"}`);
  async function open() {
    const list = h("div", { class: "pins", role: "dialog", "aria-label": "Pinned messages" }, "Loading…");
    const popover = openPopover(node, list, { class: "popover-pins" });
    const found = (await Promise.all(conversation.pins.map((ts) => find(conversation.id, ts).catch(() => null)))).filter(Boolean);
    list.replaceChildren(...found.map((message) => h("button", {
      type: "button", class: "pin-row", on: { click: () => { popover.close(); show(message.ts); } },
    }, avatar(authorOf(message), 24), h("span", { class: "pin-words" },
      h("span", {}, h("b", {}, nameOf(authorOf(message))), " ", h("small", {}, fullTime(millis(message.ts)))),
      h("span", { class: "pin-text" }, mrkdwn(summary(message)))))));
    // A row is one button; the names in it are plain words.
    for (const name of list.querySelectorAll("[data-user]")) {
      name.removeAttribute("role");
      name.removeAttribute("tabindex");
    }
    popover.place();
    list.querySelector("button")?.focus();
  }
  return node;
}
