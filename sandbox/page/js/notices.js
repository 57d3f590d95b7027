// What Slack itself says in a conversation: somebody came, went, renamed it. Such lines are grey.
import { mrkdwn } from "./mrkdwn.js";
import { nameOf, state } from "./store.js";

const QUIET = /^(?:(?:channel|group)_(?!$)|pinned_item$|bot_(?:add|remove|enable|disable)$|reminder_add$|sh_room_|huddle_)/;

export function isNotice(message) {
  return QUIET.test(message.subtype ?? "");
}

const JOINED = /^(?:channel|group)_join$/;
const LEFT = /^(?:channel|group)_leave$/;

/** The words of a notice, below the name of whom it tells: "joined #general." */
export function noticeWords(channel, message) {
  const conversation = state.conversations.get(channel);
  const place = conversation?.name ? `#${conversation.name}` : "the conversation";
  if (JOINED.test(message.subtype)) {
    const inviter = message.inviter && message.inviter !== message.user ? state.users.get(message.inviter) : null;
    return [inviter ? `was added to ${place} by ${nameOf(inviter)}.` : `joined ${place}.`];
  }
  const alone = String(message.text ?? "").replace(new RegExp(`^<@${message.user}(?:\\|[^>]*)?>\\s*`), "");
  if (LEFT.test(message.subtype) && /^has left/.test(alone)) return [`left ${place}.`];
  return mrkdwn(alone);
}
