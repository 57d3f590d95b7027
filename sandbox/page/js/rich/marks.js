// The editor's marks: what each button and shortcut does to the selection. The browser's own editing commands do the
// work, so that Ctrl+Z takes them back; inline code and links are ours.
import { openDialog } from "../dialog.js";
import { freshId, h } from "../dom.js";

function around(root, selector) {
  const { anchorNode } = getSelection();
  const from = anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
  const found = from?.closest?.(selector);
  return found && root.contains(found) && found !== root ? found : null;
}

function run(command, value) {
  document.execCommand(command, false, value);
}

function select(node, { end = false } = {}) {
  const range = document.createRange();
  range.selectNodeContents(node);
  if (end) range.collapse(false);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// Beside nothing, the mark ends where the caret is; over a selection, it is taken away.
function unwrap(inside) {
  const isCollapsed = getSelection().isCollapsed;
  const words = document.createTextNode(isCollapsed ? "\u200b" : inside.textContent);
  if (isCollapsed) inside.after(words);
  else inside.replaceWith(words);
  select(words, { end: isCollapsed });
}

function code(root) {
  const inside = around(root, "code");
  if (inside) {
    unwrap(inside);
    return;
  }
  const range = getSelection().getRangeAt(0);
  const empty = range.collapsed;
  const made = h("code", {}, empty ? "\u200b" : range.toString());
  range.deleteContents();
  range.insertNode(made);
  select(made, { end: empty });
}

// A quote or a block of code is made of the lines that are selected, and undone the same way.
function block(tag) {
  return (root) => {
    const inside = around(root, tag);
    if (!inside) {
      run("formatBlock", tag);
      return;
    }
    const lines = tag === "pre" ? inside.textContent.split("\n").map((text) => h("div", {}, text || h("br"))) : [...inside.childNodes].map((node) => (node.nodeName === "DIV" ? node : h("div", {}, node)));
    inside.replaceWith(...lines);
    select(lines.at(-1), { end: true });
  };
}

/** Asks for a link's words and address, and puts it where the caret is. */
function link(root, changed) {
  const range = getSelection().getRangeAt(0);
  const there = around(root, "a");
  const words = h("input", { class: "text-input", type: "text", id: freshId("link"), value: there?.textContent ?? range.toString(), autocomplete: "off" });
  const address = h("input", { class: "text-input", type: "text", inputmode: "url", id: freshId("link"), value: there?.getAttribute("href") ?? "", placeholder: "https://", autocomplete: "off" });
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const row = (label, input) => h("div", { class: "block input" }, h("label", { class: "input-label", for: input.id }, label), input);
  const form = h("form", { id: freshId("form"), novalidate: true }, row("Text", words), row("Link", address), trouble);
  const box = openDialog({
    title: there ? "Edit link" : "Add link", class: "dialog-small", body: form, onClose: () => root.focus(),
    footer: [
      h("button", { type: "button", class: "button", on: { click: () => box.close() } }, "Cancel"),
      h("button", { type: "submit", class: "button primary", form: form.id }, "Save"),
    ],
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const url = /^[a-z][a-z0-9+.-]*:/i.test(address.value.trim()) ? address.value.trim() : `https://${address.value.trim()}`;
    if (/\s/.test(url) || !URL.canParse(url) || !address.value.trim()) {
      trouble.textContent = "Please enter a valid URL.";
      trouble.hidden = false;
      address.focus();
      return;
    }
    const made = h("a", { href: url }, words.value.trim() || url);
    if (there) there.replaceWith(made);
    else {
      range.deleteContents();
      range.insertNode(made);
    }
    box.close();
    const range2 = document.createRange();
    range2.setStartAfter(made);
    getSelection().removeAllRanges();
    getSelection().addRange(range2);
    changed();
  });
  (words.value ? address : words).focus();
}

/** Each mark: its icon, its words, its shortcut, where it is in force, and what it does. Null parts two groups. */
export const MARKS = [
  { name: "bold", label: "Bold", keys: "Ctrl+B", on: "b,strong", act: () => run("bold") },
  { name: "italic", label: "Italic", keys: "Ctrl+I", on: "i,em", act: () => run("italic") },
  { name: "strike", label: "Strikethrough", keys: "Ctrl+Shift+X", on: "s,strike,del", act: () => run("strikeThrough") },
  null,
  { name: "link", label: "Link", keys: "Ctrl+Shift+U", on: "a", act: link },
  null,
  { name: "numbers", label: "Ordered list", keys: "Ctrl+Shift+7", on: "ol", act: () => run("insertOrderedList") },
  { name: "bullets", label: "Bulleted list", keys: "Ctrl+Shift+8", on: "ul", act: () => run("insertUnorderedList") },
  { name: "quote", label: "Blockquote", keys: "Ctrl+Shift+9", on: "blockquote", act: block("blockquote") },
  null,
  { name: "code", label: "Code", keys: "Ctrl+Shift+C", on: "code", act: code },
  { name: "codeblock", label: "Code block", keys: "Ctrl+Alt+Shift+C", on: "pre", act: block("pre") },
];

const DIGITS = { Digit7: "numbers", Digit8: "bullets", Digit9: "quote" };
const LETTERS = { KeyB: "bold", KeyI: "italic" };
const SHIFTED = { KeyX: "strike", KeyU: "link", ...DIGITS };

/** The mark that a key stands for, or undefined. */
export function markOf(event) {
  if (!event.ctrlKey && !event.metaKey) return undefined;
  const name = event.code === "KeyC" && event.shiftKey ? (event.altKey ? "codeblock" : "code") : (event.shiftKey ? SHIFTED : LETTERS)[event.code];
  return MARKS.find((mark) => mark && mark.name === name);
}

/** What a line that begins so becomes once a blank follows. */
export const BEGINNINGS = { "-": "bullets", "*": "bullets", "•": "bullets", "1.": "numbers", ">": "quote", "```": "codeblock" };

export function isIn(root, mark) {
  return around(root, mark.on) !== null;
}

export function markNamed(name) {
  return MARKS.find((mark) => mark?.name === name);
}

/** Leaves a quote or a block of code when the line in it is empty; answers whether it did. */
export function leaveEmptyLine(root) {
  const quote = around(root, "blockquote");
  const inner = quote && [...quote.children].find((child) => child.tagName === "DIV" && child.contains(getSelection().anchorNode));
  if (quote) return (inner ?? quote).textContent.trim() === "" && leave(quote, inner);
  const pre = around(root, "pre");
  if (!pre || !isOnEmptyLastLine(pre)) return false;
  while (pre.lastChild?.nodeName === "BR") pre.lastChild.remove();
  return leave(pre, null);
}

function leave(inside, emptied) {
  const line = h("div", {}, h("br"));
  inside.after(line);
  emptied?.remove();
  if (!inside.textContent.trim()) inside.remove();
  select(line);
  return true;
}

// In code, lines end with <br>, and one more stands for the empty line the caret is in.
function isOnEmptyLastLine(pre) {
  const { anchorNode, anchorOffset } = getSelection();
  const nodes = [...pre.childNodes];
  return anchorNode === pre && nodes.slice(Math.max(0, anchorOffset - 1)).every((node) => node.nodeName === "BR");
}
