import { h, openOutside } from "../dom.js";
import { confirmThen } from "../dialog.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { openMenu } from "../popover.js";
import { toast } from "../toast.js";
import { defineElement } from "./registry.js";

/** Runs `work` once at a time, with a wheel on the button meanwhile. */
export async function whileBusy(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  node.classList.add("busy");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
    node.classList.remove("busy");
  }
}

defineElement("button", (element, ctx) => {
  const press = () => confirmThen(element.confirm, () => {
    if (element.url) openOutside(element.url);
    return whileBusy(node, () => ctx.act({ value: element.value ?? "" }));
  });
  const style = { primary: " primary", danger: " danger" }[element.style] ?? "";
  const node = h("button", {
    type: "button", class: `button${style}`, "aria-label": element.accessibility_label, dataset: { action: element.action_id ?? "" },
    on: { click: press },
  }, h("span", { class: "button-text" }, plain(element.text?.text, element.text?.emoji !== false)), element.url ? icon("external", 14) : null);
  return { node, control: node };
});

// Workflows are Slack's own and are not run here; the button says so instead of doing nothing.
defineElement("workflow_button", (element, ctx) => {
  const style = { primary: " primary", danger: " danger" }[element.style] ?? "";
  const press = () => confirmThen(element.confirm, () => toast("This local Slack runs no workflows", { error: true, detail: "In Slack, this button would start one." }));
  const node = h("button", {
    type: "button", class: `button${style}`, "aria-label": element.accessibility_label, dataset: { action: element.action_id ?? "" }, on: { click: press },
  }, h("span", { class: "button-text" }, plain(element.text.text, element.text.emoji !== false)));
  return { node, control: node };
});

defineElement("overflow", (element, ctx) => {
  const choose = (option) => confirmThen(element.confirm, () => {
    if (option.url) openOutside(option.url);
    return whileBusy(node, () => ctx.act({ selected: option.value }));
  });
  const open = () => openMenu(node, element.options.map((option) => ({
    label: plain(option.text.text), hint: option.description ? plain(option.description.text) : null, act: () => choose(option),
  })), { label: "More options", align: "end" });
  const node = h("button", {
    type: "button", class: "button overflow", dataset: { action: element.action_id ?? "" }, "aria-label": "More options", "aria-haspopup": "menu", on: { click: open },
  }, icon("dots", 18));
  return { node, control: node };
});
