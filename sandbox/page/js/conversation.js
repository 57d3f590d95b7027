// The open conversation: its header, messages and composer.
import { announce, h, isNarrow, reconcile } from "./dom.js";
import { appIcon, appBadge, avatar, avatarWithPresence } from "./avatar.js";
import { composer } from "./composer.js";
import { homePane, aboutPane } from "./home.js";
import { icon } from "./icons.js";
import { authorOf, continues, forgetDrawn, messageNode, walkWithArrows } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { pinsButton } from "./pins.js";
import { showMembers, showPeople } from "./people.js";
import { join, loadOlder, markRead, me, openConversation } from "./session.js";
import { messagesOf, nameOf, on, othersIn, state, titleOf } from "./store.js";
import { dayKey, dayLabel, millis } from "./times.js";
import { failed } from "./toast.js";

const NEAR_BOTTOM = 80;
const dividers = new Map();

export function conversationPane() {
  const head = h("header", { class: "conversation-head" });
  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Parts of this conversation" });
  const banner = h("div", { class: "unread-banner", hidden: true });
  const list = h("div", { class: "message-list", role: "list" });
  const scroll = h("div", { class: "message-scroll", "data-testid": "messages" }, list);
  const below = h("button", { type: "button", class: "jump-down", hidden: true, on: { click: toBottom } }, "New messages ↓");
  const foot = h("div", { class: "conversation-foot" });
  const messagesPane = h("div", { class: "messages-pane" }, banner, h("div", { class: "scroll-wrap" }, scroll, below), foot);
  const other = h("div", { class: "tab-pane", role: "tabpanel", hidden: true });
  const node = h("main", { class: "conversation", id: "conversation" }, head, tabs, messagesPane, other);
  let shown = null;
  let headDrawn = "";
  let stuck = true; // at the newest message, and to stay there
  walkWithArrows(list);

  function conversation() {
    return state.conversations.get(state.current);
  }

  function atBottom() {
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_BOTTOM;
  }

  function toBottom() {
    scroll.scrollTop = scroll.scrollHeight;
    below.hidden = true;
  }

  // To the end, but not past the beginning of the answer: a long one is read from its first line.
  function toAnswer(ts) {
    const row = list.querySelector(`[data-ts="${ts}"]`);
    if (!row) return;
    toBottom();
    const hidden = scroll.getBoundingClientRect().top - row.getBoundingClientRect().top;
    if (hidden <= 0) return;
    scroll.scrollTop -= hidden;
    stuck = atBottom();
  }

  function drawHead() {
    const open = conversation();
    if (!open) return;
    // Redrawn only when something in it changed: the focus and an open menu stay otherwise.
    const signature = JSON.stringify([open.id, titleOf(open), open.topic, open.members, open.pins, state.tab, state.users.size]);
    if (signature === headDrawn) return;
    headDrawn = signature;
    head.replaceChildren(...headOf(open));
    drawTabs(open);
    list.setAttribute("aria-label", `Messages in ${titleOf(open)}`);
  }

  function drawTabs(open) {
    const names = open.is_app
      ? [state.app.home_tab !== false && ["home", "Home"], state.app.messages_tab !== false && ["messages", "Messages"], ["about", "About"]].filter(Boolean)
      : [["messages", "Messages"]];
    const pins = open.pins?.length ? pinsButton(open, showAt) : null;
    const tab = ([id, label]) => h("button", {
      type: "button", role: "tab", class: "tab", "aria-selected": String(state.tab === id), on: { click: () => openConversation(open.id, { tab: id }) },
    }, label);
    tabs.replaceChildren(...names.map(tab), ...(pins ? [pins] : []));
    tabs.hidden = names.length === 1 && !pins;
    messagesPane.hidden = state.tab !== "messages";
    other.hidden = state.tab === "messages";
  }

  function drawFoot() {
    const open = conversation();
    if (open.is_archived) foot.replaceChildren(h("p", { class: "foot-note" }, `#${open.name} is archived.`));
    else if (open.is_app && state.app.messages_read_only) foot.replaceChildren(h("p", { class: "foot-note" }, "Sending messages to this app has been turned off."));
    else if (!open.is_member && ["channel", "private"].includes(open.kind)) foot.replaceChildren(h("div", { class: "foot-note" }, h("p", {}, "You are viewing ", h("b", {}, `#${open.name}`)), h("button", { type: "button", class: "button primary", on: { click: () => join(open.id).catch(failed) } }, "Join Channel")));
    else foot.replaceChildren(composer({ channel: open.id, id: "composer-input", label: `Message ${open.kind === "channel" ? "#" : ""}${titleOf(open)}` }));
  }

  function drawMessages() {
    const open = conversation();
    const kept = messagesOf(open.id);
    if (!kept.loaded) {
      list.replaceChildren(skeleton());
      return;
    }
    const rows = kept.hasMore ? [cached("older", () => h("p", { class: "older", role: "status" }, "Loading older messages…"))] : [cached(`intro-${open.id}`, () => intro(open))];
    let before = null;
    for (const message of kept.list) {
      const day = dayKey(millis(message.ts));
      if (!before || dayKey(millis(before.ts)) !== day) rows.push(divider(millis(message.ts)));
      const first = kept.newLine !== null && Number(message.ts) > Number(kept.newLine) && !(before && Number(before.ts) > Number(kept.newLine));
      if (first) rows.push(cached("new-line", newLine));
      rows.push(messageNode(open.id, message, { compact: !first && continues(message, before) }));
      before = message;
    }
    reconcile(list, rows);
    list.querySelectorAll('.message[tabindex="0"]').forEach((row) => row.setAttribute("tabindex", "-1"));
    list.querySelector(".message:last-of-type")?.setAttribute("tabindex", "0");
  }

  function drawBanner() {
    const open = conversation();
    banner.hidden = !open?.unread || state.tab !== "messages";
    if (banner.hidden) return;
    banner.replaceChildren(
      h("span", {}, `${open.unread} new ${open.unread === 1 ? "message" : "messages"}`),
      h("button", { type: "button", on: { click: readAll } }, "Mark as read"));
  }

  function readAll() {
    const kept = messagesOf(state.current);
    kept.newLine = null;
    drawMessages();
    markRead(state.current, lastTs(kept));
  }

  // Opening a conversation reads it, as in Slack; what comes in later is read when it is in sight.
  function read() {
    const open = conversation();
    const kept = messagesOf(state.current);
    if (!open || state.tab !== "messages" || document.visibilityState !== "visible" || !kept.loaded) return;
    if (open.unread > 0) markRead(open.id, lastTs(kept));
  }

  function readWhenSeen() {
    if (atBottom()) read();
  }

  async function showAt(ts) {
    if (state.tab !== "messages") await openConversation(state.current);
    for (let tries = 0; tries < 200 && messagesOf(state.current).hasMore && !list.querySelector(`[data-ts="${ts}"]`); tries += 1) await loadOlder(state.current);
    const row = list.querySelector(`[data-ts="${ts}"]`);
    if (!row) return;
    stuck = false;
    row.scrollIntoView({ block: "center" });
    row.classList.add("flash");
    row.focus({ preventScroll: true });
    setTimeout(() => row.classList.remove("flash"), 2000);
  }

  function drawPlace({ moved }) {
    if (!conversation()) return;
    drawHead();
    if (state.tab === "home") other.replaceChildren(homePane());
    if (state.tab === "about") other.replaceChildren(aboutPane());
    if (moved || shown !== state.current) {
      shown = state.current;
      drawFoot();
      drawMessages();
      settle();
      if (!isNarrow() && state.tab === "messages") document.getElementById("composer-input")?.focus();
    } else if (state.tab === "messages") settle();
    drawBanner();
  }

  function settle() {
    toBottom();
    const line = list.querySelector(".new-line");
    if (line && line.offsetTop < scroll.scrollTop) scroll.scrollTop = line.offsetTop - 40;
    read();
  }

  function changed(detail = {}) {
    if (detail.channel && detail.channel !== state.current) return;
    if (!conversation()) return;
    const stay = atBottom();
    const fromEnd = scroll.scrollHeight - scroll.scrollTop;
    const lastBefore = list.lastElementChild?.dataset.ts;
    drawMessages();
    if (detail.loaded) settle();
    else if (detail.older) scroll.scrollTop = scroll.scrollHeight - fromEnd;
    else if (detail.own) toAnswer(detail.own);
    else if (stay) toBottom();
    else if (list.lastElementChild?.dataset.ts !== lastBefore) below.hidden = false;
    readWhenSeen();
    if (scroll.scrollTop < 200) loadOlder(state.current);
  }

  scroll.addEventListener("scroll", () => {
    if (scroll.scrollTop < 300) loadOlder(state.current);
    if (atBottom()) {
      below.hidden = true;
      readWhenSeen();
    }
  }, { passive: true });
  document.addEventListener("visibilitychange", readWhenSeen);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && conversation()?.unread) readAll();
  });
  // What grows after drawing (a fitted text area, a picture, letters in their own font) must not push the newest message out of sight.
  new ResizeObserver(() => { if (below.hidden && stuck) toBottom(); }).observe(scroll);
  document.fonts.ready.then(() => { if (below.hidden && stuck) toBottom(); });
  scroll.addEventListener("scroll", () => { stuck = atBottom(); }, { passive: true });

  on("place", drawPlace);
  on("messages", changed);
  on("show", showAt);
  on("incoming", ({ channel, message }) => {
    if (channel === state.current && message.user !== me()) announce(`${nameOf(authorOf(message))}: ${message.text ?? ""}`);
  });
  on("conversations", () => { if (conversation()) { drawHead(); drawBanner(); readWhenSeen(); } });
  on("users", () => { forgetDrawn(); headDrawn = ""; if (conversation()) { drawHead(); drawMessages(); } });
  on("clock", () => { dividers.clear(); if (conversation()) drawMessages(); });
  on("person", () => { shown = null; headDrawn = ""; dividers.clear(); forgetDrawn(); });
  return node;
}

