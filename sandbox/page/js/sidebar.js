// The aubergine side bar: channels, direct messages, apps, with what is unread in bold.
import { addPeople } from "./adding.js";
import { post } from "./api.js";
import { appIcon, avatar, avatarWithPresence } from "./avatar.js";
import { browseChannels } from "./browsing.js";
import { openDialog } from "./dialog.js";
import { freshId, h, refill } from "./dom.js";
import { peopleOptions } from "./elements/select.js";
import { listbox } from "./elements/listbox.js";
import { icon } from "./icons.js";
import { closeSidebar } from "./narrow.js";
import { openMenu } from "./popover.js";
import { markRead, openApp, openConversation, openThreads, openWith, refreshConversations, stillHere } from "./session.js";
import { statusMark } from "./status.js";
import { appName, on, othersIn, state, titleOf } from "./store.js";
import { failed, toast } from "./toast.js";

const folded = new Set(JSON.parse(localStorage.getItem("folded") ?? "[]"));

function byTitle(a, b) {
  return titleOf(a).localeCompare(titleOf(b));
}

// Direct messages stand by who spoke last, as in Slack.
function byRecency(a, b) {
  return Number(b.last_ts || 0) - Number(a.last_ts || 0) || byTitle(a, b);
}

function pictureOf(conversation) {
  if (conversation.kind === "channel") return icon("hash", 18);
  if (conversation.kind === "private") return icon("lock", 18);
  if (conversation.is_app) return appIcon(20);
  if (conversation.kind === "im") return avatarWithPresence(state.users.get(conversation.user), 20);
  const others = othersIn(conversation);
  return h("span", { class: "group-picture" }, avatar(state.users.get(others[0]), 16), h("span", { class: "group-count", dataset: { letters: others.length } }));
}

const MOST_IN_BADGE = 99;

function badge(count) {
  return h("span", { class: "badge", "aria-hidden": "true", dataset: { letters: count > MOST_IN_BADGE ? `${MOST_IN_BADGE}+` : count } });
}

function rowMenu(conversation) {
  return [
    conversation.unread > 0 && { label: "Mark as read", act: () => markRead(conversation.id, conversation.last_ts) },
    { label: "Copy link", act: () => navigator.clipboard.writeText(`${location.origin}${location.pathname}${location.search}#${conversation.id}`).then(() => toast("Link copied"), failed) },
  ].filter(Boolean);
}

function row(conversation) {
  const open = conversation.id === state.current && state.view === "conversation";
  const unread = conversation.unread > 0 && !(open && state.tab === "messages" && document.hasFocus());
  const direct = conversation.kind === "im" || conversation.kind === "mpim";
  const count = direct ? conversation.unread : conversation.mentions;
  const said = `${conversation.unread}${conversation.unread_is_more ? "+" : ""} unread${!direct && count > 0 ? `, ${count} ${count === 1 ? "mention" : "mentions"}` : ""}`;
  return h("a", {
    href: `#${conversation.id}`, class: `row${unread ? " unread" : ""}${open ? " open" : ""}`, "aria-current": open ? "page" : null, "aria-label": unread ? `${titleOf(conversation)}, ${said}` : null, dataset: { conversation: conversation.id, control: conversation.id },
    on: {
      click: (event) => { event.preventDefault(); go(conversation.id); },
      contextmenu: (event) => { event.preventDefault(); openMenu(event.currentTarget, rowMenu(conversation), { label: titleOf(conversation) }); },
    },
  }, pictureOf(conversation), h("span", { class: "row-name" }, titleOf(conversation)),
  conversation.kind === "im" ? statusMark(state.users.get(conversation.user)) : null,
  unread && count > 0 ? badge(count) : null);
}

