// Keys that work anywhere on the page, as in Slack: F6 goes from part to part, Alt and the arrows from conversation to
// conversation, with Shift to the next unread one.
import { openConversation, openThreads } from "./session.js";
import { state } from "./store.js";

// The parts in their order, each with what takes the focus in it, the best first; a part that is not there is passed over.
const PARTS = [
  [".sidebar", [".row.open", ".row"]],
  [".conversation:not([hidden]) .message-list, .conversation:not([hidden]) .home, #threads:not([hidden])", [".message[tabindex='0']", "button, a, [tabindex='0']"]],
  [".conversation:not([hidden]) .conversation-foot", ["#composer-input", "button"]],
  [".thread:not([hidden]) .message-list", [".message[tabindex='0']"]],
  [".thread:not([hidden]) .conversation-foot", ["#thread-input", "button"]],
];

function isThere(node) {
  return node !== null && node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";
}

function partsThere() {
  return PARTS.map(([part, targets]) => {
    const host = [...document.querySelectorAll(part)].find(isThere);
    return host ? { host, target: targets.flatMap((target) => [...host.querySelectorAll(target)]).find(isThere) } : null;
  }).filter((one) => one?.target);
}

function toPart(step) {
  const parts = partsThere();
  if (!parts.length) return;
  const here = parts.findIndex(({ host }) => host.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : parts.length - 1) : (here + step + parts.length) % parts.length;
  parts[next].target.focus();
}

function toConversation(step, unreadOnly) {
  const rows = [...document.querySelectorAll(".sidebar .row[data-conversation]")];
  const here = rows.findIndex((row) => row.dataset.conversation === (state.view === "threads" ? "threads" : state.current));
  for (let at = here + step; at >= 0 && at < rows.length; at += step) {
    if (unreadOnly && !rows[at].classList.contains("unread")) continue;
    const id = rows[at].dataset.conversation;
    if (id === "threads") openThreads();
    else openConversation(id);
    return;
  }
}

function walkSidebar(event) {
  const rows = [...document.querySelectorAll(".sidebar .row, .sidebar .rows-title")].filter(isThere);
  const next = rows[rows.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open], .popover")) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "F6") {
      event.preventDefault();
      toPart(event.shiftKey ? -1 : 1);
    } else if (arrow && event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      toConversation(arrow, event.shiftKey);
    } else if (arrow && event.target.matches?.(".sidebar .row, .sidebar .rows-title")) walkSidebar(event);
  });
}
