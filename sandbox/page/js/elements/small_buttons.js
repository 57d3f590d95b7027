// What stands under an app's answer: a thumb up and a thumb down, and small buttons with a picture.
import { confirmThen } from "../dialog.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { withEmoji } from "../emoji.js";
import { state } from "../store.js";
import { whileBusy } from "./button.js";
import { defineElement } from "./registry.js";

function small(picture, words, attributes, press) {
  const node = h("button", { type: "button", class: "icon-button small-button", "aria-label": words, title: words, ...attributes, on: { click: () => press(node) } }, icon(picture, 16));
  return node;
}

defineElement("feedback_buttons", (element, ctx) => {
  const thumb = (picture, { text, value, accessibility_label: label }) => small(picture, label ?? withEmoji(text.text), { "aria-pressed": "false" }, (node) => {
    both.forEach((one) => one.setAttribute("aria-pressed", String(one === node)));
    return whileBusy(node, () => ctx.act({ value }));
  });
  const both = [thumb("up", element.positive_button), thumb("down", element.negative_button)];
  const node = h("span", { class: "small-buttons", role: "group", "aria-label": "Feedback", dataset: { action: element.action_id } }, both);
  return { node, control: both[0] };
});

defineElement("icon_button", (element, ctx) => {
  const words = element.accessibility_label ?? withEmoji(element.text.text);
  const seen = !element.visible_to_user_ids?.length || element.visible_to_user_ids.includes(state.me?.id);
  const node = small(element.icon, words, { hidden: !seen, dataset: { action: element.action_id } },
    () => confirmThen(element.confirm, () => whileBusy(node, () => ctx.act({ value: element.value ?? "" }))));
  return { node, control: node };
});
