// Who acts, what they may see, and where they are (the address keeps both).
import { addressAs, get, post } from "./api.js";
import { announce } from "./dom.js";
import { loadAround, loadNewest, shorten } from "./history.js";
import { appConversation, emit, forgetPerson, isLater, messagesOf, setClock, setConversations, setUsers, state } from "./store.js";
import { leaveThread } from "./thread_session.js";
import { failed } from "./toast.js";

const THREADS = "threads";

export function me() {
  return state.me?.id;
}

let begun = 0; // how often one began to act as somebody

/**
 * Learns the workspace as the person with this handle (or the first one) sees it. Answers null when somebody else was
 * chosen before the answer came: then nothing of it is kept.
 */
export async function bootstrap(handle) {
  begun += 1;
  const mine = begun;
  const { users } = await get("/page/users");
  const wanted = users.find((user) => user.name === handle && !user.is_bot && !user.deleted);
  const answer = await get("/page/bootstrap", { as: wanted?.id });
  if (mine !== begun) return null;
  state.team = answer.team;
  state.teams = answer.teams;
  state.app = answer.app;
  state.usergroups = answer.usergroups;
  state.commands = answer.commands;
  state.builtInCommands = answer.built_in_commands;
  state.shortcuts = answer.shortcuts;
  state.connections = answer.connections;
  state.me = answer.me;
  setUsers(answer.users);
  setConversations(answer.conversations);
  state.unreadThreads = answer.unread_threads;
  // Earlier than before only when the workspace was emptied, and its clock set back.
  state.since = Math.min(state.since, Date.parse(answer.clock.now) / 1000);
  setClock(answer.clock);
  return { openAt: answer.open_at };
}

/** The conversation and tab the address names: #id, #channel-name, #id/home; or #threads, which is none. */
export function placeInAddress() {
  const [name, tab] = decoded(location.hash.slice(1)).split("/");
  if (name === THREADS) return { id: null, tab: null, threads: true };
  const found = state.conversations.get(name) ?? [...state.conversations.values()].find((one) => one.name && one.name === name);
  return { id: found?.id ?? null, tab: tab || null };
}

// An address that somebody cut off in the middle of a letter names no place, and is no reason to show nothing.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

