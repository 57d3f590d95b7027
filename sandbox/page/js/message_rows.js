// A list of messages as a thing one walks through: one row holds the focus, arrow keys move it, single keys act on it,
// and the row under the pointer or the focus shows its tools. Only those rows have any, so that long lists stay light.
import { h, reconcile } from "./dom.js";
import { actByKey, toolsOf } from "./message_tools.js";

function rowsIn(list) {
  return [...list.querySelectorAll(":scope > .message")];
}

/** Puts `rows` into `list` and keeps the focus where it was, also in a row that was drawn anew. */
export function putRows(list, rows) {
  const active = document.activeElement;
  const row = list.contains(active) ? active.closest(".message") : null;
  const control = active?.dataset?.control;
  reconcile(list, rows);
  const current = rowAt(list, list.dataset.current) ?? rowsIn(list).at(-1);
  for (const one of rowsIn(list)) one.setAttribute("tabindex", one === current ? "0" : "-1");
  if (!row || list.contains(document.activeElement)) return;
  const again = rowAt(list, row.dataset.ts);
  (again?.querySelector(`[data-control="${CSS.escape(control ?? "")}"]`) ?? again)?.focus({ preventScroll: true });
}

export function rowAt(list, ts) {
  return ts ? list.querySelector(`:scope > .message[data-ts="${ts}"]`) : null;
}

/** `find(ts)` answers {channel, message} of a row; `leave()` is what Escape does there. */
export function watchRows(list, { inThread = false, find, leave }) {
  const shown = { pointer: null, focus: null };
  let held = null;

  function showTools(how, row) {
    if (shown[how] === row) return;
    const before = shown[how];
    shown[how] = row;
    if (before && before !== held && !Object.values(shown).includes(before)) before.querySelector(":scope > .message-tools")?.remove();
    giveTools(row);
  }

  function giveTools(row) {
    if (!row || row.classList.contains("editing") || row.querySelector(":scope > .message-tools")) return;
    const found = find(row.dataset.ts);
    const tools = found && toolsOf(found.channel, found.message, inThread, (open) => hold(row, open));
    if (tools) row.append(tools);
  }

  function hold(row, open) {
    held = open ? row : null;
    row.classList.toggle("held", open);
    if (!open && !Object.values(shown).includes(row)) row.querySelector(":scope > .message-tools")?.remove();
  }

  list.addEventListener("pointerover", (event) => showTools("pointer", event.target.closest?.(".message") ?? null));
  list.addEventListener("pointerleave", () => showTools("pointer", null));
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest(".message");
    showTools("focus", row);
    if (!row) return;
    list.dataset.current = row.dataset.ts;
    for (const one of rowsIn(list)) one.setAttribute("tabindex", one === row ? "0" : "-1");
  });
  list.addEventListener("focusout", (event) => { if (!list.contains(event.relatedTarget)) showTools("focus", null); });
  list.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!row.classList?.contains("message") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = rowsIn(list);
    const next = { ArrowUp: all[all.indexOf(row) - 1], ArrowDown: all[all.indexOf(row) + 1], Home: all[0], End: all.at(-1) }[event.key];
    if (next) {
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape" && leave) {
      event.preventDefault();
      leave();
    } else {
      const found = find(row.dataset.ts);
      if (found && actByKey(event.key, row, found.channel, found.message, inThread)) event.preventDefault();
    }
  });
  // A row that was drawn anew under the pointer gets its tools again.
  new MutationObserver(() => { for (const row of new Set(Object.values(shown))) if (row && !row.isConnected) replaceShown(row); }).observe(list, { childList: true });

  function replaceShown(old) {
    const again = rowAt(list, old.dataset.ts);
    for (const how of ["pointer", "focus"]) if (shown[how] === old) shown[how] = again;
    giveTools(again);
  }
}

/** A row of the list that is no message: it counts as an item of it, whatever stands in it. */
export function plainRow(className, ...children) {
  return h("div", { role: "listitem", class: className }, children);
}
