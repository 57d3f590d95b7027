// The app's Home and About tabs.
import { act, openHome, suggest } from "./acts.js";
import { appIcon } from "./avatar.js";
import { Fields, keepPlace, renderBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { whenLetGo } from "./pressing.js";
import { appName, on, state } from "./store.js";
import { failed } from "./toast.js";

const pane = h("div", { class: "home", "data-testid": "home" });
let drawn = null;
let fields = new Fields();

/** The Home tab; opening it tells the app, as in Slack. */
export function homePane() {
  drawn = null;
  draw({ waiting: state.home === null });
  openHome().then(() => draw({}), (error) => {
    failed(error);
    draw({});
  });
  return pane;
}

function draw({ waiting = false }) {
  whenLetGo(pane, () => drawNow(waiting));
}

function drawNow(waiting) {
  const view = state.home;
  if (!view) {
    pane.replaceChildren(waiting ? spinner() : nothing());
    return;
  }
  if (drawn?.view === view) return;
  const kept = drawn?.view.id === view.id ? fields.kept() : undefined;
  const fresh = new Fields();
  const back = keepPlace(pane);
  const blocks = renderBlocks(view.blocks, {
    surface: "home", id: view.id, fields: fresh, kept,
    act: (payload) => act({ view_id: state.home.id }, payload, fields.values()),
    suggest: (payload) => suggest({ view_id: state.home.id }, payload),
  });
  fields = fresh;
  drawn = { view };
  pane.replaceChildren(h("div", { class: "home-page" }, blocks));
  back(pane);
}

function spinner() {
  return h("div", { class: "home-empty", role: "status" }, h("span", { class: "spinner" }), `Loading ${appName()}’s Home…`);
}

function nothing() {
  const why = state.connections
    ? `${appName()} has not put anything here yet.`
    : `${appName()} is not connected to this workspace, so its Home is empty. Start it, then open this tab again.`;
  return h("div", { class: "home-empty" }, appIcon(64), h("h2", {}, "This is the app’s Home"), h("p", {}, why));
}

export function aboutPane() {
  const { app, commands } = state;
  return h("div", { class: "about" },
    h("section", {}, appIcon(72), h("h2", {}, app.name), h("p", {}, app.description)),
    commands.length ? h("section", {}, h("h3", {}, "Commands"), h("dl", {}, commands.map((one) => [
      h("dt", {}, h("b", {}, one.command), " ", h("span", { class: "hint" }, one.usage_hint ?? "")), h("dd", {}, one.description)]))) : null);
}

export function watchHome() {
  on("home", () => draw({}));
  on("person", () => { drawn = null; });
}
