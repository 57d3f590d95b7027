// Where the focus and the caret are among elements, so that both are found again when the blocks are drawn anew.

const FOCUSABLE = "input, textarea, button, select, [contenteditable=true]";

function parts(host) {
  return [...(host.matches(FOCUSABLE) ? [host] : []), ...host.querySelectorAll(FOCUSABLE)].filter((one) => !one.hidden);
}

function hosts(root, action) {
  return [...root.querySelectorAll(`[data-action="${CSS.escape(action)}"]`)];
}

// Two messages may hold blocks of one name.
function blockOf(node) {
  return `${node.closest("[data-ts]")?.dataset.ts ?? ""}/${node.closest("[data-block]")?.dataset.block ?? ""}`;
}

// In a field of rich text the caret is among words that are drawn anew: it is found again by how many letters are before it.
function caretIn(field) {
  const selection = getSelection();
  if (!selection.rangeCount || !field.contains(selection.anchorNode)) return null;
  return [[selection.anchorNode, selection.anchorOffset], [selection.focusNode, selection.focusOffset]].map(([node, offset]) => {
    const before = document.createRange();
    before.selectNodeContents(field);
    before.setEnd(node, offset);
    return before.toString().length;
  });
}

function pointAt(field, letters) {
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  let left = letters;
  let last = null;
  while (walker.nextNode()) {
    last = walker.currentNode;
    if (left <= last.length) return [last, left];
    left -= last.length;
  }
  return last ? [last, last.length] : [field, 0];
}

/** Notes the focus within `root`; answers a function of a root drawn anew, which puts it back and tells whether it could. */
export function keepPlace(root) {
  const focused = document.activeElement;
  const host = root.contains(focused) ? focused.closest("[data-action]") : null;
  if (!host) return () => false;
  const { action } = host.dataset;
  const block = blockOf(host);
  const at = parts(host).indexOf(focused);
  const caret = typeof focused.selectionStart === "number" ? [focused.selectionStart, focused.selectionEnd] : null;
  const letters = focused.isContentEditable ? caretIn(focused) : null;
  return (fresh) => {
    const found = hosts(fresh, action).find((one) => blockOf(one) === block);
    const control = found && (parts(found)[at] ?? parts(found)[0]);
    if (!control) return false;
    control.focus();
    if (caret && typeof control.selectionStart === "number") control.setSelectionRange(...caret);
    if (letters && control.isContentEditable) getSelection().setBaseAndExtent(...pointAt(control, letters[0]), ...pointAt(control, letters[1]));
    return true;
  };
}
