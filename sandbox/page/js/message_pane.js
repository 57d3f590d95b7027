// The messages of the open conversation: a list that holds a bounded stretch, loads on while one scrolls, and keeps what
// one reads in its place whatever comes or goes.
import { announce, h, refill } from "./dom.js";
import { markDays } from "./days.js";
import { beginEdit, isOwn } from "./editing.js";
import { loadAround, loadNewer, loadNewest, loadOlder, makeRoom } from "./history.js";
import { authorOf } from "./message.js";
import { putRows, rowAt, watchRows } from "./message_rows.js";
import { mrkdwn } from "./mrkdwn.js";
import { forgetRows, retellRows, rowsOf } from "./pane_rows.js";
import { whenLetGo } from "./pressing.js";
import { isAt, markRead, me } from "./session.js";
import { isLater, messagesOf, nameOf, now, on, state } from "./store.js";
import { fullTime, millis } from "./times.js";

const NEAR_BOTTOM = 80;
const NEAR_END = 400; // pixels from an end of the stretch at which the next page is asked for
const DAY = 86_400;
const STUCK_AT = 7; // pixels: where a day stays, and a little more

export function messagePane() {
  const banner = h("div", { class: "unread-banner", hidden: true });
  const list = h("div", { class: "message-list", role: "list" });
  const scroll = h("div", { class: "message-scroll", "data-testid": "messages" }, list);
  const below = h("button", { type: "button", class: "jump-down", hidden: true, on: { click: toEnd } });
  const wrap = h("div", { class: "scroll-wrap" }, scroll, below);
  let stuck = true; // at the newest message, and to stay there
  let fresh = false; // something came in below while one read further up
  let drawnUpTo; // the ts of the newest message that is drawn
  const changes = []; // what is to be drawn, the oldest first

  watchRows(list, { leave: () => document.getElementById("composer-input")?.focus(), find: (ts) => {
    const message = messagesOf(state.current).list.find((one) => one.ts === ts);
    return message && { channel: state.current, message };
  } });

  function conversation() {
    return state.view === "conversation" ? state.conversations.get(state.current) : null;
  }

  function isLookedAt() {
    return Boolean(conversation()) && state.tab === "messages" && document.visibilityState === "visible";
  }

  function atBottom() {
    return !messagesOf(state.current).hasNewer && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_BOTTOM;
  }

  function toBottom() {
    scroll.scrollTop = scroll.scrollHeight;
    stuck = true;
    fresh = false;
    drawBelow();
  }

  async function toEnd() {
    const id = state.current;
    if (messagesOf(id).hasNewer) await loadNewest(id);
    if (!isAt(id)) return;
    toBottom();
    read();
  }

  function drawBelow() {
    const { hasNewer } = messagesOf(state.current);
    below.hidden = !fresh && !hasNewer;
    below.textContent = fresh ? "New messages ↓" : "Jump to latest ↓";
  }

  // To the end, but not past the beginning of the answer: a long one is read from its first line.
  function toAnswer(ts) {
    const row = rowAt(list, ts);
    if (!row) return messagesOf(state.current).hasNewer && toEnd();
    toBottom();
    const hidden = scroll.getBoundingClientRect().top - row.getBoundingClientRect().top;
    if (hidden <= 0) return undefined;
    scroll.scrollTop -= hidden;
    stuck = atBottom();
    return undefined;
  }

  function draw() {
    const open = conversation();
    if (!open) return;
    putRows(list, rowsOf(open, jumps));
    drawnUpTo = messagesOf(open.id).list.at(-1)?.ts;
    placeDays();
  }

  function placeDays() {
    markDays(list, scroll.getBoundingClientRect().top + STUCK_AT);
  }

  /** Draws anew with what is in sight staying where it is. */
  function drawInPlace() {
    const top = scroll.getBoundingClientRect().top;
    const anchor = [...list.querySelectorAll(":scope > .message")].find((row) => row.getBoundingClientRect().bottom > top);
    const ts = anchor?.dataset.ts;
    const was = anchor?.getBoundingClientRect().top;
    draw();
    const row = rowAt(list, ts);
    if (row) scroll.scrollTop += row.getBoundingClientRect().top - was;
  }

  function drawBanner() {
    const open = conversation();
    const kept = messagesOf(state.current);
    banner.hidden = !open?.unread || state.tab !== "messages";
    if (banner.hidden) return;
    const line = list.querySelector(".new-line");
    const since = kept.newLine && kept.newLine !== "0" ? ` since ${fullTime(millis(kept.newLine))}` : "";
    const away = line ? line.getBoundingClientRect().bottom < scroll.getBoundingClientRect().top : kept.newLine !== null && kept.hasMore;
    refill(banner,
      h("span", {}, `${open.unread}${open.unread_is_more ? "+" : ""} new ${open.unread === 1 ? "message" : "messages"}${since}`), h("span", { class: "grow" }),
      ...(away ? [h("button", { type: "button", on: { click: toNewLine } }, "Jump")] : []),
      h("button", { type: "button", title: "Esc", on: { click: readAll } }, "Mark as read"));
  }

  async function toNewLine() {
    const id = state.current;
    if (!list.querySelector(".new-line")) await loadAround(id, messagesOf(id).newLine);
    if (!isAt(id)) return;
    const line = list.querySelector(".new-line");
    stuck = false;
    if (line) scroll.scrollTop = line.offsetTop - 40;
  }

  function readAll() {
    const kept = messagesOf(state.current);
    kept.newLine = null;
    kept.keptUnread = false;
    drawInPlace();
    markRead(state.current, lastTs());
  }

  // Opening a conversation reads it, as in Slack; what comes in later is read when it is in sight.
  function read() {
    const kept = messagesOf(state.current);
    if (isLookedAt() && kept.loaded && !kept.keptUnread && conversation().unread > 0) markRead(state.current, lastTs());
  }

  function lastTs() {
    const { list: here, hasNewer } = messagesOf(state.current);
    const last = here.filter((message) => !message.ephemeral).at(-1)?.ts ?? here.at(-1)?.ts;
    return hasNewer ? conversation().last_ts : last;
  }

  function readWhenSeen() {
    if (atBottom()) read();
  }

  /** Shows one message, wherever it is in the conversation. */
  async function showAt(ts) {
    const id = state.current;
    const active = document.activeElement;
    if (!rowAt(list, ts)) await loadAround(id, ts);
    const row = rowAt(list, ts);
    if (!row || !isAt(id)) return;
    stuck = false;
    row.scrollIntoView({ block: "center" });
    row.classList.add("flash");
    // Whoever began to write meanwhile goes on: on a message their letters would be its keys.
    if ([active, document.body].includes(document.activeElement)) row.focus({ preventScroll: true });
    setTimeout(() => row.classList.remove("flash"), 2000);
  }

  function settle() {
    if (!messagesOf(state.current).hasNewer) toBottom();
    const line = list.querySelector(".new-line");
    if (line && (line.offsetTop < scroll.scrollTop || messagesOf(state.current).hasNewer)) {
      scroll.scrollTop = line.offsetTop - 40;
      stuck = false;
    }
    drawBelow();
    read();
  }

  function changed(detail = {}) {
    changes.push(detail);
    whenLetGo(list, () => { for (const one of changes.splice(0)) drawChange(one); });
  }

  function drawChange(detail) {
    if ((detail.channel && detail.channel !== state.current) || !conversation()) return;
    const lastBefore = drawnUpTo;
    // Looked at and not remembered: the browser tells of scrolling only after a while.
    const stay = atBottom();
    makeRoom(state.current, stay || scroll.scrollTop > scroll.scrollHeight / 2);
    if (detail.around && messagesOf(state.current).newLine !== detail.around) stuck = false;
    if (detail.loaded || detail.around) {
      draw();
      settle();
    } else if (stay && !detail.own) {
      draw();
      toBottom();
    } else drawInPlace();
    if (detail.own) toAnswer(detail.own);
    const { list: here, hasNewer, missed } = messagesOf(state.current);
    if (!detail.own && !stay && !detail.older && !detail.newer && !detail.loaded && lastBefore && (hasNewer ? missed : here.at(-1)?.ts !== lastBefore && here.at(-1)?.user !== me())) fresh = true;
    drawBelow();
    drawBanner();
    if (scroll.scrollHeight <= scroll.clientHeight + NEAR_END) loadOlder(state.current);
  }

  scroll.addEventListener("scroll", () => {
    if (!conversation()) return;
    placeDays();
    stuck = atBottom();
    if (scroll.scrollTop < NEAR_END) loadOlder(state.current);
    if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END) loadNewer(state.current);
    if (!stuck) return;
    fresh = false;
    drawBelow();
    readWhenSeen();
  }, { passive: true });
  document.addEventListener("visibilitychange", readWhenSeen);
  // What grows after drawing (a fitted text area, a picture, letters in their own font) must not push the newest message out of sight.
  const stay = () => { if (conversation() && stuck && !messagesOf(state.current).hasNewer) scroll.scrollTop = scroll.scrollHeight; };
  const resized = new ResizeObserver(stay);
  resized.observe(scroll);
  resized.observe(list);
  document.fonts.ready.then(stay);

  on("messages", changed);
  on("incoming", ({ channel, message }) => {
    if (channel === state.current && message.user !== me()) announce(`${nameOf(authorOf(message))}: ${mrkdwn(message.text).map((node) => node.textContent).join("")}`);
  });
  on("conversations", () => { if (conversation()) { drawBanner(); readWhenSeen(); } });
  on("moment", retellRows);
  on("users", () => { forgetRows(); changed(); });
  on("person", () => { forgetRows(); list.replaceChildren(); });

  function jumps() {
    const ago = (days) => `${Math.floor(now() / 1000 - days * DAY)}.000000`;
    const to = (ts) => async () => {
      const id = state.current;
      await loadAround(id, ts);
      if (!isAt(id)) return;
      const row = [...list.querySelectorAll(":scope > .message")].find((one) => isLater(one.dataset.ts, ts));
      stuck = false;
      row?.scrollIntoView({ block: "start" });
      row?.focus({ preventScroll: true });
    };
    return [
      { label: "Most recent", act: toEnd }, { label: "Last week", act: to(ago(7)) }, { label: "Last month", act: to(ago(30)) },
      { label: "The very beginning", act: to("0.000001") },
    ];
  }

  return {
    banner, wrap, readAll, showAt, label: (words) => list.setAttribute("aria-label", words),
    editLast() {
      const mine = messagesOf(state.current).list.findLast(isOwn);
      if (mine) beginEdit(state.current, mine, false);
      return Boolean(mine);
    },
    /** Another conversation was opened, or the same one again. */
    place(moved) {
      if (moved) {
        stuck = true;
        fresh = false;
        delete list.dataset.current;
        draw();
      }
      settle();
      drawBanner();
    },
  };
}