export function writeAddress({ replace = false } = {}) {
  const place = state.view === "threads" ? THREADS : state.current ?? "";
  const tab = state.view === "conversation" && state.conversations.get(state.current)?.is_app && state.tab !== "messages" ? `/${state.tab}` : "";
  const address = `${addressAs(state.me?.name ?? "")}#${place}${tab}`;
  if (address === location.pathname + location.search + location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

let went = 0; // how often one went to another place

/** Answers a function that tells whether one is still where one is now: whoever went on meanwhile is left there. */
export function stillHere() {
  const mine = went;
  return () => mine === went;
}

/** Whether this conversation is what one looks at. */
export function isAt(id) {
  return state.view === "conversation" && state.current === id;
}

export async function openConversation(id, { tab = "messages", replace = false } = {}) {
  const conversation = state.conversations.get(id);
  if (!conversation) return;
  const moved = state.current !== id || state.view !== "conversation";
  if (state.current && state.current !== id) letGo(state.current);
  state.current = id;
  state.view = "conversation";
  state.tab = conversation.is_app ? tab : "messages";
  if (moved) {
    went += 1;
    leaveThread();
  }
  writeAddress({ replace });
  const kept = messagesOf(id);
  if (conversation.unread > 0 && moved) kept.newLine = conversation.last_read || "0";
  emit("place", { moved });
  if (!kept.loaded) await loadNewest(id);
  // One goes on where one left off, however far back that is.
  if (moved && leftOffEarlier(kept) && state.current === id) await loadAround(id, kept.newLine);
}

function leftOffEarlier({ newLine, hasMore, list }) {
  return newLine !== null && newLine !== "0" && hasMore && list.length > 0 && !isLater(newLine, list[0].ts);
}

function letGo(id) {
  const kept = messagesOf(id);
  kept.newLine = null;
  kept.keptUnread = false;
  shorten(id);
}

/** The list of threads one follows. */
export function openThreads({ replace = false } = {}) {
  if (state.current) letGo(state.current);
  went += 1;
  state.view = "threads";
  leaveThread();
  writeAddress({ replace });
  emit("place", { moved: true });
}

let tellingRead = Promise.resolve();

/** Tells the server up to where one has read: one after the other, for what arrives last counts. */
export function tellRead(upTo) {
  const person = me();
  const telling = tellingRead.then(() => post("/page/read", { user: person, ...upTo }));
  tellingRead = telling.catch(() => {});
  return telling;
}

/** Marks all that was said after an instant as unread; it stays so until one comes back. */
export async function markUnread(channel, before) {
  const kept = messagesOf(channel);
  kept.newLine = before;
  kept.keptUnread = true;
  emit("messages", { channel });
  await tellRead({ channel, ts: before });
  await refreshConversations();
}

export async function markRead(channel, ts) {
  const conversation = state.conversations.get(channel);
  if (!conversation || !ts) return;
  conversation.last_read = ts;
  conversation.unread = 0;
  conversation.mentions = 0;
  emit("conversations");
  if (conversation.is_member) await tellRead({ channel, ts }).catch(() => {});
}

let counted = 0; // how often the conversations were asked for: an answer that was overtaken is not the newest
let newest = Promise.resolve();

export function refreshConversations() {
  counted += 1;
  newest = conversationsAsOf(counted);
  return newest;
}

async function conversationsAsOf(mine) {
  const person = me();
  if (!person) return;
  try {
    const { conversations, unread_threads: unreadThreads } = await get("/page/conversations", { as: person });
    if (person !== me()) return;
    // Overtaken, as by what the stream tells of the very act that asked: whoever waits for this waits for the newest.
    if (mine !== counted) return newest;
    setConversations(conversations);
    state.unreadThreads = unreadThreads;
    emit("conversations");
  } catch (error) {
    // The person is gone when the workspace was emptied; a server that is away has its own banner.
    if (error.name === "user_not_found") emit("gap");
  }
}

let peopleAsked = 0; // how often the people were asked for
let newestPeople = Promise.resolve();

export function refreshUsers() {
  peopleAsked += 1;
  newestPeople = peopleAsOf(peopleAsked);
  return newestPeople;
}

async function peopleAsOf(mine) {
  try {
    const { users, usergroups } = await get("/page/users");
    if (mine !== peopleAsked) return newestPeople;
    // All that is shown is drawn anew for a change, and only for one.
    if (JSON.stringify([users, usergroups]) === JSON.stringify([[...state.users.values()], state.usergroups])) return;
    setUsers(users);
    state.usergroups = usergroups;
    emit("users");
  } catch (error) {
    // A server that is away has its own banner, and all is asked for again when it is back.
    if (error.name !== "offline") failed(error);
  }
}

export async function join(channel) {
  const here = stillHere();
  await post("/control/channels/join", { channel, user: me() });
  await refreshConversations();
  if (here()) emit("place", { moved: true });
}

/** Opens (or finds) the conversation of these people with the acting one. */
export async function openWith(ids, { tab } = {}) {
  const here = stillHere();
  const { channel } = await post("/control/channels", { users: [me(), ...ids.filter((id) => id !== me())] });
  if (!here()) return;
  state.conversations.set(channel.id, channel);
  await refreshConversations();
  if (!here()) return;
  if (!state.conversations.has(channel.id)) state.conversations.set(channel.id, channel);
  await openConversation(channel.id, { tab });
}

export async function openApp(tab = "home") {
  const conversation = appConversation();
  if (conversation) await openConversation(conversation.id, { tab });
  else await openWith([state.app.bot_user_id], { tab });
}

/** Begins anew as another person; `switchTo` is what main.js gives to do it. */
let switchTo = async () => {};

export function onSwitch(start) {
  switchTo = start;
}

export async function actAs(handle) {
  went += 1;
  forgetPerson();
  history.pushState(null, "", addressAs(handle));
  await switchTo();
  announce(`You are now acting as ${handle}`);
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