function threadsRow() {
  const open = state.view === "threads";
  const count = state.unreadThreads.length;
  return h("a", {
    href: "#threads", class: `row${count ? " unread" : ""}${open ? " open" : ""}`, "aria-current": open ? "page" : null, "aria-label": count ? `Threads, ${count} unread` : null, dataset: { conversation: "threads", control: "threads" },
    on: { click: (event) => { event.preventDefault(); closeSidebar(); openThreads(); } },
  }, icon("threads", 18), h("span", { class: "row-name" }, "Threads"), count ? badge(count) : null);
}

function go(id) {
  closeSidebar();
  openConversation(id);
}

function section(name, label, rows, add) {
  const fold = () => {
    if (!folded.delete(name)) folded.add(name);
    localStorage.setItem("folded", JSON.stringify([...folded]));
    redraw();
  };
  const shown = folded.has(name) ? rows.filter((one) => one.classList.contains("unread") || one.classList.contains("open")) : rows;
  return h("section", { class: "rows", "aria-label": label },
    h("div", { class: "rows-head" },
      h("button", { type: "button", class: `rows-title${folded.has(name) ? " folded" : ""}`, "aria-expanded": String(!folded.has(name)), dataset: { control: `section-${name}` }, on: { click: fold } }, icon("chevron", 16), label)),
    shown, folded.has(name) ? null : add);
}

let redraw = () => {};

function moreUnread(end) {
  return h("button", { type: "button", class: `more-unread ${end}`, hidden: true }, `Unread messages ${end === "above" ? "↑" : "↓"}`);
}

/** `tool`: one more button beside the workspace's name. */
export function sidebar(tool) {
  const list = h("div", { class: "sidebar-rows" });
  const more = { above: moreUnread("above"), below: moreUnread("below") };
  let looking = 0;
  list.addEventListener("scroll", lookForMore, { passive: true });

  // Measured with the next frame, when the page is laid out anyway.
  function lookForMore() {
    cancelAnimationFrame(looking);
    looking = requestAnimationFrame(drawMore);
  }

  // Unread rows that are scrolled out of sight are told of at that end, and one click away.
  function drawMore() {
    const { top, bottom } = list.getBoundingClientRect();
    const unread = [...list.querySelectorAll(".row.unread")];
    for (const [end, away] of [["above", unread.findLast((one) => one.getBoundingClientRect().bottom <= top)], ["below", unread.find((one) => one.getBoundingClientRect().top >= bottom)]]) {
      more[end].hidden = !away;
      more[end].onclick = () => away.scrollIntoView({ block: "center" });
    }
  }
  const name = h("h2", { class: "workspace-name" });
  const node = h("nav", { class: "sidebar", "aria-label": "Channels and direct messages" },
    h("header", { class: "sidebar-head" }, name, h("span", { class: "grow" }), tool,
      h("button", { type: "button", class: "icon-button", "aria-label": "New message", title: "New message", on: { click: newMessage } }, icon("edit"))),
    h("div", { class: "sidebar-scroll" }, more.above, list, more.below));

  redraw = () => {
    if (!state.me) return;
    name.textContent = state.team.name;
    const mine = [...state.conversations.values()].filter((one) => !one.is_archived);
    const channels = mine.filter((one) => ["channel", "private"].includes(one.kind) && (one.is_member || one.id === state.current)).sort(byTitle);
    const direct = mine.filter((one) => ["im", "mpim"].includes(one.kind) && !one.is_app).sort(byRecency);
    const app = mine.find((one) => one.is_app);
    const add = (label, click) => h("button", { type: "button", class: "row row-add", dataset: { control: label }, on: { click } }, h("span", { class: "add-mark" }, icon("plus", 14)), h("span", { class: "row-name" }, label));
    const appRow = app ? row(app) : h("button", { type: "button", class: "row", dataset: { control: "app" }, on: { click: () => openApp("home").catch(failed) } }, appIcon(20), h("span", { class: "row-name" }, appName()));
    refill(list,
      h("div", { class: "rows" }, threadsRow()),
      section("channels", "Channels", channels.map(row), add("Add channels", addChannels)),
      section("direct", "Direct messages", direct.map(row), add("Message a colleague", newMessage)),
      section("apps", "Apps", [appRow], null));
    lookForMore();
    const unread = mine.reduce((sum, one) => sum + (one.is_member || one.kind !== "channel" ? one.unread : 0), 0);
    document.title = `${unread ? `(${unread}) ` : ""}${state.view === "threads" ? "Threads" : state.current ? titleOf(state.conversations.get(state.current)) : "Slack"} - ${state.team.name} - Local Slack`;
  };
  for (const topic of ["person", "conversations", "users", "place"]) on(topic, () => redraw());
  return node;
}

