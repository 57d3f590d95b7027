// The side pane of a thread: its root, the replies, and a composer of its own.
import { composer } from "./composer.js";
import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { continues, messageNode, walkWithArrows } from "./message.js";
import { closeThread } from "./session.js";
import { on, state, titleOf } from "./store.js";

export function threadPane() {
  const list = h("div", { class: "message-list", role: "list", "aria-label": "Thread" });
  const scroll = h("div", { class: "message-scroll" }, list);
  const where = h("small", {});
  const foot = h("div", { class: "conversation-foot" });
  const close = () => {
    closeThread();
    document.getElementById("composer-input")?.focus();
  };
  const node = h("aside", { class: "thread", hidden: true, "aria-label": "Thread", "data-testid": "thread" },
    h("header", { class: "conversation-head" }, h("h2", { class: "thread-title" }, "Thread", where),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", on: { click: close } }, icon("close"))),
    scroll, foot);
  const count = h("div", { class: "replies-line", role: "separator" }, h("span", {}));
  walkWithArrows(list);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });

  function draw() {
    node.hidden = state.thread === null;
    if (node.hidden) return;
    const messages = state.threads.get(state.thread) ?? [];
    const replies = messages.length - 1;
    count.firstChild.textContent = `${replies} ${replies === 1 ? "reply" : "replies"}`;
    const rows = messages.map((message, at) => messageNode(state.current, message, { compact: at > 1 && continues(message, messages[at - 1]), inThread: true }));
    if (replies > 0) rows.splice(1, 0, count);
    reconcile(list, rows);
    scroll.scrollTop = scroll.scrollHeight;
  }

  on("thread", ({ opened } = {}) => {
    if (opened) {
      const open = state.conversations.get(state.current);
      where.textContent = `${open.kind === "channel" ? "# " : ""}${titleOf(open)}`;
      foot.replaceChildren(composer({ channel: state.current, thread: state.thread, id: "thread-input", label: "Reply…" }));
    }
    draw();
    if (opened) document.getElementById("thread-input")?.focus();
  });
  on("messages", draw);
  on("place", draw);
  return node;
}
