// Opening a thread beside its conversation, and reading it.
import { get, post } from "./api.js";
import { loadAround } from "./history.js";
import { me } from "./session.js";
import { emit, messagesOf, state } from "./store.js";
import { failed } from "./toast.js";

const PAGE = 50;

/** Opens the pane of the thread under `ts`; with `answering` the focus goes to its message box. */
export async function openThread(channel, ts, { answering = true } = {}) {
  state.thread = { channel, ts };
  emit("thread", { opened: true, answering });
  await loadReplies(channel, ts);
}

async function loadReplies(channel, ts, before) {
  try {
    const answer = await get("/control/messages", { channel, as: me(), thread_ts: ts, before, limit: PAGE });
    const known = before ? state.threads.get(ts).list.slice(1) : [];
    const lastRead = before ? state.threads.get(ts).newLine : newLineOf(channel, ts);
    state.threads.set(ts, { list: [...answer.messages, ...known], hasMore: answer.has_more, newLine: lastRead });
    emit("thread", { loaded: !before });
  } catch (error) {
    failed(error);
  }
}

export function loadEarlierReplies() {
  const { channel, ts } = state.thread;
  const first = state.threads.get(ts).list[1];
  return loadReplies(channel, ts, first.ts);
}

function newLineOf(channel, ts) {
  return state.unreadThreads.find((one) => one.channel === channel && one.ts === ts)?.last_read ?? null;
}

export function isUnreadThread(channel, ts) {
  return state.unreadThreads.some((one) => one.channel === channel && one.ts === ts);
}

/** Tells the server that one has seen the thread to its end. */
export async function readThread(channel, ts) {
  const last = state.threads.get(ts)?.list.at(-1);
  if (!last || !isUnreadThread(channel, ts)) return;
  state.unreadThreads = state.unreadThreads.filter((one) => !(one.channel === channel && one.ts === ts));
  emit("conversations");
  await post("/page/read", { user: me(), channel, thread_ts: ts, ts: last.ts }).catch(failed);
}

export function closeThread() {
  state.thread = null;
  emit("thread");
}

/** Brings a message of the open conversation here, if it is not. */
export async function bringHere(channel, ts) {
  if (!messagesOf(channel).list.some((message) => message.ts === ts)) await loadAround(channel, ts);
}
