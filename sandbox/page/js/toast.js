// Short notices at the foot of the page. They leave by themselves; an error takes longer.
import { h } from "./dom.js";
import { icon } from "./icons.js";

export const TROUBLE = "We had some trouble connecting. Try again?";

export function toast(text, { error = false, detail = "" } = {}) {
  const host = document.querySelector("dialog[open] .dialog-toasts") ?? document.getElementById("toasts");
  const box = h("div", { class: `toast${error ? " toast-error" : ""}` },
    error ? icon("warn", 18) : icon("check", 18),
    h("span", { class: "toast-text" }, text, detail ? h("small", {}, detail) : null),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => box.remove() } }, icon("close", 16)),
  );
  host.replaceChildren(box);
  setTimeout(() => box.remove(), error ? 12_000 : 5000);
}

/** Slack's own words for a call that did not come through, with the reason for whoever develops. */
export function failed(error, text = TROUBLE) {
  toast(text, { error: true, detail: error?.message && error.message !== text ? error.message : "" });
}

const REASONS = {
  operation_timeout: "The app did not respond within three seconds.",
  dispatch_failed: "The app answered with an error.",
  app_not_connected: "The app is not connected. Start it, then try again.",
};

export function reasonFor(name, message) {
  const away = name === "dispatch_failed" && /no Socket Mode connection/.test(message ?? "");
  return REASONS[away ? "app_not_connected" : name] ?? message ?? name;
}
