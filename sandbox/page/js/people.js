// Acting as anybody: the switch in the corner, adding a person, and the first two of an empty workspace.
import { addPeople, mayAdd } from "./adding.js";
import { post } from "./api.js";
import { appBadge, avatar, avatarWithPresence } from "./avatar.js";
import { openDialog } from "./dialog.js";
import { freshId, h, refill } from "./dom.js";
import { icon } from "./icons.js";
import { openPopover } from "./popover.js";
import { actAs, openApp, openWith, refreshUsers } from "./session.js";
import { openStatus } from "./status.js";
import { appName, humans, isApp, nameOf, now, on, state, titleOf } from "./store.js";
import { suggest } from "./suggestions.js";
import { clockTime } from "./times.js";
import { failed } from "./toast.js";

function handleFrom(name) {
  return name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim().replace(/[^a-z0-9]+/g, ".").replace(/^\.+|\.+$/g, "").slice(0, 21);
}

function found(typed) {
  const wanted = typed.trim().toLowerCase().replace(/^@/, "");
  return humans().filter((user) => `${nameOf(user)} ${user.real_name} ${user.name} ${user.title ?? ""}`.toLowerCase().includes(wanted));
}

export function switcher() {
  const button = h("button", { type: "button", class: "acting", "aria-haspopup": "dialog", "data-testid": "switcher", on: { click: open } });

  function draw() {
    if (!state.me) return;
    refill(button, avatarWithPresence(state.me, 24), h("span", { class: "acting-words" }, h("small", {}, "Acting as "), h("b", {}, nameOf(state.me))),
      h("span", { class: "visually-hidden" }, " (switch person)"), icon("chevron", 16));
  }

  function open() {
    const listId = freshId("people");
    const search = h("input", { type: "text", class: "text-input", placeholder: "Search by name or @handle", "aria-label": "Search people", role: "combobox", "aria-expanded": "true", "aria-controls": listId, autocomplete: "off" });
    const list = h("div", { class: "people-list", role: "listbox", id: listId, "aria-label": "People" });
    let rows = [];
    let active = 0;
    const go = (user) => {
      popover.close();
      if (user && user.id !== state.me.id) actAs(user.name);
    };
    const mark = () => [...list.children].forEach((row, at) => {
      row.classList.toggle("active", at === active);
      if (at !== active) return;
      row.scrollIntoView({ block: "nearest" });
      search.setAttribute("aria-activedescendant", row.id);
    });
    const fill = () => {
      rows = found(search.value);
      active = 0;
      list.replaceChildren(...(rows.length ? rows.map((user, at) => h("div", {
        role: "option", id: `${listId}-${at}`, class: "option person-option", "aria-selected": String(user.id === state.me.id), on: { click: () => go(user) },
      }, avatarWithPresence(user, 36), h("span", { class: "option-words" },
        h("span", {}, h("b", {}, nameOf(user)), " ", h("span", { class: "hint" }, `@${user.name}`)),
        h("span", { class: "option-description" }, [user.title, `${clockTimeOf(user)} local time`].filter(Boolean).join(" · "))),
      user.id === state.me.id ? icon("check", 18) : null)) : [h("p", { class: "option-none" }, "Nobody by that name")]));
      mark();
    };
    search.addEventListener("input", fill);
    search.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && rows.length) {
        event.preventDefault();
        active = (active + step + rows.length) % rows.length;
        mark();
      } else if (event.key === "Enter") go(rows[active]);
    });
    const add = h("button", { type: "button", class: "menu-item add-person", on: { click: () => { popover.close(); showPeople(); } } }, icon("plus", 18), "Add a person");
    const status = h("button", { type: "button", class: "menu-item add-person", on: { click: () => { popover.close(); openStatus(); } } }, icon("emoji", 18), "Set a status or pause notifications");
    const popover = openPopover(button, h("div", { class: "people", role: "dialog", "aria-label": "Act as" },
      h("div", { class: "people-head" }, h("b", {}, "Act as"), h("small", {}, "In this local Slack you can be anybody. Nobody signs in.")), search, list, status, add), { align: "end", class: "popover-people" });
    fill();
    popover.place();
    search.focus();
  }

  on("person", draw);
  on("users", draw);
  return button;
}

/** "9:41 AM" where this person is, by the workspace's clock. */
export function clockTimeOf(user) {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: user.tz, hour: "numeric", minute: "2-digit" }).format(now());
  } catch {
    return clockTime(now());
  }
}

function zones() {
  return typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
}

const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

