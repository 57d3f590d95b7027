// What the page knows, and who wants to hear of a change. Views read `state` and subscribe to topics.

export const state = {
  team: null,
  teams: [], // every workspace of this local Slack: {id, name, domain}
  me: null,
  users: new Map(),
  conversations: new Map(),
  usergroups: [],
  commands: [],
  builtInCommands: [],
  shortcuts: [],
  app: null,
  since: Infinity, // when this page was loaded, by the workspace's clock, in seconds
  connections: 0,
  clock: { now: new Date().toISOString(), offset: 0, next_due: null, idle: true, watchers: 0 },
  current: null, // id of the open conversation
  tab: "messages", // of the app's conversation: home | messages | about
  view: "conversation", // what the middle shows: conversation | threads
  thread: null, // {channel, ts, meanwhile} of the thread whose pane is open; what happened while a page of it loads, as functions
  messages: new Map(), // conversation id → the part of it that is here, see messagesOf
  threads: new Map(), // root ts → {list (root first), hasMore, newLine}
  unreadThreads: [], // {channel, ts} of those that one follows
  views: [],
  home: null,
};

const listeners = new Map();

/** Calls `listener` at each `emit(topic)`; answers how to stop. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export function setUsers(users) {
  state.users = new Map(users.map((user) => [user.id, user]));
  if (state.me) state.me = state.users.get(state.me.id) ?? state.me;
}

export function setConversations(conversations) {
  state.conversations = new Map(conversations.map((conversation) => [conversation.id, conversation]));
}

export function setClock(clock) {
  state.clock = clock;
  emit("clock");
}

/** The workspace's now, in milliseconds: real time plus how far the clock was moved. */
export function now() {
  return Date.now() + state.clock.offset * 1000;
}

export function zone() {
  return state.me?.tz || "UTC";
}

export function humans() {
  return [...state.users.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== "USLACKBOT");
}

export function nameOf(user) {
  return user ? user.display_name || user.real_name || user.name : "Someone";
}

/** What the app is called wherever it shows: as on its messages, by its bot's display name. */
export function appName() {
  const bot = state.users.get(state.app?.bot_user_id);
  return bot ? nameOf(bot) : state.app?.name ?? "the app";
}

export function isApp(user) {
  return Boolean(user && user.id !== "USLACKBOT" && (user.is_bot || user.id === state.app?.bot_user_id));
}

export function appConversation() {
  return [...state.conversations.values()].find((conversation) => conversation.is_app) ?? null;
}

/** The members besides the acting person: people first, the app last. */
export function othersIn(conversation) {
  const others = conversation.members.filter((id) => id !== state.me?.id);
  return others.sort((a, b) => Number(isApp(state.users.get(a))) - Number(isApp(state.users.get(b))));
}

export function titleOf(conversation) {
  if (!conversation) return "";
  if (conversation.kind === "im") {
    if (conversation.is_app) return appName();
    const user = state.users.get(conversation.user);
    return user && user.id === state.me?.id ? `${nameOf(user)} (you)` : nameOf(user);
  }
  if (conversation.kind === "mpim") {
    return othersIn(conversation).map((id) => nameOf(state.users.get(id))).join(", ");
  }
  return conversation.name;
}

/**
 * A stretch of a conversation's messages, the oldest first: `hasMore` says that older ones are at the server, `hasNewer`
 * that newer ones are; `newLine` is the ts after which all is new, or null; `missed` the newest ts that came in while it
 * did not belong to the stretch; `asked` counts how often another stretch was asked for, and `meanwhile` holds what
 * happened since, as functions that do it again; `records` holds the same for each page that is on its way; `failed`
 * says that it could not be had.
 */
export function messagesOf(channel) {
  if (!state.messages.has(channel)) state.messages.set(channel, { list: [], hasMore: true, hasNewer: false, newLine: null, loaded: false, missed: null, asked: 0, meanwhile: null, records: new Set(), failed: false });
  return state.messages.get(channel);
}

/** Whether it is a message's time, as an address may bring it. */
export function isTs(text) {
  return /^\d+\.\d{6}$/.test(text ?? "");
}

export function isLater(a, b) {
  return Number(a) > Number(b);
}

function upsertInto(list, message) {
  const at = list.findIndex((one) => one.ts === message.ts);
  // What did not change is not drawn again, so that the focus stays in it.
  if (at >= 0 && JSON.stringify(list[at]) === JSON.stringify(message)) return false;
  if (at >= 0) list[at] = message;
  else {
    const before = list.findLastIndex((one) => isLater(message.ts, one.ts));
    list.splice(before + 1, 0, message);
  }
  return at < 0;
}

function upsertIntoStretch(kept, message) {
  const known = kept.list.some((one) => one.ts === message.ts);
  if (!known && kept.hasNewer && isLater(message.ts, kept.list.at(-1)?.ts ?? 0)) {
    kept.missed = message.ts;
    return true;
  }
  if (!known && kept.hasMore && kept.list.length && isLater(kept.list[0].ts, message.ts)) return false;
  return upsertInto(kept.list, message);
}

function upsertIntoThread(root, message) {
  const thread = state.threads.get(root);
  if (!thread) return false;
  const { list, hasMore } = thread;
  // A reply before those that are here comes with the others of its page.
  const before = hasMore && message.ts !== root && list.length > 1 && isLater(list[1].ts, message.ts);
  return !before && upsertInto(list, message);
}

function dropFromThreads(ts) {
  for (const thread of state.threads.values()) thread.list = thread.list.filter((message) => message.ts !== ts);
}

/** Whether it is still there for whom it was said to: what only one person sees is gone once their page is loaded anew. */
export function isHeld(message) {
  return !message.ephemeral || !isLater(state.since, message.ts);
}

export function isReply(message) {
  return Boolean(message.thread_ts && message.thread_ts !== message.ts);
}

/** Whether the channel itself shows it, as it does replies that were also sent to it. */
export function isShown(message) {
  return !isReply(message) || message.subtype === "thread_broadcast";
}

// For what is on its way, and was made before this happened.
function note(kept, again) {
  kept.meanwhile?.push(again);
  for (const record of kept.records) record.push(again);
}

/** Keeps a message where it belongs (channel, thread or both); answers whether it was new. */
export function keepMessage(channel, message) {
  const root = message.thread_ts ?? message.ts;
  if (state.thread?.ts === root) state.thread.meanwhile?.push(() => upsertIntoThread(root, message));
  let fresh = upsertIntoThread(root, message);
  const kept = state.messages.get(channel);
  if (kept && isShown(message)) {
    note(kept, () => upsertIntoStretch(kept, message));
    if (kept.loaded) fresh = upsertIntoStretch(kept, message) || fresh;
  }
  return fresh;
}

export function dropMessage(channel, ts) {
  const kept = state.messages.get(channel);
  if (kept) {
    const drop = () => { kept.list = kept.list.filter((message) => message.ts !== ts); };
    note(kept, drop);
    drop();
  }
  state.thread?.meanwhile?.push(() => dropFromThreads(ts));
  dropFromThreads(ts);
}

/** Forgets all that belongs to the person acted as until now. */
export function forgetPerson() {
  state.messages.clear();
  state.threads.clear();
  state.views = [];
  state.home = null;
  state.thread = null;
  state.view = "conversation";
  state.current = null;
}
