// Words offered below a field of the tools in which anything may be typed. The browser's own list (a datalist) hides whether it is
// open, and its Escape would close what stands around the field as well.
import { freshId, h } from "./dom.js";
import { openPopover } from "./popover.js";

const MOST = 50;

/**
 * Offers what of `words()` holds what is typed; Escape closes the list first, Enter and a click take from it. Answers what
 * to call when there are words for the first time: whoever is in the field by then is offered them.
 */
export function suggest(input, words) {
  const id = freshId("suggestions");
  const list = h("div", { class: "listbox", role: "listbox", id, "aria-label": "Suggestions" });
  let popover = null;
  let active = -1;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", id]]) input.setAttribute(name, value);

  function mark(at) {
    active = at;
    [...list.children].forEach((row, index) => row.classList.toggle("active", index === at));
    const row = list.children[at];
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(word) {
    input.value = word;
    popover?.close();
  }

  function found() {
    const typed = input.value.trim().toLowerCase();
    const all = words().filter((word) => word.toLowerCase().includes(typed));
    return all.length === 1 && all[0].toLowerCase() === typed ? [] : all.slice(0, MOST);
  }

  function open() {
    const all = found();
    if (!all.length) return popover?.close();
    list.replaceChildren(...all.map((word, at) => h("div", {
      class: "option", role: "option", id: `${id}-${at}`, "aria-selected": "false",
      on: { pointermove: () => mark(at), mousedown: (event) => event.preventDefault(), click: () => take(word) },
    }, word)));
    mark(-1);
    if (popover) return popover.place();
    popover = openPopover(input, list, { width: "anchor", class: "popover-list popover-tool", returnTo: input, onClose: () => { popover = null; input.setAttribute("aria-expanded", "false"); mark(-1); } });
    return input.setAttribute("aria-expanded", "true");
  }

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", () => popover?.close());
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!popover) open();
      const count = list.children.length;
      if (popover) mark(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
    } else if (event.key === "Enter" && popover && active >= 0) {
      event.preventDefault();
      take(list.children[active].textContent);
    }
  });
  return () => { if (document.activeElement === input) open(); };
}
