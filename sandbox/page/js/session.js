// Loading and refreshing what the acting person may see, and where they are (the address keeps both).
import { addressAs, get, post } from "./api.js";
import { announce } from "./dom.js";
import { failed } from "./toast.js";
import { appConversation, emit, forgetPerson, isReply, keepMessage, messagesOf, setClock, setConversations, setUsers, state } from "./store.js";

const PAGE = 50;

export function me() {
  return state.me?.id;
}

/** Learns the workspace as the person with this handle (or the first one) sees it. */
export async function bootstrap(handle) {
  const { users } = await get("/page/users");
  const wanted = users.find((user) => user.name === handle && !user.is_bot && !user.deleted);
  const answer = await get("/page/bootstrap", { as: wanted?.id });
  state.team = answer.team;
  state.teams = answer.teams;
  state.app = answer.app;
  state.commands = answer.commands;
  state.shortcuts = answer.shortcuts;
  state.connections = answer.connections;
  state.me = answer.me;
  setUsers(answer.users);
  setConversations(answer.conversations);
  setClock(answer.clock);
  return { openAt: answer.open_at, unknown: Boolean(handle) && !wanted };
}

/** The conversation and tab the address names: #id, #channel-name, or #id/home. */
export function placeInAddress() {
  const [name, tab] = decodeURIComponent(location.hash.slice(1)).split("/");
  const found = state.conversations.get(name) ?? [...state.conversations.values()].find((one) => one.name && one.name === name);
  return { id: found?.id ?? null, tab: tab || null };
}

export function writeAddress({ replace = false } = {}) {
  const tab = state.conversations.get(state.current)?.is_app && state.tab !== "messages" ? `/${state.tab}` : "";
  const address = `${addressAs(state.me?.name ?? "")}#${state.current ?? ""}${tab}`;
  if (address === location.pathname + location.search + location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

export async function openConversation(id, { tab = "messages", replace = false } = {}) {
  const conversation = state.conversations.get(id);
  if (!conversation) return;
  const moved = state.current !== id;
  if (moved && state.current) messagesOf(state.current).newLine = null;
  state.current = id;
  state.tab = conversation.is_app ? tab : "messages";
  if (moved) state.thread = null;
  writeAddress({ replace });
  const kept = messagesOf(id);
  if (conversation.unread > 0) kept.newLine = conversation.last_read ?? "0";
  emit("place", { moved });
  if (!kept.loaded) await loadNewest(id);
}

export async function loadNewest(id) {
  const person = me();
  try {
    const answer = await get("/control/messages", { channel: id, as: person, limit: PAGE });
    if (person !== me()) return;
    const kept = messagesOf(id);
    kept.list = answer.messages.filter((message) => !isReply(message) || message.subtype === "thread_broadcast");
    kept.hasMore = answer.has_more;
    kept.loaded = true;
    emit("messages", { channel: id, loaded: true });
  } catch (error) {
    failed(error);
    emit("messages", { channel: id, error });
  }
}

let loadingOlder = null;

/** Loads one page further back; whoever asks meanwhile waits for the same page. */
export function loadOlder(id) {
  const kept = messagesOf(id);
  if (!kept.loaded || !kept.hasMore || kept.list.length === 0) return Promise.resolve();
  loadingOlder ??= fetchOlder(id, kept).finally(() => { loadingOlder = null; });
  return loadingOlder;
}

async function fetchOlder(id, kept) {
  try {
    const answer = await get("/control/messages", { channel: id, as: me(), before: kept.list[0].ts, limit: PAGE });
    const known = new Set(kept.list.map((message) => message.ts));
    const older = answer.messages.filter((message) => !known.has(message.ts) && (!isReply(message) || message.subtype === "thread_broadcast"));
    kept.list = [...older, ...kept.list];
    kept.hasMore = answer.has_more && answer.messages.length > 0;
    emit("messages", { channel: id, older: true });
  } catch (error) {
    failed(error);
  }
}

export async function openThread(root) {
  state.thread = root;
  emit("thread", { opened: true });
  try {
    const answer = await get("/control/messages", { channel: state.current, as: me(), thread_ts: root, limit: 200 });
    state.threads.set(root, answer.messages);
    emit("thread");
  } catch (error) {
    failed(error);
  }
}

export function closeThread() {
  state.thread = null;
  emit("thread");
}

export async function markRead(channel, ts) {
  const conversation = state.conversations.get(channel);
  if (!conversation || !ts) return;
  conversation.last_read = ts;
  conversation.unread = 0;
  conversation.mentions = 0;
  emit("conversations");
  if (conversation.is_member) await post("/page/read", { user: me(), channel, ts }).catch(() => {});
}

export async function refreshConversations() {
  const person = me();
  if (!person) return;
  try {
    const { conversations } = await get("/page/conversations", { as: person });
    if (person !== me()) return;
    setConversations(conversations);
    emit("conversations");
  } catch (error) {
    // The person is gone when the workspace was emptied; a server that is away has its own banner.
    if (error.name === "user_not_found") emit("gap");
  }
}

export async function refreshUsers() {
  const { users } = await get("/page/users");
  setUsers(users);
  emit("users");
}

export async function join(channel) {
  await post("/control/channels/join", { channel, user: me() });
  await refreshConversations();
  emit("place", { moved: true });
}

/** Opens (or finds) the conversation of these people with the acting one. */
export async function openWith(ids) {
  const { channel } = await post("/control/channels", { users: [me(), ...ids.filter((id) => id !== me())] });
  state.conversations.set(channel.id, channel);
  await refreshConversations();
  if (!state.conversations.has(channel.id)) state.conversations.set(channel.id, channel);
  await openConversation(channel.id);
}

export async function openApp(tab = "home") {
  const conversation = appConversation();
  if (conversation) await openConversation(conversation.id, { tab });
  else {
    await openWith([state.app.bot_user_id]);
    await openConversation(state.current, { tab });
  }
}

/** Begins anew as another person; `switchTo` is what main.js gives to do it. */
let switchTo = async () => {};

export function onSwitch(start) {
  switchTo = start;
}

export async function actAs(handle) {
  forgetPerson();
  history.pushState(null, "", addressAs(handle));
  await switchTo();
  announce(`You are now acting as ${handle}`);
}

/** Keeps what came of one's own act: a message one sent, an answer that only oneself sees. It comes into sight. */
export function receive(channel, messages) {
  const kept = (messages ?? []).filter(Boolean);
  for (const message of kept) keepMessage(channel ?? message.channel, message);
  emit("messages", { channel, own: kept[0]?.ts });
}

const ANSWERED_WITHIN = 5000; // milliseconds
let acted = -Infinity;

/** Notes that the person just did something: what only they see and comes within moments is the answer to it. */
export function actsNow() {
  acted = performance.now();
}

export function isAnswer(message) {
  return Boolean(message.ephemeral) && performance.now() - acted < ANSWERED_WITHIN;
}