function lastTs(kept) {
  return kept.list.filter((message) => !message.ephemeral).at(-1)?.ts ?? kept.list.at(-1)?.ts;
}

function cached(key, make) {
  if (!dividers.has(key)) dividers.set(key, make());
  return dividers.get(key);
}

function divider(ms) {
  const label = dayLabel(ms);
  return cached(`day-${dayKey(ms)}`, () => h("div", { class: "day-divider", role: "separator", "aria-label": label }, h("span", {}, label)));
}

function newLine() {
  return h("div", { class: "new-line", role: "separator", "aria-label": "New messages" }, h("span", {}, "New"));
}

function skeleton() {
  return h("div", { class: "skeleton", role: "status", "aria-label": "Loading messages" }, [1, 2, 3, 4].map(() => h("div", { class: "skeleton-row" }, h("i"), h("div", {}, h("b"), h("s")))));
}

function headOf(open) {
  const people = open.members.filter((id) => !open.is_app || id !== me());
  const picture = {
    channel: () => icon("hash", 20), private: () => icon("lock", 20),
    im: () => (open.is_app ? appIcon(24) : avatarWithPresence(state.users.get(open.user), 24)),
    mpim: () => avatar(state.users.get(othersIn(open)[0]), 24),
  }[open.kind]();
  const members = ["channel", "private", "mpim"].includes(open.kind)
    ? h("button", { type: "button", class: "members-button", "aria-label": `${people.length} member${people.length === 1 ? "" : "s"}`, on: { click: () => showMembers(open) } },
      h("span", { class: "facepile" }, people.slice(0, 3).map((id) => avatar(state.users.get(id), 20))), String(people.length))
    : null;
  return [
    h("button", { type: "button", class: "icon-button narrow-only", "aria-label": "Open the side bar", on: { click: () => document.body.classList.add("sidebar-open") } }, icon("menu")),
    h("h1", { class: "conversation-title" }, picture, h("span", {}, titleOf(open)), open.is_app ? appBadge() : null),
    open.topic ? h("div", { class: "topic" }, mrkdwn(open.topic)) : h("div", { class: "topic" }),
    members,
  ].filter(Boolean);
}

function intro(open) {
  const name = titleOf(open);
  const words = {
    channel: [icon("hash", 22), `This is the very beginning of ${name}`, open.purpose || "Everybody who joins this channel sees what is written here."],
    private: [icon("lock", 22), `This is the very beginning of ${name}`, open.purpose || "Only people who were added can see this channel."],
    im: ["", name, open.is_app ? `This is the very beginning of your direct message history with ${name}.` : `This conversation is just between you and ${name}.`],
    mpim: ["", name, `This is the very beginning of your direct messages with ${name}.`],
  }[open.kind];
  const portrait = open.is_app ? appIcon(52) : open.kind === "im" ? avatar(state.users.get(open.user), 52) : null;
  return h("div", { class: "intro" }, portrait, h("h2", {}, words[0], words[1]), h("p", {}, words[2]),
    open.kind === "channel" && state.users.size < 4 ? h("button", { type: "button", class: "button", on: { click: () => showPeople() } }, "Add a person") : null);
}
