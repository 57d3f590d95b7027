// Modal windows over a dimmed page, on the browser's own <dialog>: it keeps the focus inside and gives it back.
import { keepPlace } from "./blocks/place.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";

/**
 * Opens a dialog; answers {node, body, close(), fill(parts)}. `onCancel` hears Escape and the X; without it they close.
 * parts: {title, picture, back, body, footer, onCancel}; `fill` shows others in the same window.
 */
export function openDialog({ class: extra = "", onClose = null, testId = null, ...parts }) {
  const titleId = freshId("title");
  const opener = document.activeElement;
  const back = keepPlace(document.body);
  const body = h("div", { class: "dialog-body" });
  const node = h("dialog", { class: `dialog ${extra}`, "aria-labelledby": titleId, "aria-modal": "true", "data-testid": testId });
  let onCancel = null;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    node.close();
    node.remove();
    // What opened it may have been drawn anew meanwhile.
    if (opener?.isConnected) opener.focus();
    else back(document.body);
    onClose?.();
  };
  const cancel = () => (onCancel ? onCancel() : close());
  const fill = ({ title, picture = null, back = null, body: content, footer = null, onCancel: hears = null }) => {
    onCancel = hears;
    body.replaceChildren();
    body.append(...[content].flat());
    body.scrollTop = 0;
    node.replaceChildren(
      h("header", { class: "dialog-head" },
        back ? h("button", { type: "button", class: "icon-button", "aria-label": "Back", on: { click: back } }, icon("back")) : null,
        picture,
        h("h1", { id: titleId, class: "dialog-title" }, title),
        h("button", { type: "button", class: "icon-button dialog-close", "aria-label": "Close", on: { click: cancel } }, icon("close"))),
      body,
      ...(footer ? [h("footer", { class: "dialog-foot" }, footer)] : []),
      h("div", { class: "dialog-toasts", role: "alert" }),
    );
  };
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (event.target === node) cancel();
  });
  // Chromium closes on a second Escape whatever the page says; then the page follows.
  node.addEventListener("close", () => { if (!closed) cancel(); });
  fill(parts);
  document.body.append(node);
  node.showModal();
  return { node, body, close, fill };
}

/** Runs `work` at once, or after the person confirmed what the app asks (Slack's confirm object). */
export function confirmThen(confirm, work, otherwise = () => {}) {
  if (!confirm) return work();
  const box = openDialog({
    title: confirm.title?.text ?? "Are you sure?",
    class: "dialog-small",
    body: h("p", {}, textObject(confirm.text)),
    footer: [
      h("button", { type: "button", class: "button", on: { click: () => { box.close(); otherwise(); } } }, confirm.deny?.text ?? "No"),
      h("button", {
        type: "button", class: `button ${confirm.style === "danger" ? "danger-filled" : "primary"}`, autofocus: true,
        on: { click: () => { box.close(); work(); } },
      }, confirm.confirm?.text ?? "Yes"),
    ],
    onCancel: () => { box.close(); otherwise(); },
  });
  return undefined;
}
