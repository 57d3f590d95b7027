// "Browse channels": every channel one may see, to look into, to join, or to open.
import { post } from "./api.js";
import { openDialog } from "./dialog.js";
import { announce, h, refill } from "./dom.js";
import { icon } from "./icons.js";
import { closeSidebar } from "./narrow.js";
import { me, openConversation, refreshConversations } from "./session.js";
import { emit, on, state } from "./store.js";
import { failed } from "./toast.js";

function channels(typed) {
  const wanted = typed.trim().toLowerCase().replace(/^#/, "");
  return [...state.conversations.values()]
    .filter((one) => ["channel", "private"].includes(one.kind) && !one.is_archived)
    .filter((one) => `${one.name} ${one.topic} ${one.purpose}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function join(channel) {
  await post("/control/channels/join", { channel: channel.id, user: me() });
  await refreshConversations();
  emit("place", { moved: false });
  announce(`You joined ${channel.name}`);
}

/** `create` begins a new channel instead. */
export function browseChannels(create) {
  const search = h("input", { type: "search", class: "text-input", placeholder: "Search for channels", "aria-label": "Search for channels", autocomplete: "off" });
  const list = h("ul", { class: "channel-rows", "aria-label": "Channels" });
  const count = h("p", { class: "channel-count", role: "status" });

  function go(channel) {
    dialog.close();
    closeSidebar();
    return openConversation(channel.id);
  }

  function row(channel) {
    const people = channel.members.length;
    const open = channel.is_member
      ? h("button", { type: "button", class: "button", "aria-label": `Open ${channel.name}`, dataset: { control: channel.id }, on: { click: () => go(channel) } }, "Open")
      : h("button", { type: "button", class: "button channel-join", "aria-label": `Join ${channel.name}`, dataset: { control: channel.id }, on: { click: () => join(channel).catch(failed) } }, "Join");
    return h("li", { class: "channel-row" },
      h("div", { class: "channel-words" },
        h("button", { type: "button", class: "channel-name", dataset: { control: `look-${channel.id}` }, on: { click: () => go(channel) } }, icon(channel.kind === "channel" ? "hash" : "lock", 16), h("b", {}, channel.name)),
        h("small", {},
          channel.is_member ? h("span", { class: "channel-joined" }, icon("check", 14), "Joined") : null,
          h("span", {}, `${people} member${people === 1 ? "" : "s"}`),
          channel.purpose || channel.topic ? h("span", { class: "channel-about" }, channel.purpose || channel.topic) : null)),
      open);
  }

  function draw() {
    const found = channels(search.value);
    count.textContent = found.length ? `${found.length} channel${found.length === 1 ? "" : "s"}` : "No channel fits. Try another word, or create one.";
    refill(list, ...found.map(row));
  }

  search.addEventListener("input", draw);
  const stop = on("conversations", draw);
  const dialog = openDialog({
    title: "Browse channels", class: "dialog-channels", body: [search, count, list], onClose: stop,
    footer: [h("button", { type: "button", class: "button", on: { click: () => { dialog.close(); create(); } } }, "Create a channel")],
  });
  draw();
  search.focus();
}
