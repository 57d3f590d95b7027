// The server's stream: what changes for the acting person, and a quiet banner while it is away.
import { setHome, setViews } from "./acts.js";
import { noteTold } from "./answers.js";
import { team } from "./api.js";
import { h } from "./dom.js";
import { forgetMessage } from "./message.js";
import { isAnswer, me, refreshConversations, refreshUsers } from "./session.js";
import { room, whenWanted } from "./room.js";
import { dropMessage, emit, isReply, keepMessage, setClock, state } from "./store.js";

const OPEN_WITHIN = 1000; // milliseconds
const FULL_AFTER = 2000;

let source = null;
let retry = null;
let banner = null;
let counting = null;
let followed = 0; // how often a stream was begun or ended
let giveBack = null; // the room of the stream
let gaveUp = false; // the stream, to another tab

// What is unread is counted by the server; a burst of messages asks once.
function countSoon() {
  clearTimeout(counting);
  counting = setTimeout(refreshConversations, 60);
}

const HEARD = {
  message: ({ channel, message }) => {
    noteTold(channel, message.ts);
    const fresh = keepMessage(channel, message);
    if (isReply(message)) emit("thread");
    emit("messages", { channel, own: isAnswer(message) ? message.ts : undefined });
    if (fresh) emit("incoming", { channel, message });
    if (message.user !== me() || !state.conversations.has(channel)) countSoon();
  },
  message_changed: ({ channel, message }) => {
    noteTold(channel, message.ts);
    keepMessage(channel, message);
    emit("messages", { channel });
    emit("thread");
  },
  message_deleted: ({ channel, ts }) => {
    noteTold(channel, ts);
    dropMessage(channel, ts);
    forgetMessage(channel, ts);
    emit("messages", { channel });
    emit("thread");
  },
  conversations: () => refreshConversations(),
  users: () => refreshUsers(),
  views: ({ views }) => setViews(views),
  home: ({ view }) => setHome(view),
  now: ({ clock, connections }) => {
    setClock(clock);
    HEARD.connections({ count: connections });
  },
  clock: ({ clock }) => setClock(clock),
  connections: ({ count }) => {
    state.connections = count;
    emit("connections");
  },
  app: () => emit("gap"),
  scheduled: () => emit("scheduled"),
  traffic: ({ entry }) => emit("traffic", entry),
};

function showBanner(words) {
  if (banner) return;
  banner = h("div", { class: "reconnecting", role: "status" }, h("span", { class: "spinner" }), words);
  document.body.append(banner);
}

function hideBanner() {
  banner?.remove();
  banner = null;
}

/**
 * Follows the stream as the acting person. After a gap everything shown is asked for again. Answers a promise of its
 * being open: what is asked for from then on misses nothing. It is not waited for long, since there may be no room for it.
 */
export function follow() {
  unfollow();
  const mine = followed;
  const opened = Promise.withResolvers();
  setTimeout(opened.resolve, OPEN_WITHIN);
  let late = false;
  setTimeout(() => { late = true; }, OPEN_WITHIN);
  const full = setTimeout(showBanner, FULL_AFTER, "Close other windows of this workspace to see here what is new");
  room(() => mine === followed).then((found) => {
    clearTimeout(full);
    if (mine === followed) {
      giveBack = found;
      listen(opened, late);
    } else found?.();
  });
  return opened.promise;
}

// Where room came late, what is shown was asked for long before.
function listen(opened, late) {
  let gap = late;
  let slow = null;
  source = new EventSource(`/page/events?${new URLSearchParams({ as: me(), team })}`);
  source.onopen = () => {
    clearTimeout(slow);
    hideBanner();
    document.body.dataset.live = "true";
    opened.resolve();
    if (gap) emit("gap");
    else {
      // What happened between the first answer and now was told by neither.
      refreshConversations();
      refreshUsers();
    }
    gap = false;
  };
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    HEARD[event.type]?.(event);
  };
  source.onerror = () => {
    document.body.dataset.live = "false";
    gap = true;
    clearTimeout(slow);
    slow = setTimeout(showBanner, 800, "Reconnecting…");
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(() => { emit("gap"); }, 2000);
  };
}

export function unfollow() {
  followed += 1;
  gaveUp = false;
  clearTimeout(retry);
  source?.close();
  source = null;
  giveBack?.();
  giveBack = null;
}

// A tab that nobody looks at makes room for one that is looked at, and catches up when it is looked at again.
whenWanted(() => {
  if (!source) return;
  unfollow();
  gaveUp = true;
  document.body.dataset.live = "false";
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && gaveUp) emit("gap"); });
