// The rows of a conversation, in their order: how it began or that more is coming, days, what is new, messages.
import { intro } from "./conversation_head.js";
import { dayDivider } from "./days.js";
import { h } from "./dom.js";
import { loadNewest } from "./history.js";
import { continues, messageNode } from "./message.js";
import { plainRow } from "./message_rows.js";
import { retell } from "./moving.js";
import { goesWith } from "./notices.js";
import { isLater, messagesOf, state, titleOf } from "./store.js";
import { dayKey, millis } from "./times.js";

const kept = new Map(); // what is no message, so that it is not drawn anew each time

export function forgetRows() {
  kept.clear();
}

/** Tells the days anew, also those that are not on the page now. */
export function retellRows() {
  for (const row of kept.values()) retell(row);
}

/** All rows of a conversation; `jumps()` are the items of a day's menu. */
export function rowsOf(open, jumps) {
  const { loaded, failed, list, hasMore, hasNewer, newLine: upTo } = messagesOf(open.id);
  if (!loaded) return [failed ? cached(`failed-${open.id}`, () => trouble(open.id)) : cached("skeleton", skeleton)];
  const rows = [hasMore ? cached("older", () => waiting("Loading older messages…")) : beginning(open)];
  for (let at = 0; at < list.length; ) {
    const [before, message] = [list[at - 1] ?? null, list[at]];
    const day = dayOf(message);
    if (!before || dayOf(before) !== day) rows.push(cached(`day-${day}`, () => dayDivider(message.ts, jumps)));
    const first = isFirstNew(upTo, hasMore, before, message);
    if (first) rows.push(cached("new-line", newLine));
    const along = comingAlong(list, at, upTo);
    rows.push(messageNode(open.id, message, { compact: !first && continues(message, before), along }));
    at += 1 + along.length;
  }
  if (hasNewer) rows.push(cached("newer", () => waiting("Loading newer messages…")));
  return rows;
}

function dayOf(message) {
  return dayKey(millis(message.ts));
}

// Who came (or went) right after somebody is told of in one line with them, unless the line of what is new is between.
function comingAlong(list, at, upTo) {
  const along = [];
  for (const next of list.slice(at + 1)) {
    if (!goesWith(list[at], next) || dayOf(list[at]) !== dayOf(next)) break;
    if (upTo !== null && isLater(next.ts, upTo) !== isLater(list[at].ts, upTo)) break;
    along.push(next);
  }
  return along;
}

function isFirstNew(upTo, hasMore, before, message) {
  if (upTo === null || !isLater(message.ts, upTo)) return false;
  return before ? !isLater(before.ts, upTo) : !hasMore;
}

function cached(key, make) {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key);
}

function beginning(open) {
  return cached(`intro-${JSON.stringify([open.id, titleOf(open), open.purpose, open.is_member, state.users.size < 4])}`, () => plainRow("intro", intro(open)));
}

function newLine() {
  return plainRow("new-line", h("span", { role: "separator", "aria-label": "New messages" }, "New"));
}

function waiting(words) {
  return plainRow("older", h("p", { role: "status" }, h("span", { class: "spinner" }), words));
}

function trouble(id) {
  return plainRow("older", h("p", { role: "alert" }, "These messages could not be loaded.",
    h("button", { type: "button", class: "button", on: { click: () => loadNewest(id) } }, "Try again")));
}

function skeleton() {
  return plainRow("skeleton", h("div", { role: "status", "aria-label": "Loading messages" }, [1, 2, 3, 4].map(() => h("div", { class: "skeleton-row" }, h("i"), h("div", {}, h("b"), h("s"))))));
}
