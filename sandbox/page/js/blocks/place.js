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

// The marks that may be on before there is a letter that has them.
const SWITCHED = ["bold", "italic", "strikeThrough"];

// In a field of rich text the caret is among nodes that are made anew, and alike: it is found again by its way to them.
function caretIn(field) {
  const { rangeCount, anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = getSelection();
  if (!rangeCount || !field.contains(anchorNode) || !field.contains(focusNode)) return null;
  const switched = isCollapsed ? SWITCHED.filter((mark) => document.queryCommandState(mark)) : null;
  return { anchor: wayTo(field, anchorNode, anchorOffset), focus: wayTo(field, focusNode, focusOffset), switched };
}

function wayTo(field, node, offset) {
  const way = [offset];
  for (let at = node; at !== field; at = at.parentNode) way.unshift([...at.parentNode.childNodes].indexOf(at));
  return way;
}

// Where the way leads nowhere, the field holds something else now: then its end.
function pointAt(field, way) {
  const node = way.slice(0, -1).reduce((found, at) => found?.childNodes[at], field);
  const most = node?.length ?? node?.childNodes.length ?? -1;
  return way.at(-1) <= most ? [node, way.at(-1)] : [field, field.childNodes.length];
}

function putCaret(field, { anchor, focus, switched }) {
  getSelection().setBaseAndExtent(...pointAt(field, anchor), ...pointAt(field, focus));
  for (const mark of switched ? SWITCHED : []) if (switched.includes(mark) !== document.queryCommandState(mark)) document.execCommand(mark);
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
  const among = focused.isContentEditable ? caretIn(focused) : null;
  return (fresh) => {
    const found = hosts(fresh, action).find((one) => blockOf(one) === block);
    const control = found && (parts(found)[at] ?? parts(found)[0]);
    if (!control) return false;
    control.focus();
    if (caret && typeof control.selectionStart === "number") control.setSelectionRange(...caret);
    if (among && control.isContentEditable) putCaret(control, among);
    return true;
  };
}
