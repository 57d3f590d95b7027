// Starts the page, and starts it again for another person, after a gap in the stream, or on the back button.
import { closeView, refetchViews } from "./acts.js";
import { h } from "./dom.js";
import { watchHome } from "./home.js";
import { watchKeys } from "./keys.js";
import { follow, unfollow } from "./live.js";
import { firstPeople } from "./people.js";
import { watchMessages } from "./message.js";
import { watchTime } from "./moving.js";
import { watchProfiles } from "./profile.js";
import { loadNewest } from "./history.js";
import { bootstrap, isAt, me, onSwitch, openConversation, openThreads, placeInAddress, refreshConversations, writeAddress } from "./session.js";
import { shell } from "./shell.js";
import { emit, forgetPerson, isTs, messagesOf, on, state } from "./store.js";
import { openThread, reloadThread } from "./thread_session.js";
import { failed } from "./toast.js";
import { watchViews } from "./views.js";

const app = document.getElementById("app");
let frame = null;
let becoming = null; // the handle of whom one is about to act as
let again = null; // the next attempt, while the server does not answer

function wantedPerson() {
  return new URLSearchParams(location.search).get("as");
}

// A permalink leads here as ?channel=…&ts=…; afterwards the address is the usual one again.
function linkedMessage() {
  const query = new URLSearchParams(location.search);
  const channel = query.get("channel");
  return state.conversations.has(channel) ? { channel, ts: query.get("ts"), thread: query.get("thread_ts") } : null;
}

// A reply is shown in its thread, any other message where it stands.
function follows({ channel, ts, thread }) {
  if (thread && thread !== ts) openThread(channel, thread, { answering: false });
  else if (isTs(ts)) emit("show", ts);
}

// The same person after a gap: what is shown is refreshed in place, and nothing typed is touched.
async function refresh() {
  for (const topic of ["users", "conversations", "clock", "connections"]) emit(topic);
  await follow();
  if (state.view === "threads") emit("place", { moved: false });
  if (!messagesOf(state.current).hasNewer) await loadNewest(state.current);
  await reloadThread();
  await showViews();
}

async function showViews() {
  try {
    await refetchViews();
  } catch (error) {
    // A server that went away meanwhile has its own banner, and all is asked for again when it is back.
    if (error.name !== "offline") failed(error);
  }
}

async function start() {
  unfollow();
  const before = me();
  becoming = wantedPerson();
  let found;
  try {
    found = await bootstrap(becoming);
  } catch (error) {
    // While a workspace is on the page it stays there, under the stream's banner.
    clearTimeout(again);
    if (frame?.[0].parentNode === app) again = setTimeout(start, 1500);
    else cannotStart(error);
    return;
  }
  if (!found) return;
  becoming = null;
  if (before !== me()) forgetPerson();
  app.setAttribute("aria-busy", "false");
  if (!state.me) {
    app.replaceChildren(firstPeople());
    return;
  }
  if (before === me() && frame?.[0].parentNode === app && state.conversations.has(state.current)) {
    await refresh();
    return;
  }
  // Made once: its parts listen for as long as the page lives.
  frame ??= shell();
  if (frame[0].parentNode !== app) app.replaceChildren(...frame);
  emit("person");
  const person = me();
  await follow();
  if (person !== me()) return;
  const link = linkedMessage();
  const place = link ? { id: link.channel, tab: null } : placeInAddress();
  const at = place.id ?? found.openAt ?? state.conversations.keys().next().value;
  await openConversation(at, { tab: place.tab ?? "messages", replace: true });
  // Whoever went on while it was loading is left there.
  if (isAt(at) && link) follows(link);
  if (isAt(at) && place.threads) openThreads({ replace: true });
  await showViews();
}

function cannotStart(error) {
  app.replaceChildren(h("main", { class: "welcome" }, h("div", { class: "welcome-card" },
    h("h1", {}, "The local Slack does not answer"), h("p", {}, error.message),
    h("button", { type: "button", class: "button primary", on: { click: start } }, "Try again"))));
}

// A conversation of which nothing was told yet is asked for before it counts as none.
async function goToAddress() {
  if (!placeInAddress().id && !placeInAddress().threads) await refreshConversations();
  const place = placeInAddress();
  if (place.threads) openThreads({ replace: true });
  else if (place.id) openConversation(place.id, { tab: place.tab ?? "messages", replace: true });
  else writeAddress({ replace: true });
}

onSwitch(start);
watchViews();
watchKeys();
watchHome();
watchProfiles();
watchMessages();
watchTime();
on("gap", () => {
  // What happened meanwhile is not known: conversations are asked for again when they are next shown.
  for (const [id, kept] of state.messages) if (id !== state.current) kept.loaded = false;
  start();
});
// A link to a message leads there, out of whatever window it was in.
on("link", async (link) => {
  if (!state.conversations.has(link.channel)) return;
  if (state.views.length) await closeView(state.views.at(-1), { all: true });
  await openConversation(link.channel);
  if (isAt(link.channel)) follows(link);
});
window.addEventListener("popstate", () => {
  const person = wantedPerson();
  if (person && person !== (becoming ?? state.me?.name)) start();
  else {
    goToAddress();
  }
});
start();
