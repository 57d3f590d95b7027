// Who somebody is: opened by a click on their name or a mention of them, as in Slack; here one can also become them.
import { addAppToChannel } from "./adding.js";
import { appBadge, avatar } from "./avatar.js";
import { h } from "./dom.js";
import { clockTimeOf } from "./people.js";
import { openPopover } from "./popover.js";
import { actAs, openApp, openWith } from "./session.js";
import { isQuiet, statusWords } from "./status.js";
import { isApp, nameOf, state } from "./store.js";
import { failed } from "./toast.js";

function card(user, close) {
  const act = (work) => () => {
    close();
    Promise.resolve(work()).catch(failed);
  };
  const button = (label, work, kind = "") => h("button", { type: "button", class: `button ${kind}`, on: { click: act(work) } }, label);
  const app = isApp(user);
  const mine = user.id === state.me.id;
  return h("div", { class: "profile", role: "dialog", "aria-label": `Profile of ${nameOf(user)}` },
    avatar(user, 72),
    h("div", { class: "profile-words" },
      h("b", {}, nameOf(user)), app ? appBadge() : h("span", { class: "hint" }, ` @${user.name}`),
      h("small", {}, app ? state.app.description : [user.title, `${clockTimeOf(user)} local time`, statusWords(user), user.is_away ? "Away" : "", isQuiet(user) ? "Notifications paused" : ""].filter(Boolean).join(" · "))),
    h("div", { class: "profile-acts" },
      app ? button("Open Home", () => openApp("home")) : mine ? null : button("Message", () => openWith([user.id])),
      app && state.app.installed ? button("Add this app to a channel", addAppToChannel) : null,
      app || mine ? null : button(`Act as ${nameOf(user)}`, () => actAs(user.name), "local")));
}

function open(anchor) {
  const user = state.users.get(anchor.dataset.user);
  if (!user || !state.me || user.id === "USLACKBOT") return;
  const host = h("div", {});
  const popover = openPopover(anchor, host, { class: "popover-profile" });
  host.append(card(user, () => popover.close()));
  popover.place();
  host.querySelector("button")?.focus();
}

export function watchProfiles() {
  const named = (event) => event.target.closest?.("[data-user][role=button]");
  document.addEventListener("click", (event) => {
    const anchor = named(event);
    if (anchor) open(anchor);
  });
  document.addEventListener("keydown", (event) => {
    const anchor = ["Enter", " "].includes(event.key) && named(event);
    if (!anchor) return;
    event.preventDefault();
    open(anchor);
  });
}
