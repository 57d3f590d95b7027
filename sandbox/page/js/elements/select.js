// The select menus: the same listbox over options, people or conversations, one choice or several.
import { avatarWithPresence } from "../avatar.js";
import { icon } from "../icons.js";
import { confirmThen } from "../dialog.js";
import { withEmoji } from "../emoji.js";
import { humans, nameOf, state, titleOf } from "../store.js";
import { listbox } from "./listbox.js";
import { defineElement, name } from "./registry.js";

export function written(option, group) {
  return {
    value: option.value, label: withEmoji(option.text.text), group,
    description: option.description ? withEmoji(option.description.text) : undefined,
  };
}

function staticOptions(element) {
  const all = element.option_groups
    ? element.option_groups.flatMap((group) => group.options.map((option) => written(option, withEmoji(group.label.text))))
    : element.options.map((option) => written(option));
  return () => all;
}

export function peopleOptions() {
  return humans().map((user) => ({
    value: user.id, label: nameOf(user), description: `@${user.name}`, keywords: `${user.name} ${user.real_name}`,
    picture: () => avatarWithPresence(user, 20),
  }));
}

const KINDS = { im: "im", mpim: "mpim", public: "channel", private: "private" };

function conversationOptions(element) {
  const kinds = element.filter?.include?.map((kind) => KINDS[kind]);
  return () => [...state.conversations.values()]
    .filter((conversation) => !conversation.is_archived && (!kinds || kinds.includes(conversation.kind)))
    .filter((conversation) => !(element.filter?.exclude_bot_users && conversation.is_app))
    .map((conversation) => ({
      value: conversation.id, label: titleOf(conversation),
      picture: () => icon({ channel: "hash", private: "lock" }[conversation.kind] ?? "dms", 16),
    }));
}

function currentConversation(element) {
  return element.default_to_current_conversation ? state.current : null;
}

const SOURCES = {
  static_select: { options: staticOptions, one: (e) => e.initial_option?.value, many: (e) => e.initial_options?.map((o) => o.value) },
  users_select: { options: () => peopleOptions, one: (e) => e.initial_user, many: (e) => e.initial_users },
  channels_select: { options: () => conversationOptions({ filter: { include: ["public"] } }), one: (e) => e.initial_channel, many: (e) => e.initial_channels },
  conversations_select: { options: conversationOptions, one: (e) => e.initial_conversation ?? currentConversation(e), many: (e) => e.initial_conversations ?? currentConversation(e) },
};

function define(type, source, multiple) {
  defineElement(type, (element, ctx) => {
    const initial = multiple ? source.many(element) : source.one(element);
    const first = ctx.kept !== undefined ? ctx.kept : initial;
    const read = () => (multiple ? box.values() : box.values()[0] ?? null);
    let told = [first ?? []].flat();
    const settings = {
      chosen: [first ?? []].flat(),
      multiple,
      most: element.max_selected_items,
      placeholder: element.placeholder?.text ?? (multiple ? "Select options" : "Select an option"),
      // In an input a choice can be taken back; beside a message Slack keeps the last one.
      clearable: !multiple && ctx.inForm,
      onChange: () => {
        if (!ctx.act) return;
        const tell = () => {
          told = box.values();
          return ctx.act({ selected: read() });
        };
        confirmThen(element.confirm, tell, () => box.set(told));
      },
    };
    const box = source.make(element, ctx, settings);
    name(box.control, ctx, element.placeholder?.text);
    box.node.dataset.action = element.action_id;
    return { node: box.node, control: box.control, frame: box.node, read };
  });
}

/** Defines a menu of one choice and its multi_ sister. source: {make(element, ctx, settings) → listbox, one, many}. */
export function defineMenu(type, source) {
  define(type, source, false);
  define(`multi_${type}`, source, true);
}

for (const [type, { options, ...initial }] of Object.entries(SOURCES)) {
  defineMenu(type, { ...initial, make: (element, ctx, settings) => listbox({ ...settings, options: options(element) }) });
}