function personFields(heading) {
  const row = (label, control, hint) => {
    control.id = freshId("person");
    return h("div", { class: "block input" }, h("label", { class: "input-label", for: control.id }, label), control, hint ? h("p", { class: "input-hint" }, hint) : null);
  };
  const name = h("input", { class: "text-input", type: "text", autocomplete: "off", maxlength: "80", placeholder: "Full name" });
  const handle = h("input", { class: "text-input", type: "text", autocomplete: "off", maxlength: "21", spellcheck: "false" });
  const tz = h("input", { class: "text-input", type: "text", value: BROWSER_ZONE, autocomplete: "off" });
  suggest(tz, zones);
  let own = false;
  handle.addEventListener("input", () => { own = handle.value !== ""; });
  name.addEventListener("input", () => { if (!own) handle.value = handleFrom(name.value); });
  const node = h("fieldset", { class: "person-fields" }, heading ? h("legend", {}, heading) : null,
    row("Name", name), h("div", { class: "two" }, row("Handle", handle, "What others type after @"), row("Time zone", tz)));
  return { node, name, read: () => ({ real_name: name.value.trim(), name: handle.value.trim().replace(/^@/, "") || handleFrom(name.value), tz: tz.value.trim() || BROWSER_ZONE }) };
}

function complaint(person) {
  if (!person.real_name) return "Please give a name.";
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(person.name)) return "A handle holds small letters, digits, dots, dashes and underscores.";
  return null;
}

/** "Add a person": then one may act as them at once. */
export function showPeople() {
  const fields = personFields(null);
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const save = h("button", { type: "submit", class: "button primary", form: "add-person" }, "Add");
  const form = h("form", { id: "add-person", novalidate: true }, fields.node, trouble);
  const box = openDialog({ title: "Add a person", class: "dialog-small", body: form, footer: [h("button", { type: "button", class: "button", on: { click: () => box.close() } }, "Cancel"), save] });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const person = fields.read();
    trouble.textContent = complaint(person) ?? "";
    trouble.hidden = trouble.textContent === "";
    if (!trouble.hidden) return;
    try {
      const { user } = await post("/control/users", person);
      box.close();
      await refreshUsers();
      await actAs(user.name);
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  });
  fields.name.focus();
}

/** The first page of an empty workspace. */
export function firstPeople() {
  const people = [personFields("You"), personFields("A colleague")];
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const form = h("form", { class: "first-people", novalidate: true }, people.map((one) => one.node), trouble,
    h("button", { type: "submit", class: "button primary large" }, "Open the workspace"));
  // Whoever has joined already, when the second could not: pressing the button again goes on from there.
  const joined = new Map();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const both = people.map((one) => one.read());
    const wrong = both.map(complaint).find(Boolean) ?? (both[0].name === both[1].name ? "The two handles must differ." : "");
    trouble.textContent = wrong;
    trouble.hidden = !wrong;
    if (wrong) return;
    try {
      for (const person of both) {
        if (!joined.has(person.name)) joined.set(person.name, (await post("/control/users", person)).user);
      }
      const [first, second] = both.map((person) => joined.get(person.name));
      sessionStorage.setItem("just-begun", second.real_name);
      await actAs(first.name);
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  });
  requestAnimationFrame(() => people[0].name.focus());
  return h("main", { class: "welcome" }, h("div", { class: "welcome-card" },
    h("span", { class: "welcome-mark" }, icon("hash", 28)),
    h("h1", {}, "A Slack of your own, on this machine"),
    h("p", {}, `Nobody is here yet, apart from ${appName()}. Name the first two people; you can act as either, and add others later. Nothing leaves this computer.`), form));
}

/** What to do next, after the first two people were named. */
export function nextSteps() {
  const colleague = sessionStorage.getItem("just-begun");
  if (!colleague || !state.me) return null;
  const done = () => {
    sessionStorage.removeItem("just-begun");
    node.remove();
  };
  const hasHome = state.app.home_tab !== false;
  const node = h("aside", { class: "next-steps", "aria-label": "What to do next" },
    h("b", {}, "What to do next"),
    h("ol", {},
      h("li", {}, "Open ", h("button", { type: "button", class: "as-link", on: { click: () => openApp(hasHome ? "home" : "messages") } }, hasHome ? `${appName()}’s Home` : appName()), ", or type ", h("code", {}, "/"), " in any message box to see what it can do."),
      h("li", {}, `To be ${colleague}, use “Acting as” in the upper right corner. Come back the same way.`),
      h("li", {}, "Time does not have to pass: the bar below moves the clock.")),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: done } }, icon("close", 16)));
  return node;
}

export function showMembers(conversation) {
  const row = (id) => {
    const user = state.users.get(id);
    return h("button", { type: "button", class: "member", on: { click: () => { box.close(); if (id !== state.me.id) openWith([id]).catch(failed); } } },
      avatar(user, 36), h("span", { class: "option-words" }, h("span", {}, h("b", {}, nameOf(user)), isApp(user) ? appBadge() : null, id === state.me.id ? " (you)" : ""), h("span", { class: "option-description" }, `@${user?.name ?? id}`)));
  };
  const add = h("button", { type: "button", class: "member", on: { click: () => { box.close(); addPeople(conversation); } } },
    h("span", { class: "member-add" }, icon("plus", 20)), h("b", {}, "Add people"));
  const box = openDialog({ title: `Members of ${titleOf(conversation)}`, class: "dialog-small", body: h("div", { class: "members" }, mayAdd(conversation) ? add : null, conversation.members.map(row)) });
}
