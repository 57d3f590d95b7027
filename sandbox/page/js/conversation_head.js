// What stands above and before a conversation's messages: its name, topic and members, and how it began.
import { addPeople, mayAdd } from "./adding.js";
import { appBadge, appIcon, avatar, avatarWithPresence } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openSidebar } from "./narrow.js";
import { showMembers, showPeople } from "./people.js";
import { me } from "./session.js";
import { othersIn, state, titleOf } from "./store.js";

export function headOf(open) {
  const people = open.members.filter((id) => !open.is_app || id !== me());
  const picture = {
    channel: () => icon("hash", 20), private: () => icon("lock", 20),
    im: () => (open.is_app ? appIcon(24) : avatarWithPresence(state.users.get(open.user), 24)),
    mpim: () => avatar(state.users.get(othersIn(open)[0]), 24),
  }[open.kind]();
  const members = ["channel", "private", "mpim"].includes(open.kind)
    ? h("button", { type: "button", class: "members-button", dataset: { control: "members" }, "aria-label": `${people.length} member${people.length === 1 ? "" : "s"}`, on: { click: () => showMembers(open) } },
      h("span", { class: "facepile" }, people.slice(0, 3).map((id) => avatar(state.users.get(id), 20))), String(people.length))
    : null;
  return [
    sidebarButton(),
    h("h1", { class: "conversation-title" }, picture, h("span", {}, titleOf(open)), open.is_app ? appBadge() : null),
    open.topic ? h("div", { class: "topic" }, mrkdwn(open.topic)) : h("div", { class: "topic" }),
    members,
  ].filter(Boolean);
}

/** On a narrow screen the side bar opens from here. */
export function sidebarButton() {
  return h("button", { type: "button", class: "icon-button narrow-only", "aria-label": "Open the side bar", dataset: { control: "sidebar" }, on: { click: openSidebar } }, icon("menu"));
}

export function intro(open) {
  const name = titleOf(open);
  const words = {
    channel: [icon("hash", 22), `This is the very beginning of ${name}`, open.purpose || "Everybody who joins this channel sees what is written here."],
    private: [icon("lock", 22), `This is the very beginning of ${name}`, open.purpose || "Only people who were added can see this channel."],
    im: ["", name, open.is_app ? `This is the very beginning of your direct message history with ${name}.` : `This conversation is just between you and ${name}.`],
    mpim: ["", name, `This is the very beginning of your direct messages with ${name}.`],
  }[open.kind];
  const portrait = open.is_app ? appIcon(52) : open.kind === "im" ? avatar(state.users.get(open.user), 52) : null;
  return [portrait, h("h2", {}, words[0], words[1]), h("p", {}, words[2]),
    open.kind === "channel" && state.users.size < 4 ? h("button", { type: "button", class: "button", on: { click: () => showPeople() } }, "Add a person") : null,
    mayAdd(open) ? h("button", { type: "button", class: "button", dataset: { control: "add-people" }, on: { click: () => addPeople(open) } }, "Add people to this channel") : null];
}
