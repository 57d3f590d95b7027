// A floating box beside its anchor: menus, listboxes, pickers. Inside a dialog it lives in that dialog,
// for whatever is outside a modal dialog is inert.
import { h } from "./dom.js";
import { on } from "./store.js";

// Down to where a box may reach: in a dialog its buttons stay in sight, whatever is open above them.
function floorUnder(anchor) {
  const foot = anchor.closest("dialog")?.querySelector(".dialog-foot");
  return foot ? foot.getBoundingClientRect().top : window.innerHeight;
}

// In a dialog a list that has to scroll is better than one over the dialog's own title.
const ENOUGH = 160;

function place(box, anchor, { width, align, above }) {
  const around = anchor.getBoundingClientRect();
  if (width === "anchor") box.style.width = `${Math.max(around.width, 180)}px`;
  // Measured as tall as it would like to be; the place it had before has no say.
  box.style.maxHeight = "";
  const size = box.getBoundingClientRect();
  const below = floorUnder(anchor) - around.bottom - 8;
  const fits = size.height <= below || (anchor.closest("dialog") && below >= ENOUGH);
  const goesUp = above || (!fits && around.top > below);
  const room = (goesUp ? around.top : below) - 8;
  const height = Math.min(size.height, Math.max(120, room));
  box.style.maxHeight = `${height}px`;
  const left = align === "end" ? around.right - size.width : around.left;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
  box.style.top = `${Math.max(8, goesUp ? around.top - height - 4 : around.bottom + 4)}px`;
}

const openAt = new Map(); // anchor → its popover

/** Opens `content` beside `anchor`; answers {box, close, place}. Closes on Escape and on a click elsewhere, and where it
 *  is open at this anchor already, as at the second click on a button: then the one that closed is answered.
 *  The focus goes back to `returnTo`, or else to the anchor. */
export function openPopover(anchor, content, options = {}) {
  const before = openAt.get(anchor);
  if (before) {
    before.close();
    return before;
  }
  const box = h("div", { class: `popover ${options.class ?? ""}` }, content);
  (anchor.closest("dialog") ?? document.body).append(box);
  const again = () => (anchor.isConnected ? place(box, anchor, options) : close());
  // What scrolls within it moves nothing: placed anew under a pointer that is down, it would lose the click.
  const scrolled = (event) => { if (!box.contains(event.target)) again(); };
  let open = true;
  const close = (refocus = false) => {
    if (!open) return;
    open = false;
    openAt.delete(anchor);
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    leave();
    window.removeEventListener("resize", again);
    document.removeEventListener("scroll", scrolled, true);
    if (refocus) (options.returnTo ?? anchor).focus();
    options.onClose?.();
  };
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  };
  const leave = on("place", () => close());
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  window.addEventListener("resize", again);
  document.addEventListener("scroll", scrolled, true);
  const popover = { box, close, place: again };
  openAt.set(anchor, popover);
  again();
  return popover;
}

/** A menu of {label, act, key?, hint?, danger?}; arrow keys move, Enter acts. `key` is the key that does the same elsewhere. */
export function openMenu(anchor, items, options = {}) {
  const buttons = items.map((item) => h("button", {
    type: "button", role: "menuitem", class: `menu-item${item.danger ? " danger" : ""}`, tabindex: "-1",
    on: { click: () => { popover.close(true); item.act(); } },
  }, item.hint ? h("span", { class: "option-words" }, item.label, h("small", {}, item.hint)) : item.label,
  item.key ? h("kbd", { "aria-hidden": "true" }, item.key) : null));
  const menu = h("div", { class: "menu", role: "menu", "aria-label": options.label ?? "Menu" }, buttons);
  const popover = openPopover(anchor, menu, options);
  menu.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length].focus();
    } else if (event.key === "Tab") popover.close();
  });
  buttons[0]?.focus();
  return popover;
}
