// The drawer at the right for the local Slack's own tools: one of them at a time, over the page.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { emit } from "./store.js";

let open = null; // {name, node, stop, opener}

function closeDrawer() {
  if (!open) return;
  const { node, stop, opener } = open;
  open = null;
  node.remove();
  stop?.();
  emit("drawer", null);
  if (opener?.isConnected) opener.focus();
}

/**
 * Opens the tool of this name, or closes it when it is the one that is open.
 * make(): {title, hint, tools, body, focus, stop}; `stop` is called once the tool is left.
 */
export function toggleDrawer(name, make) {
  const wasOpen = open?.name === name;
  const opener = document.activeElement;
  closeDrawer();
  if (wasOpen) return;
  const { title, hint, tools = null, body, focus, stop } = make();
  const node = h("aside", { class: "drawer", "aria-label": title, "data-testid": name },
    h("header", {}, h("h2", {}, title), h("small", {}, hint),
      h("button", { type: "button", class: "icon-button", "aria-label": `Close: ${title}`, on: { click: closeDrawer } }, icon("close"))),
    tools, body);
  node.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) closeDrawer(); });
  open = { name, node, stop, opener };
  document.body.append(node);
  emit("drawer", name);
  focus.focus();
}
