// Builds DOM nodes. Data never becomes markup: strings are text nodes, always.
import { keepPlace } from "./blocks/place.js";
import { whenLetGo } from "./pressing.js";

function append(parent, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) child.forEach((one) => append(parent, one));
  else parent.append(child);
}

/** h("button", {class: "x", on: {click}, "aria-label": "Send"}, "text", node, [more]) → Element */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "style") Object.assign(node.style, value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

let counter = 0;
export function freshId(prefix = "n") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Makes parent's children exactly `wanted`, moving as little as possible so that focus and scroll stay. */
export function reconcile(parent, wanted) {
  const back = keepPlace(parent);
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of wanted) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
  if (document.activeElement === document.body) back(parent);
}

/** Puts others in the place of parent's children; the focus stays with what is named alike by `data-control`. */
export function refill(parent, ...wanted) {
  whenLetGo(parent, () => {
    const control = parent.contains(document.activeElement) ? document.activeElement.closest("[data-control]")?.dataset.control : undefined;
    parent.replaceChildren(...wanted);
    if (control !== undefined) parent.querySelector(`[data-control="${CSS.escape(control)}"]`)?.focus({ preventScroll: true });
  });
}

/** Only http(s) and mailto addresses are followed: a `javascript:` link from a payload stays text. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Opens an address of a payload in a tab of its own; one that is not followed opens nothing. */
export function openOutside(address) {
  const href = safeUrl(address);
  if (href !== null) window.open(href, "_blank", "noopener");
}

export function announce(text) {
  const live = document.getElementById("announcer");
  if (live) live.textContent = text;
}

export function isNarrow() {
  return window.matchMedia("(max-width: 767px)").matches;
}
