// The editor's marks: what each button and shortcut does to the selection. The browser's own editing commands do the
// work, also where the markup is ours, so that Ctrl+Z takes them back.
import { h } from "../dom.js";
import { askLink } from "../link_dialog.js";

function around(root, selector) {
  const { anchorNode } = getSelection();
  const from = anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
  const found = from?.closest?.(selector);
  return found && root.contains(found) && found !== root ? found : null;
}

function run(command, value) {
  document.execCommand(command, false, value);
}

/** Puts nodes in the place of the selection. They are made of text nodes: what they say never becomes markup. */
export function put(...nodes) {
  run("insertHTML", nodes.map((node) => (node.nodeType === Node.TEXT_NODE ? h("i", {}, node).innerHTML : node.outerHTML)).join(""));
}

/** Makes a range the selection. */
export function choose(range) {
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

function chooseWhole(node) {
  const range = document.createRange();
  range.selectNode(node);
  choose(range);
}

function select(node, { end = false } = {}) {
  const range = document.createRange();
  range.selectNodeContents(node);
  if (end) range.collapse(false);
  choose(range);
}

// Beside nothing, the mark ends where the caret is; over a selection, it is taken away.
function unwrap(inside) {
  if (!getSelection().isCollapsed) {
    const words = inside.textContent;
    chooseWhole(inside);
    run("insertText", words);
    return;
  }
  const words = document.createTextNode("\u200b");
  inside.after(words);
  select(words, { end: true });
}

// From the second line on, Chromium puts the looks of code there, and not the code.
function asCode(span) {
  if (!span) return null;
  const made = h("code", {}, [...span.childNodes]);
  span.replaceWith(made);
  return made;
}

function code(root) {
  const inside = around(root, "code");
  if (inside) {
    unwrap(inside);
    return;
  }
  const range = getSelection().getRangeAt(0);
  const empty = range.collapsed;
  put(h("code", {}, empty ? "\u200b" : range.toString()));
  const made = around(root, "code") ?? asCode(around(root, "span[style]"));
  if (made) select(made, { end: empty });
}

// A quote or a block of code is made of the lines that are selected, and undone the same way.
function block(tag) {
  return (root) => {
    const inside = around(root, tag);
    if (!inside) {
      run("formatBlock", tag);
      return;
    }
    select(inside);
    if (tag === "pre") run("formatBlock", "div");
    else run("outdent");
    getSelection().collapseToEnd();
  };
}

/** Asks for a link, and puts it where the caret is. */
function link(root, changed) {
  const range = getSelection().getRangeAt(0);
  const there = around(root, "a");
  askLink({
    title: there ? "Edit link" : "Add link", words: there?.textContent ?? range.toString(), address: there?.getAttribute("href") ?? "", onClose: () => root.focus(),
    put(words, address) {
      if (there) chooseWhole(there);
      else choose(range);
      put(h("a", { href: address }, words));
      changed();
    },
  });
}

/**
 * Each mark: its icon, its words, its shortcut, and the browser's own command; or else where it is in force, and what it
 * does. Null parts two groups.
 */
export const MARKS = [
  { name: "bold", label: "Bold", keys: "Ctrl+B", command: "bold" },
  { name: "italic", label: "Italic", keys: "Ctrl+I", command: "italic" },
  { name: "strike", label: "Strikethrough", keys: "Ctrl+Shift+X", command: "strikeThrough" },
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

// The browser's own marks may be switched on before there is a letter that has them.
export function isIn(root, mark) {
  if (mark.command) return root.contains(getSelection().anchorNode) && document.queryCommandState(mark.command);
  return around(root, mark.on) !== null;
}

/** Puts a mark where the selection is, or takes it away there; `changed` hears of it where that comes later. */
export function switchMark(root, mark, changed) {
  if (mark.command) run(mark.command);
  else mark.act(root, changed);
}

export function markNamed(name) {
  return MARKS.find((mark) => mark?.name === name);
}

const DEEPEST = 4; // lists in lists; Tab leaves the editor from there

/**
 * Moves an item of a list further in, or out again; answers whether it did. Outside of lists, and where there is no
 * further in or out, Tab goes on to the next field: whoever works by keyboard always gets away.
 */
export function moveItem(root, out) {
  const item = around(root, "li");
  if (!item) return false;
  let depth = -1;
  for (let list = item.parentElement.closest("ul,ol"); list && root.contains(list); list = list.parentElement.closest("ul,ol")) depth += 1;
  const can = out ? depth > 0 : depth < DEEPEST && item.previousElementSibling !== null;
  if (can) run(out ? "outdent" : "indent");
  return can;
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
