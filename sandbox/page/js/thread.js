// The side pane of a thread: its root, the replies, and a composer of its own.
import { composer } from "./composer.js";
import { beginEdit, isOwn } from "./editing.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { continues, messageNode } from "./message.js";
import { plainRow, putRows, watchRows } from "./message_rows.js";
import { whenLetGo } from "./pressing.js";
import { closeThread, loadEarlierReplies, readThread } from "./thread_session.js";
import { isLater, on, state, titleOf } from "./store.js";

const NEAR_BOTTOM = 80;

export function threadPane() {
  const list = h("div", { class: "message-list", role: "list", "aria-label": "Thread" });
  const scroll = h("div", { class: "message-scroll", "data-testid": "replies" }, list);
  const where = h("small", {});
  const foot = h("div", { class: "conversation-foot" });
  let opener = null;
  const close = () => {
    const row = document.querySelector(`.conversation .message[data-ts="${state.thread?.ts}"]`);
    closeThread();
    (opener?.isConnected ? opener : row ?? document.getElementById("composer-input"))?.focus();
  };
  const node = h("aside", { class: "thread", hidden: true, "aria-label": "Thread", "data-testid": "thread" },
    h("header", { class: "conversation-head" }, h("h2", { class: "thread-title" }, "Thread", where),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", title: "Close thread", on: { click: close } }, icon("close"))),
    scroll, foot);
  const count = h("span", {});
  const earlier = h("button", { type: "button", class: "as-link", on: { click: () => loadEarlierReplies() } }, "Show earlier replies");
  const line = plainRow("replies-line", count, earlier);
  const newLine = plainRow("new-line", h("span", { role: "separator", "aria-label": "New replies" }, "New"));
  let stuck = true;
  let anew = false; // it was loaded since it was drawn
  watchRows(list, { inThread: true, leave: close, find: (ts) => {
    const message = kept()?.list.find((one) => one.ts === ts);
    return message && { channel: state.thread.channel, message };
  } });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  scroll.addEventListener("scroll", () => {
    stuck = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_BOTTOM;
    if (stuck) read();
  }, { passive: true });
  document.addEventListener("visibilitychange", read);

  function kept() {
    return state.thread ? state.threads.get(state.thread.ts) : null;
  }

  function read() {
    if (state.thread && kept() && stuck && document.visibilityState === "visible") readThread(state.thread.channel, state.thread.ts);
  }

  function draw({ loaded = false } = {}) {
    anew ||= loaded;
    whenLetGo(list, drawNow);
  }

  function drawNow() {
    const loaded = anew;
    anew = false;
    node.hidden = state.thread === null;
    if (node.hidden || !kept()) {
      list.replaceChildren();
      return;
    }
    const { list: messages, hasMore, newLine: readUpTo } = kept();
    const [root] = messages;
    const total = root?.reply_count ?? messages.length - 1;
    count.textContent = `${total} ${total === 1 ? "reply" : "replies"}`;
    earlier.hidden = !hasMore;
    const rows = [];
    messages.forEach((message, at) => {
      if (at === 1) rows.push(line);
      const first = at > 0 && readUpTo && isLater(message.ts, readUpTo) && !isLater(messages[at - 1].ts, readUpTo) && !isOwn(message);
      if (first) rows.push(newLine);
      rows.push(messageNode(state.thread.channel, message, { compact: !first && at > 1 && continues(message, messages[at - 1]), inThread: true }));
    });
    const fromEnd = scroll.scrollHeight - scroll.scrollTop;
    const stay = stuck;
    putRows(list, rows);
    if (loaded || stay) scroll.scrollTop = scroll.scrollHeight;
    else scroll.scrollTop = scroll.scrollHeight - fromEnd;
    if (loaded && newLine.isConnected && newLine.offsetTop < scroll.scrollTop) scroll.scrollTop = newLine.offsetTop - 40;
    read();
  }

  function editLast() {
    const mine = kept()?.list.findLast((message) => isOwn(message));
    if (mine) beginEdit(state.thread.channel, mine, true);
    return Boolean(mine);
  }

  on("thread", ({ opened = false, answering = false, loaded = false } = {}) => {
    if (opened) {
      opener = document.activeElement;
      stuck = true;
      const { channel, ts } = state.thread;
      const conversation = state.conversations.get(channel);
      where.textContent = `${conversation.kind === "channel" ? "# " : ""}${titleOf(conversation)}`;
      const silent = !conversation.is_member || conversation.is_archived;
      foot.replaceChildren(silent ? h("p", { class: "foot-note" }, "You can read this thread, and not answer in it.") : composer({ channel, thread: ts, id: "thread-input", label: "Reply…", up: editLast }));
    }
    draw({ loaded });
    if (opened && answering) document.getElementById("thread-input")?.focus();
  });
  // Whether it is unread is known a moment after a reply came.
  on("conversations", read);
  on("messages", () => draw());
  on("users", () => draw());
  on("place", () => draw());
  on("person", () => draw());
  return node;
}
