// The part of a conversation that is here, and its other parts, which come page by page and leave again: however long a
// conversation is, the page holds a bounded stretch of it.
import { get } from "./api.js";
import { forgetMessage } from "./message.js";
import { emit, isHeld, isLater, isShown, messagesOf, state } from "./store.js";
import { failed } from "./toast.js";

const PAGE = 50;
const MOST_HERE = 200; // messages of one conversation
const MOST_FOR_A_WHILE = MOST_HERE + PAGE; // until what came in meanwhile pushes others out

async function fetchPage(id, where) {
  const answer = await get("/control/messages", { channel: id, as: state.me.id, limit: PAGE, ...where });
  return { list: answer.messages.filter((message) => isShown(message) && isHeld(message)), more: answer.has_more };
}

/** Runs `work` for a conversation, unless somebody else is acted as when it is done: then nothing of it is kept. */
async function whileMe(id, work) {
  const person = state.me?.id;
  try {
    const pages = await work();
    return person === state.me?.id ? pages : null;
  } catch (error) {
    if (person === state.me?.id) failed(error);
    return null;
  }
}

/**
 * Puts another stretch in the place of what is here: `make(await work())` answers it. Of two that overlap the one that
 * was asked for last counts, and what comes in while it is on its way is put into it.
 */
async function renew(id, work, make, detail) {
  const kept = messagesOf(id);
  kept.asked += 1;
  const mine = kept.asked;
  kept.meanwhile ??= [];
  const pages = await whileMe(id, work);
  if (mine !== kept.asked) return;
  const { meanwhile } = kept;
  kept.meanwhile = null;
  kept.failed = pages === null;
  if (pages) {
    kept.missed = null;
    Object.assign(kept, make(pages), { loaded: true });
    for (const again of meanwhile) again();
    // What came in beyond the stretch is not here: then the end is not reached yet.
    if (kept.missed) kept.hasNewer = true;
  }
  emit("messages", { channel: id, ...(pages ? detail : {}) });
}

export function loadNewest(id) {
  return renew(id, () => fetchPage(id, {}), ({ list, more }) => ({ list, hasMore: more, hasNewer: false }), { loaded: true });
}

/** The stretch around an instant: what was said up to it, and after it. */
export function loadAround(id, ts) {
  const both = () => Promise.all([fetchPage(id, { before: justAfter(ts) }), fetchPage(id, { after: ts })]);
  return renew(id, both, ([older, newer]) => ({ list: [...older.list, ...newer.list], hasMore: older.more, hasNewer: newer.more }), { around: ts });
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

const loading = new Map(); // "older/…" | "newer/…" → the page under way

/** One more page at an end of the stretch; it is left aside where the stretch became another one meanwhile. */
function extend(key, id, where, put, detail) {
  if (!loading.has(key)) loading.set(key, one().finally(() => loading.delete(key)));
  return loading.get(key);

  async function one() {
    const kept = messagesOf(id);
    const mine = kept.asked;
    const meanwhile = [];
    kept.records.add(meanwhile);
    const page = await whileMe(id, () => fetchPage(id, where(kept)));
    kept.records.delete(meanwhile);
    if (!page || mine !== kept.asked) return;
    put(kept, page);
    // What happened while the page was on its way happens again to what it brought.
    for (const again of meanwhile) again();
    emit("messages", { channel: id, ...detail });
  }
}

/** Loads one page further back; whoever asks meanwhile waits for the same page. */
export function loadOlder(id) {
  const { loaded, hasMore, list } = messagesOf(id);
  if (!loaded || !hasMore || !list.length) return Promise.resolve();
  return extend(`older/${id}`, id, (kept) => ({ before: kept.list[0].ts }), (kept, page) => {
    kept.list = [...page.list.filter((message) => isLater(kept.list[0].ts, message.ts)), ...kept.list];
    kept.hasMore = page.more;
    dropNewest(id, kept);
  }, { older: true });
}

/** Loads one page further on, where the stretch does not reach to the newest message. */
export function loadNewer(id) {
  const { loaded, hasNewer, list } = messagesOf(id);
  if (!loaded || !hasNewer || !list.length) return Promise.resolve();
  messagesOf(id).missed = null;
  return extend(`newer/${id}`, id, (kept) => ({ after: kept.list.at(-1).ts }), (kept, page) => {
    const last = kept.list.at(-1).ts;
    kept.list = [...kept.list, ...page.list.filter((message) => isLater(message.ts, last))];
    // What came in while the page was on its way is no gap: the end is then not reached yet.
    kept.hasNewer = page.more || Boolean(kept.missed && isLater(kept.missed, kept.list.at(-1).ts));
    dropOldest(id, kept);
  }, { newer: true });
}

function dropNewest(id, kept) {
  const leaving = kept.list.splice(MOST_HERE);
  if (leaving.length) kept.hasNewer = true;
  leave(id, leaving);
}

function dropOldest(id, kept, most = MOST_HERE) {
  const leaving = kept.list.splice(0, Math.max(0, kept.list.length - most));
  if (leaving.length) kept.hasMore = true;
  leave(id, leaving);
}

function leave(id, messages) {
  for (const message of messages) forgetMessage(id, message.ts, ["channel"]);
}

/** Lets what is far from the reader go once too much came in; `nearEnd` says at which end they read. */
export function makeRoom(id, nearEnd) {
  const kept = messagesOf(id);
  if (kept.list.length <= MOST_FOR_A_WHILE || kept.meanwhile) return;
  kept.asked += 1;
  if (nearEnd) dropOldest(id, kept);
  else dropNewest(id, kept);
}

/** Lets go of all but the newest page of a conversation that is not looked at any more. */
export function shorten(id) {
  const kept = messagesOf(id);
  kept.asked += 1;
  kept.meanwhile = null;
  if (kept.hasNewer) {
    leave(id, kept.list);
    Object.assign(kept, { list: [], loaded: false, hasMore: true, hasNewer: false });
  } else dropOldest(id, kept, PAGE);
}
