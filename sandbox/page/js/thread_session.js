// Opening a thread beside its conversation, and reading it.
import { get } from "./api.js";
import { forgetMessage } from "./message.js";
import { me, tellRead } from "./session.js";
import { emit, isHeld, state } from "./store.js";
import { failed } from "./toast.js";

const PAGE = 50;

/** Opens the pane of the thread under `ts`; with `answering` the focus goes to its message box. */
export async function openThread(channel, ts, { answering = true } = {}) {
  if (state.thread?.ts !== ts) leaveThread();
  state.thread = { channel, ts, meanwhile: [] };
  emit("thread", { opened: true, answering });
  await loadReplies(channel, ts);
}

function fetchReplies(channel, ts, before) {
  return get("/control/messages", { channel, as: me(), thread_ts: ts, before, limit: PAGE });
}

// What comes after another thread was opened, or another person is acted as, is left aside.
function isOpen(thread) {
  return state.thread === thread;
}

// What happened while a page was on its way happens again to what it brought.
function doAgain(thread) {
  for (const again of thread.meanwhile) again();
  thread.meanwhile = null;
}

/** Asks for the open thread again, after a gap: it stays where it is read. */
export async function reloadThread() {
  if (!state.thread) return;
  state.thread = { ...state.thread, meanwhile: [] };
  await loadReplies(state.thread.channel, state.thread.ts, { loaded: false });
}

async function loadReplies(channel, ts, { loaded = true } = {}) {
  const { thread } = state;
  try {
    const { messages, has_more: hasMore } = await fetchReplies(channel, ts);
    if (!isOpen(thread)) return;
    state.threads.set(ts, { list: messages.filter(isHeld), hasMore, newLine: state.threads.get(ts)?.newLine ?? newLineOf(channel, ts) });
    doAgain(thread);
    emit("thread", { loaded });
  } catch (error) {
    if (isOpen(thread)) failed(error);
  }
}

let loadingEarlier = null;

/** Loads one page of replies further back; a second click waits for the same page. */
export function loadEarlierReplies() {
  loadingEarlier ??= earlierReplies().finally(() => { loadingEarlier = null; });
  return loadingEarlier;
}

async function earlierReplies() {
  const { thread } = state;
  const { channel, ts } = thread;
  thread.meanwhile = [];
  try {
    const { messages, has_more: hasMore } = await fetchReplies(channel, ts, state.threads.get(ts).list[1].ts);
    if (!isOpen(thread)) return;
    const kept = state.threads.get(ts);
    const [root, ...here] = kept.list;
    kept.list = [root, ...messages.filter((message) => message.ts !== ts && isHeld(message)), ...here];
    kept.hasMore = hasMore;
    doAgain(thread);
    emit("thread");
  } catch (error) {
    if (isOpen(thread)) failed(error);
  }
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
  await tellRead({ channel, thread_ts: ts, ts: last.ts }).catch(failed);
}

export function closeThread() {
  leaveThread();
  emit("thread");
}

/** Lets go of the thread that is open: it is asked for anew when it is opened again. */
export function leaveThread() {
  if (!state.thread) return;
  const { channel, ts } = state.thread;
  for (const message of state.threads.get(ts)?.list ?? []) forgetMessage(channel, message.ts, ["thread"]);
  state.threads.delete(ts);
  state.thread = null;
}
