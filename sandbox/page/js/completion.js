// What the composer offers while one types: commands after "/", people after "@", channels after "#", emoji after ":".
import { appIcon, avatarWithPresence } from "./avatar.js";
import { emojiList } from "./emoji.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { appName, humans, isApp, nameOf, state } from "./store.js";

const MOST = 8;

function ranked(list, typed, keys) {
  const wanted = typed.toLowerCase();
  const score = (item) => Math.min(...keys(item).map((key) => {
    const text = key.toLowerCase();
    if (text === wanted) return 0;
    if (text.startsWith(wanted)) return 1;
    return text.split(/[\s_-]+/).some((word) => word.startsWith(wanted)) ? 2 : 9;
  }));
  return list.map((item) => [score(item), item]).filter(([rank]) => rank < 9).sort((a, b) => a[0] - b[0]).slice(0, MOST).map(([, item]) => item);
}

const everyCommand = () => [...state.commands, ...state.builtInCommands];

function commands(typed) {
  return ranked(everyCommand(), typed, (one) => [one.command.slice(1)]).map((one) => ({
    insert: `${one.command} `, whole: one.command,
    row: [state.builtInCommands.includes(one) ? icon("slash") : appIcon(20), h("span", { class: "option-words" },
      h("span", {}, h("b", {}, one.command), " ", h("span", { class: "hint" }, one.usage_hint ?? "")),
      h("span", { class: "option-description" }, one.description)),
    h("span", { class: "option-side" }, state.builtInCommands.includes(one) ? "Slack" : appName())],
  }));
}

function people(typed) {
  const everyone = ["here", "channel", "everyone"].map((name) => ({ name, real_name: `Notify ${name === "here" ? "the people who are active" : "everybody"} in this channel`, special: true }));
  const users = [...humans(), ...[...state.users.values()].filter((user) => isApp(user) && !user.deleted)];
  const inChannel = state.conversations.get(state.current)?.kind === "channel";
  return ranked([...users, ...(inChannel ? everyone : [])], typed, (user) => [user.name, user.real_name ?? ""]).map((user) => ({
    insert: `@${user.name} `, part: user.special ? { type: "broadcast", range: user.name } : { type: "user", user_id: user.id },
    row: [user.special ? icon("people") : avatarWithPresence(user, 20), h("span", { class: "option-words" },
      h("span", {}, h("b", {}, user.special ? `@${user.name}` : nameOf(user)), " ", h("span", { class: "hint" }, user.special ? user.real_name : `@${user.name}`)))],
  }));
}

function channels(typed) {
  const list = [...state.conversations.values()].filter((one) => ["channel", "private"].includes(one.kind));
  return ranked(list, typed, (one) => [one.name]).map((one) => ({
    insert: `#${one.name} `, part: { type: "channel", channel_id: one.id }, row: [icon(one.kind === "channel" ? "hash" : "lock", 18), h("span", { class: "option-words" }, h("b", {}, one.name))],
  }));
}

function emojis(typed) {
  return ranked(emojiList(), typed, ([name]) => [name]).map(([name, character]) => ({
    insert: `:${name}: `, part: { type: "emoji", name }, row: [h("span", { class: "emoji" }, character), h("span", { class: "option-words" }, `:${name}:`)],
  }));
}

const SOURCES = [
  { pattern: /^\/([\w-]*)$/, offer: commands, title: "Commands", whole: true },
  { pattern: /(?:^|\s)@([\w.-]*)$/, offer: people, title: "People" },
  { pattern: /(?:^|\s)#([\w-]*)$/, offer: channels, title: "Channels" },
  { pattern: /(?:^|\s):([\w+-]{2,})$/, offer: emojis, title: "Emoji" },
];

/** What to offer for the text left of the caret: {title, from, items: [{insert, part, row}]} or null;
 *  `insert` are letters for the composer, `part` the element of rich text, which commands have not. */
export function offers(left) {
  for (const { pattern, offer, title } of SOURCES) {
    const found = pattern.exec(left);
    if (!found) continue;
    const items = offer(found[1]);
    if (items.length) return { title, from: left.length - found[1].length - 1, items, whole: title === "Commands" };
  }
  return null;
}

/** The command being given its text, so that its usage stays in sight. */
export function commandBeingTyped(text) {
  const word = /^(\/[\w-]+)\s/.exec(text)?.[1];
  return everyCommand().find((one) => one.command === word) ?? null;
}
