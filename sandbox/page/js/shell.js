// The page's frame: top bar, rail, side bar, conversation, thread, and the local Slack's own bar.
import { appIcon } from "./avatar.js";
import { clockBar } from "./clock.js";
import { conversationPane } from "./conversation.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { closeSidebar } from "./narrow.js";
import { nextSteps, switcher } from "./people.js";
import { openApp } from "./session.js";
import { jumpTo, sidebar } from "./sidebar.js";
import { appName, emit, on, state } from "./store.js";
import { threadPane } from "./thread.js";
import { threadsView } from "./threads_view.js";
import { failed } from "./toast.js";
import { workspaceButton } from "./workspaces.js";

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

function themeButton(extra) {
  const node = h("button", { type: "button", class: `icon-button ${extra}`, on: { click: flip } });
  function draw() {
    node.setAttribute("aria-label", dark() ? "Use the light theme" : "Use the dark theme");
    node.title = node.getAttribute("aria-label");
    node.replaceChildren(icon(dark() ? "sun" : "moon"));
  }
  function flip() {
    const theme = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    emit("theme");
  }
  on("theme", draw);
  draw();
  return node;
}

function rail() {
  const mark = workspaceButton("");
  const app = h("button", { type: "button", class: "rail-item", on: { click: () => openApp("home").catch(failed) } });
  on("person", () => app.replaceChildren(h("span", { class: "rail-picture" }, appIcon(26)), h("span", { class: "rail-label" }, appName())));
  const here = h("span", { class: "rail-item here", "aria-hidden": "true" }, h("span", { class: "rail-picture" }, icon("home")), h("span", { class: "rail-label" }, "Home"));
  return h("div", { class: "rail" }, mark, here, app, h("span", { class: "grow" }), themeButton("rail-button"));
}

export function shell() {
  const search = h("button", { type: "button", class: "search", "aria-keyshortcuts": "Control+K", on: { click: jumpTo } });
  on("person", () => search.replaceChildren(icon("search", 16), h("span", {}, `Search ${state.team?.name ?? ""}`)));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      jumpTo();
    }
  });
  const steps = h("div", {});
  on("place", () => { if (!steps.firstChild) steps.replaceChildren(...[nextSteps()].filter(Boolean)); });
  const veil = h("div", { class: "veil", on: { click: () => closeSidebar({ back: true }) } });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSidebar({ back: true });
  });
  return [
    h("header", { class: "top" }, h("span", { class: "top-left" }), search, switcher()),
    h("div", { class: "body" }, rail(), h("div", { class: "card" }, sidebar(h("span", { class: "narrow-only side-tools" }, workspaceButton("workspace-small"), themeButton(""))), veil, h("div", { class: "centre" }, steps, conversationPane(), threadsView()), threadPane())),
    clockBar(),
  ];
}
