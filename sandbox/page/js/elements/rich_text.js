// The rich text input: a small editor whose value is a rich_text block.
import { announce, h } from "../dom.js";
import { icon } from "../icons.js";
import { completing } from "../rich/completing.js";
import { BEGINNINGS, isIn, leaveEmptyLine, markNamed, markOf, MARKS, moveItem, switchMark } from "../rich/marks.js";
import { readRichText } from "../rich/reading.js";
import { writeRichText } from "../rich/writing.js";
import { defineElement, name } from "./registry.js";
import { tellWhileTyping } from "./text.js";

const LINE = 22; // pixels
const SHORTEST = 3;
const LONGEST = 12;

function toolbar(root, apply) {
  const buttons = MARKS.map((mark) => mark && h("button", {
    type: "button", class: "icon-button", tabindex: "-1", "aria-label": mark.label, title: `${mark.label} (${mark.keys})`, "aria-pressed": "false", dataset: { mark: mark.name },
    on: { mousedown: (event) => event.preventDefault(), click: () => apply(mark) },
  }, icon(mark.name, 18)));
  const real = buttons.filter(Boolean);
  real[0].tabIndex = 0;
  const node = h("div", { class: "composer-marks", role: "toolbar", "aria-label": "Formatting" }, buttons.map((one) => one ?? h("span", { class: "separator" })));
  node.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = real[(real.indexOf(document.activeElement) + step + real.length) % real.length];
    for (const one of real) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  const show = () => MARKS.filter(Boolean).forEach((mark, at) => real[at].setAttribute("aria-pressed", String(isIn(root, mark))));
  return { node, show };
}

// The words of the line before the caret.
function lineSoFar() {
  const { anchorNode, anchorOffset, isCollapsed } = getSelection();
  if (!isCollapsed || anchorNode?.nodeType !== Node.TEXT_NODE || anchorNode.previousSibling) return null;
  return anchorNode.parentElement.closest("li,blockquote,pre,code") ? null : { node: anchorNode, text: anchorNode.data.slice(0, anchorOffset) };
}

defineElement("rich_text_input", (element, ctx) => {
  const root = h("div", {
    class: "rich-input", contenteditable: "true", role: "textbox", "aria-multiline": "true", spellcheck: "true", dataset: { placeholder: element.placeholder?.text ?? "" },
    style: { minHeight: `${(element.min_lines ?? SHORTEST) * LINE + 16}px`, maxHeight: `${(element.max_lines ?? LONGEST) * LINE + 16}px` },
  });
  root.append(...(ctx.kept ?? writeRichText(element.initial_value)));
  name(root, ctx, element.placeholder?.text ?? "Rich text");
  let last = null; // where the caret was, for whoever walks to the toolbar by keyboard

  const read = () => readRichText(root);
  const changed = () => {
    root.classList.toggle("empty", root.textContent === "" && !root.querySelector("li,blockquote,pre,[data-part]"));
    tools.show();
    root.dispatchEvent(new Event("typed"));
  };
  function apply(mark) {
    if (document.activeElement !== root) {
      root.focus();
      if (last && root.contains(last.startContainer)) {
        getSelection().removeAllRanges();
        getSelection().addRange(last);
      }
    }
    if (!getSelection().rangeCount || !root.contains(getSelection().anchorNode)) return;
    switchMark(root, mark, changed);
    changed();
    announce(`${mark.label} ${isIn(root, mark) ? "on" : "off"}`);
  }
  const tools = toolbar(root, apply);
  const node = h("div", { class: "rich-field", dataset: { action: element.action_id } }, tools.node, root);

  root.addEventListener("input", changed);
  const follow = () => {
    if (!getSelection().rangeCount || !root.contains(getSelection().anchorNode)) return;
    last = getSelection().getRangeAt(0).cloneRange();
    tools.show();
  };
  root.addEventListener("focus", () => {
    document.execCommand("defaultParagraphSeparator", false, "div");
    document.addEventListener("selectionchange", follow);
  });
  root.addEventListener("blur", () => document.removeEventListener("selectionchange", follow));
  // Words come without the looks they had elsewhere.
  root.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  root.addEventListener("drop", (event) => event.preventDefault());
  root.addEventListener("beforeinput", (event) => {
    const line = event.inputType === "insertText" && event.data === " " ? lineSoFar() : null;
    const mark = line && Object.hasOwn(BEGINNINGS, line.text) ? markNamed(BEGINNINGS[line.text]) : null;
    if (!mark) return;
    event.preventDefault();
    for (let left = line.text.length; left > 0; left -= 1) document.execCommand("delete");
    apply(mark);
  });
  const takes = completing(root, changed);
  root.addEventListener("keydown", (event) => {
    if (takes(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.key === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey && moveItem(root, event.shiftKey)) {
      event.preventDefault();
      changed();
      return;
    }
    const mark = markOf(event);
    if (mark) {
      event.preventDefault();
      event.stopPropagation();
      apply(mark);
    } else if (event.key === "Enter" && !event.shiftKey && leaveEmptyLine(root)) {
      event.preventDefault();
      changed();
    }
  });
  changed();
  // From here on: what it holds at first nobody typed.
  tellWhileTyping(element, ctx, root, "typed", read);
  // A line or a mark that was begun, with nothing in it yet, is in no value.
  const hold = () => [...root.cloneNode(true).childNodes];
  return { node, control: root, frame: node, read, hold };
});
