// The list of threads one follows, in the middle of the page: what began each, and the last that was said in it.
import { get } from "./api.js";
import { sidebarButton } from "./conversation_head.js";
import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { continues, messageNode } from "./message.js";
import { me, openConversation } from "./session.js";
import { whenLetGo } from "./pressing.js";
import { isReply, nameOf, on, state, titleOf } from "./store.js";
import { isUnreadThread, openThread } from "./thread_session.js";
import { failed } from "./toast.js";

export function threadsView() {
  const list = h("div", { class: "threads-list" });
  const scroll = h("div", { class: "threads-scroll", "data-testid": "threads" }, list);
  const node = h("main", { class: "conversation", id: "threads", hidden: true },
    h("header", { class: "conversation-head" }, sidebarButton(), h("h1", { class: "conversation-title", tabindex: "-1" }, icon("threads", 20), h("span", {}, "Threads"))), scroll);
  const cards = new Map(); // root ts → {signature, node}: a card is drawn anew only when something in it changed
  let threads = null;
  let asked = 0;

  async function load() {
    const person = me();
    asked += 1;
    const mine = asked;
    try {
      const answer = await get("/page/threads", { as: person });
      if (person !== me() || mine !== asked) return;
      threads = answer.threads;
      draw();
    } catch (error) {
      failed(error);
    }
  }

  function draw() {
    whenLetGo(list, drawNow);
  }

  function drawNow() {
    if (node.hidden) return;
    if (threads === null) list.replaceChildren(h("p", { class: "older", role: "status" }, h("span", { class: "spinner" }), "Loading your threads…"));
    else if (!threads.length) list.replaceChildren(h("div", { class: "home-empty" }, h("h2", {}, "No threads yet"), h("p", {}, "Threads you begin, answer in or are named in are gathered here.")));
    else reconcile(list, threads.map(cardOf));
  }

  function cardOf(thread) {
    const conversation = state.conversations.get(thread.channel);
    const people = thread.messages.map((message) => nameOf(state.users.get(message.user)));
    const signature = JSON.stringify([thread, titleOf(conversation), people, isUnreadThread(thread.channel, thread.ts)]);
    if (cards.get(thread.ts)?.signature !== signature) cards.set(thread.ts, { signature, node: card(thread) });
    return cards.get(thread.ts).node;
  }

  function card(thread) {
    const conversation = state.conversations.get(thread.channel);
    const [root, ...replies] = thread.messages;
    const hidden = (root.reply_count ?? replies.length) - replies.length;
    const people = [...new Set(thread.messages.map((message) => message.user))].map((id) => (id === me() ? "you" : nameOf(state.users.get(id))));
    const unread = isUnreadThread(thread.channel, thread.ts);
    const row = (message, before) => messageNode(thread.channel, message, { compact: continues(message, before), inThread: true, place: "threads" });
    return h("article", { class: `thread-card${unread ? " unread" : ""}`, "aria-label": `Thread in ${titleOf(conversation)}`, "data-testid": "thread-card" },
      h("header", { class: "thread-card-head" },
        h("button", { type: "button", class: "as-name", on: { click: () => openConversation(thread.channel).catch(failed) } }, `${conversation?.kind === "channel" ? "# " : ""}${titleOf(conversation)}`),
        h("small", {}, people.join(", ")), unread ? h("span", { class: "badge" }, `${thread.unread} new`) : null),
      h("div", { class: "thread-card-messages", role: "list", "aria-label": "Its messages" }, row(root, null), hidden > 0 ? h("div", { class: "replies-line", role: "listitem" }, h("button", { type: "button", class: "as-link", on: { click: () => openThread(thread.channel, thread.ts) } }, `Show ${hidden} more ${hidden === 1 ? "reply" : "replies"}`)) : null,
        replies.map((message, at) => row(message, at ? replies[at - 1] : null))),
      h("button", { type: "button", class: "button", on: { click: () => openThread(thread.channel, thread.ts) } }, icon("thread", 16), "Reply…"));
  }

  on("place", ({ moved }) => {
    node.hidden = state.view !== "threads";
    if (node.hidden) return;
    draw();
    load();
    if (moved) node.querySelector("h1").focus();
  });
  on("incoming", ({ message }) => { if (!node.hidden && isReply(message)) load(); });
  on("conversations", () => draw());
  on("thread", () => draw());
  on("person", () => {
    threads = null;
    cards.clear();
  });
  return node;
}
