// What Slack itself says in a conversation: somebody came, went, renamed it. Such lines are grey.
import { h } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { nameOf, state } from "./store.js";

const QUIET = /^(?:(?:channel|group)_(?!$)|pinned_item$|bot_(?:add|remove|enable|disable)$|reminder_add$|sh_room_|huddle_)/;

export function isNotice(message) {
  return QUIET.test(message.subtype ?? "");
}

const JOINED = /^(?:channel|group)_join$/;
const LEFT = /^(?:channel|group)_leave$/;

/** Whether a notice is told of in one line with the one before it: people who came the same way, or who went. */
export function goesWith(message, next) {
  const told = JOINED.test(next.subtype) || LEFT.test(next.subtype);
  return told && next.subtype === message.subtype && next.inviter === message.inviter
    && ![message, next].some((one) => one.reactions?.length || one.reply_count || one.pinned);
}

/** The words of a notice, below the name of whom it tells, and of those who came or went along. */
export function noticeWords(channel, message, along = []) {
  const conversation = state.conversations.get(channel);
  const place = conversation?.name ? `#${conversation.name}` : "the conversation";
  if (JOINED.test(message.subtype)) {
    const inviter = message.inviter && message.inviter !== message.user ? state.users.get(message.inviter) : null;
    return [inviter ? `was added to ${place} by ${nameOf(inviter)}` : `joined ${place}`, others(message, along), "."];
  }
  const alone = String(message.text ?? "").replace(new RegExp(`^<@${message.user}(?:\\|[^>]*)?>\\s*`), "");
  if (LEFT.test(message.subtype) && /^has left/.test(alone)) return [`left ${place}`, others(message, along), "."];
  return mrkdwn(alone);
}

// "… along with Ben and 3 others", as Slack says it; the others are named where the pointer rests.
function others(message, along) {
  const people = [...new Set(along.map((one) => one.user))].filter((id) => id !== message.user);
  if (!people.length) return [];
  const [first, ...rest] = people.map((id) => nameOf(state.users.get(id)));
  const more = rest.length ? [" and ", rest.length === 1 ? rest[0] : h("span", { title: rest.join(", ") }, `${rest.length} others`)] : [];
  return [" along with ", first, ...more];
}