function newMessage() {
  const box = listbox({ options: () => peopleOptions().filter((option) => option.value !== state.me.id), multiple: true, most: 8, placeholder: "Type a name" });
  const label = freshId("label");
  box.control.setAttribute("aria-labelledby", label);
  const begin = async () => {
    if (!box.values().length) return box.control.focus();
    dialog.close();
    closeSidebar();
    return openWith(box.values()).catch(failed);
  };
  const dialog = openDialog({
    title: "New message", class: "dialog-small dialog-choosing",
    body: h("div", { class: "block input" }, h("span", { class: "input-label", id: label }, "To"), box.node, h("p", { class: "input-hint" }, "One person for a direct message, several for a group.")),
    footer: [h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, "Cancel"), h("button", { type: "button", class: "button primary", on: { click: begin } }, "Go")],
  });
  box.control.focus();
}

function addChannels(event) {
  openMenu(event.currentTarget, [{ label: "Create a new channel", act: newChannel }, { label: "Browse channels", act: () => browseChannels(newChannel) }], { label: "Add channels" });
}

function newChannel() {
  const id = freshId("channel");
  const name = h("input", { id, class: "text-input", type: "text", maxlength: "80", placeholder: "e.g. plan-budget", autocomplete: "off" });
  const secret = h("input", { type: "checkbox", class: "choice-checkbox" });
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  name.addEventListener("input", () => { name.value = name.value.toLowerCase().replace(/[\s.]+/g, "-"); });
  const form = h("form", { id: `${id}-form`, novalidate: true },
    h("div", { class: "block input" }, h("label", { class: "input-label", for: id }, "Name"), name, trouble),
    h("label", { class: "choice" }, secret, h("span", {}, "Private: only people you add can see it")));
  const dialog = openDialog({
    title: "Create a channel", class: "dialog-small", body: form,
    footer: [h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, "Cancel"), h("button", { type: "submit", form: form.id, class: "button primary" }, "Create")],
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { channel } = await post("/control/channels", { name: name.value.trim(), is_private: secret.checked, members: [state.me.id] });
      dialog.close();
      const here = stillHere();
      await refreshConversations();
      if (!here()) return;
      // That answer may have been overtaken by another, which is still on its way.
      if (!state.conversations.has(channel.id)) state.conversations.set(channel.id, channel);
      go(channel.id);
      addPeople(channel, { isNew: true });
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  });
  name.focus();
}

/** "Search": jump to any conversation or person by a few letters. */
export function jumpTo() {
  const options = () => [
    ...[...state.conversations.values()].filter((one) => !one.is_archived).map((one) => ({ value: one.id, label: titleOf(one), picture: () => pictureOf(one), group: "Conversations" })),
    ...peopleOptions().map((option) => ({ ...option, group: "People" })),
  ];
  const box = listbox({ options, placeholder: "Jump to a channel or person", onChange: ([value]) => {
    if (!value) return;
    dialog.close();
    if (state.conversations.has(value)) go(value);
    else openWith([value]).catch(failed);
  } });
  box.control.setAttribute("aria-label", "Jump to a channel or person");
  const dialog = openDialog({ title: "Jump to…", class: "dialog-small dialog-jump", body: box.node });
  box.control.focus();
  box.node.click();
}

