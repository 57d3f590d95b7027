// The part of a conversation that is here, and its other parts, which come page by page and leave again: however long a
// conversation is, the page holds a bounded stretch of it.
import { get } from "./api.js";
import { forgetMessage } from "./message.js";
import { emit, isLater, isShown, messagesOf, state } from "./store.js";
import { failed } from "./toast.js";

const PAGE = 50;
export const MOST_HERE = 200; // messages of one conversation

async function fetchPage(id, where) {
  const answer = await get("/control/messages", { channel: id, as: state.me.id, limit: PAGE, ...where });
  return { list: answer.messages.filter(isShown), more: answer.has_more };
}

/** Runs `work` for a conversation, unless somebody else is acted as when it is done: then nothing of it is kept. */
async function whileMe(id, work) {
  const person = state.me?.id;
  try {
    const pages = await work();
    return person === state.me?.id ? pages : null;
  } catch (error) {
    failed(error);
    emit("messages", { channel: id, error });
    return null;
  }
}

export async function loadNewest(id) {
  const kept = messagesOf(id);
  kept.missed = null;
  const page = await whileMe(id, () => fetchPage(id, {}));
  if (!page) return;
  Object.assign(kept, { list: page.list, hasMore: page.more, hasNewer: false, loaded: true });
  notice(kept);
  emit("messages", { channel: id, loaded: true });
}

/** The stretch around an instant: what was said up to it, and after it. */
export async function loadAround(id, ts) {
  const kept = messagesOf(id);
  kept.missed = null;
  const pages = await whileMe(id, () => Promise.all([fetchPage(id, { before: justAfter(ts) }), fetchPage(id, { after: ts })]));
  if (!pages) return;
  const [older, newer] = pages;
  Object.assign(kept, { list: [...older.list, ...newer.list], hasMore: older.more, hasNewer: newer.more, loaded: true });
  notice(kept);
  emit("messages", { channel: id, around: ts });
}

export function justAfter(ts) {
  return shifted(ts, 1n);
}

export function justBefore(ts) {
  return shifted(ts, -1n);
}

function shifted(ts, micros) {
  const [seconds, fraction = ""] = String(ts).split(".");
  const all = BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6)) + micros;
  return `${all / 1_000_000n}.${String(all % 1_000_000n).padStart(6, "0")}`;
}

// What came in while a page was on its way is no gap: the end is then not reached yet.
function notice(kept) {
  const last = kept.list.at(-1)?.ts ?? "0";
  if (kept.missed && isLater(kept.missed, last)) kept.hasNewer = true;
}

const loading = new Map(); // "older" | "newer" → the page under way

/** Loads one page further back; whoever asks meanwhile waits for the same page. */
export function loadOlder(id) {
  const kept = messagesOf(id);
  if (!kept.loaded || !kept.hasMore || !kept.list.length) return Promise.resolve();
  return once(`older/${id}`, async () => {
    const page = await whileMe(id, () => fetchPage(id, { before: kept.list[0].ts }));
    if (!page) return;
    kept.list = [...page.list.filter((message) => isLater(kept.list[0].ts, message.ts)), ...kept.list];
    kept.hasMore = page.more;
    const leaving = kept.list.splice(MOST_HERE);
    if (leaving.length) kept.hasNewer = true;
    leave(id, leaving);
    emit("messages", { channel: id, older: true });
  });
}

/** Loads one page further on, where the stretch does not reach to the newest message. */
export function loadNewer(id) {
  const kept = messagesOf(id);
  if (!kept.loaded || !kept.hasNewer || !kept.list.length) return Promise.resolve();
  return once(`newer/${id}`, async () => {
    kept.missed = null;
    const page = await whileMe(id, () => fetchPage(id, { after: kept.list.at(-1).ts }));
    if (!page) return;
    const last = kept.list.at(-1).ts;
    kept.list = [...kept.list, ...page.list.filter((message) => isLater(message.ts, last))];
    kept.hasNewer = page.more;
    notice(kept);
    const leaving = kept.list.splice(0, Math.max(0, kept.list.length - MOST_HERE));
    if (leaving.length) kept.hasMore = true;
    leave(id, leaving);
    emit("messages", { channel: id, newer: true });
  });
}

function once(key, work) {
  if (!loading.has(key)) loading.set(key, work().finally(() => loading.delete(key)));
  return loading.get(key);
}

function leave(id, messages) {
  for (const message of messages) forgetMessage(id, message.ts);
}

/** Lets go of all but the newest page of a conversation that is not looked at any more. */
export function shorten(id) {
  const kept = messagesOf(id);
  if (kept.hasNewer) {
    leave(id, kept.list);
    Object.assign(kept, { list: [], loaded: false, hasMore: true, hasNewer: false });
  } else if (kept.list.length > PAGE) {
    leave(id, kept.list.splice(0, kept.list.length - PAGE));
    kept.hasMore = true;
  }
}
