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

/** Notes the focus within `root`; answers a function of a root drawn anew, which puts it back and tells whether it could. */
export function keepPlace(root) {
  const focused = document.activeElement;
  const host = root.contains(focused) ? focused.closest("[data-action]") : null;
  if (!host) return () => false;
  const { action } = host.dataset;
  const block = blockOf(host);
  const at = parts(host).indexOf(focused);
  const caret = typeof focused.selectionStart === "number" ? [focused.selectionStart, focused.selectionEnd] : null;
  return (fresh) => {
    const found = hosts(fresh, action).find((one) => blockOf(one) === block);
    const control = found && (parts(found)[at] ?? parts(found)[0]);
    if (!control) return false;
    control.focus();
    if (caret && typeof control.selectionStart === "number") control.setSelectionRange(...caret);
    return true;
  };
}
