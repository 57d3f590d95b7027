// The open conversation: its header, tabs, messages and composer.
import { composer } from "./composer.js";
import { headOf } from "./conversation_head.js";
import { h, isNarrow, refill } from "./dom.js";
import { aboutPane, homePane } from "./home.js";
import { messagePane } from "./message_pane.js";
import { pinsButton } from "./pins.js";
import { isAt, join, openConversation } from "./session.js";
import { on, state, titleOf } from "./store.js";
import { failed } from "./toast.js";

export function conversationPane() {
  const head = h("header", { class: "conversation-head" });
  const tabs = h("div", { class: "tabs" });
  const messages = messagePane();
  const foot = h("div", { class: "conversation-foot" });
  const messagesPane = h("div", { class: "messages-pane", id: "messages-pane" }, messages.banner, messages.wrap, foot);
  const other = h("div", { class: "tab-pane", id: "tab-pane", role: "tabpanel", hidden: true });
  const node = h("main", { class: "conversation", id: "conversation" }, head, tabs, messagesPane, other);
  let shown = null;
  let headDrawn = "";
  let footDrawn = "";

  function conversation() {
    return state.conversations.get(state.current);
  }

  function drawHead() {
    const open = conversation();
    if (!open) return;
    // Redrawn only when something in it changed: the focus and an open menu stay otherwise.
    const signature = JSON.stringify([open.id, titleOf(open), open.topic, open.members, open.pins, state.tab, state.users.size]);
    if (signature === headDrawn) return;
    headDrawn = signature;
    refill(head, ...headOf(open));
    drawTabs(open);
    messages.label(`Messages in ${titleOf(open)}`);
  }

  function drawTabs(open) {
    const names = open.is_app
      ? [state.app.home_tab !== false && ["home", "Home"], state.app.messages_tab !== false && ["messages", "Messages"], ["about", "About"]].filter(Boolean)
      : [["messages", "Messages"]];
    const pins = open.pins?.length ? pinsButton(open, showAt) : null;
    const tab = ([id, label]) => h("button", {
      type: "button", role: "tab", class: "tab", "aria-selected": String(state.tab === id), tabindex: state.tab === id ? "0" : "-1",
      "aria-controls": id === "messages" ? messagesPane.id : other.id, dataset: { control: `tab-${id}` }, on: { click: () => openConversation(open.id, { tab: id }) },
    }, label);
    const all = h("div", { class: "tab-list", role: "tablist", "aria-label": "Parts of this conversation" }, names.map(tab));
    all.addEventListener("keydown", (event) => walkTabs(event, names.map(([id]) => id), open.id));
    other.setAttribute("aria-label", names.find(([id]) => id === state.tab)?.[1] ?? "");
    refill(tabs, all, ...(pins ? [pins] : []));
    tabs.hidden = names.length === 1 && !pins;
    messagesPane.hidden = state.tab !== "messages";
    other.hidden = state.tab === "messages";
  }

  // The arrows go from tab to tab, and what they reach is shown.
  function walkTabs(event, ids, id) {
    const at = ids.indexOf(state.tab);
    const next = { ArrowRight: ids[(at + 1) % ids.length], ArrowLeft: ids.at(at - 1), Home: ids[0], End: ids.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    openConversation(id, { tab: next });
    tabs.querySelector("[aria-selected=true]")?.focus();
  }

  // What may be written here: somebody may be brought in, or the channel archived, while one looks at it.
  function footOf(open) {
    return JSON.stringify([open.id, open.is_member, open.is_archived]);
  }

  function drawFoot() {
    const open = conversation();
    footDrawn = footOf(open);
    if (open.is_archived) foot.replaceChildren(h("p", { class: "foot-note" }, `#${open.name} is archived.`));
    else if (open.is_app && state.app.messages_read_only) foot.replaceChildren(h("p", { class: "foot-note" }, "Sending messages to this app has been turned off."));
    else if (!open.is_member && ["channel", "private"].includes(open.kind)) foot.replaceChildren(h("div", { class: "foot-note" }, h("p", {}, "You are viewing ", h("b", {}, `#${open.name}`)), h("button", { type: "button", class: "button primary", on: { click: () => join(open.id).catch(failed) } }, "Join Channel")));
    else foot.replaceChildren(composer({ channel: open.id, id: "composer-input", label: `Message ${open.kind === "channel" ? "#" : ""}${titleOf(open)}`, up: messages.editLast }));
  }

  async function showAt(ts) {
    const id = state.current;
    if (state.tab !== "messages") await openConversation(id);
    if (isAt(id)) await messages.showAt(ts);
  }

  function drawPlace({ moved }) {
    node.hidden = state.view !== "conversation";
    if (node.hidden || !conversation()) return;
    drawHead();
    if (state.tab === "home") other.replaceChildren(homePane());
    if (state.tab === "about") other.replaceChildren(aboutPane());
    const another = moved || shown !== state.current;
    shown = state.current;
    if (another) drawFoot();
    if (another || state.tab === "messages") messages.place(another);
    if (another && !isNarrow() && state.tab === "messages") document.getElementById("composer-input")?.focus();
  }

  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && conversation()?.unread) messages.readAll();
  });
  on("place", drawPlace);
  on("show", showAt);
  on("conversations", () => {
    if (!conversation()) return;
    drawHead();
    if (shown === state.current && footOf(conversation()) !== footDrawn) drawFoot();
  });
  on("users", () => { headDrawn = ""; if (conversation()) drawHead(); });
  on("person", () => { shown = null; headDrawn = ""; });
  return node;
}
