// What the editor offers while one types: people after "@", channels after "#", emoji after ":", each put in as a piece.
import { offers } from "../completion.js";
import { freshId, h } from "../dom.js";
import { emoji } from "../emoji.js";
import { openPopover } from "../popover.js";
import { choose as chooseRange, put } from "./marks.js";
import { piece } from "./writing.js";

function beforeCaret(root) {
  const { anchorNode, anchorOffset, isCollapsed } = getSelection();
  if (!isCollapsed || anchorNode?.nodeType !== Node.TEXT_NODE || !root.contains(anchorNode)) return null;
  return anchorNode.parentElement.closest("code,pre") ? null : { node: anchorNode, text: anchorNode.data.slice(0, anchorOffset) };
}

// Puts a piece and a blank in the place of the letters from `from` up to the caret.
function insert(part, from) {
  const { anchorNode, anchorOffset } = getSelection();
  const range = document.createRange();
  range.setStart(anchorNode, from);
  range.setEnd(anchorNode, anchorOffset);
  chooseRange(range);
  put(piece(part), document.createTextNode("\u00a0"));
}

/** Completes in `root`; `changed` hears of what was put in. Answers how a key is offered to it: true when it took the key. */
export function completing(root, changed) {
  const listId = freshId("offers");
  let offer = null;
  let active = 0;
  let popover = null;

  function close() {
    popover?.close();
  }

  function closed() {
    popover = null;
    offer = null;
    for (const name of ["aria-activedescendant", "aria-controls"]) root.removeAttribute(name);
  }

  function choose(at) {
    const { from, items } = offer;
    close();
    insert(items[at].part, from);
    changed();
  }

  function draw(list) {
    list.replaceChildren(...offer.items.map((item, at) => h("div", {
      role: "option", id: `${listId}-${at}`, class: `option${at === active ? " active" : ""}`, "aria-selected": String(at === active),
      on: { mousedown: (event) => event.preventDefault(), click: () => choose(at) },
    }, item.row)));
    root.setAttribute("aria-activedescendant", `${listId}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  const list = h("div", { class: "listbox", role: "listbox", id: listId, "aria-label": "Suggestions" });

  function look() {
    const here = beforeCaret(root);
    const whole = here && /(?:^|\s):([\w+-]+):$/.exec(here.text);
    if (whole && emoji(whole[1])) {
      close();
      insert({ type: "emoji", name: whole[1] }, here.text.length - whole[1].length - 2);
      changed();
      return;
    }
    const found = here && offers(here.text);
    if (!found || !found.items[0].part) {
      close();
      return;
    }
    if (!popover) {
      popover = openPopover(root, list, { width: "anchor", class: "popover-list", onClose: closed });
      root.setAttribute("aria-controls", listId);
    }
    offer = found;
    active = 0;
    draw(list);
    popover.place();
  }

  function takes(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!offer || !(step || event.key === "Enter" || event.key === "Tab")) return false;
    if (step) {
      active = (active + step + offer.items.length) % offer.items.length;
      draw(list);
    } else choose(active);
    return true;
  }

  root.addEventListener("input", look);
  root.addEventListener("blur", close);
  return takes;
}
