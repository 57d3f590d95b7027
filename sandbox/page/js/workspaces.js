// The mark in the corner: the other workspaces of this local Slack, and the page that administers them.
import { h } from "./dom.js";
import { openMenu } from "./popover.js";
import { on, state } from "./store.js";

function initial(name) {
  return [...(name || "W")][0];
}

// The first workspace is the one an address without a team leads to.
function addressOf(team) {
  return team.id === state.teams[0]?.id ? "/" : `/?team=${encodeURIComponent(team.id)}`;
}

export function workspaceButton(extra) {
  const node = h("button", { type: "button", class: `workspace-mark ${extra}`, "aria-haspopup": "menu", on: { click: open } });

  function open() {
    openMenu(node, [
      ...state.teams.map((team) => ({
        label: h("span", { class: "workspace-row" }, h("span", { class: "workspace-mark", "aria-hidden": "true" }, initial(team.name)),
          h("span", { class: "option-words" }, h("b", {}, team.name), h("small", {}, team.id === state.team.id ? "You are here" : team.domain))),
        act: () => { if (team.id !== state.team.id) location.assign(addressOf(team)); },
      })),
      { label: "Manage workspaces", hint: "Add one; install or remove the app", act: () => location.assign("/apps") },
    ], { label: "Workspaces" });
  }

  on("person", () => {
    node.textContent = initial(state.team?.name);
    node.setAttribute("aria-label", `Workspace ${state.team?.name ?? ""}. Switch workspace`);
    node.title = state.team?.name ?? "";
  });
  return node;
}
