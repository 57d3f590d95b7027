import { freshId, h } from "../dom.js";
import { textObject } from "../mrkdwn.js";
import { confirmThen } from "../dialog.js";
import { defineElement } from "./registry.js";

function chosenAtFirst(element, ctx) {
  if (ctx.kept !== undefined) return new Set([ctx.kept].flat().filter((value) => value !== null));
  const initial = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  return new Set(initial.map((option) => option.value));
}

function choices(element, ctx, type) {
  const group = freshId("choice");
  const chosen = chosenAtFirst(element, ctx);
  const inputs = element.options.map((option) => h("input", {
    type, name: group, value: option.value, checked: chosen.has(option.value), class: `choice-${type}`,
  }));
  const node = h("div", {
    class: "choices", role: type === "radio" ? "radiogroup" : "group", tabindex: "-1", dataset: { action: element.action_id },
    "aria-labelledby": ctx.labelId, "aria-label": ctx.labelId ? null : ctx.label ?? "Choices",
  }, element.options.map((option, at) => h("label", { class: "choice" },
    inputs[at],
    h("span", { class: "choice-words" },
      h("span", {}, textObject(option.text)),
      option.description ? h("span", { class: "choice-description" }, textObject(option.description)) : null),
  )));
  const picked = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const read = type === "radio" ? () => picked()[0] ?? null : picked;
  let before = picked();
  node.addEventListener("change", () => {
    if (!ctx.act) return;
    const undo = () => inputs.forEach((input) => { input.checked = before.includes(input.value); });
    confirmThen(element.confirm, () => {
      before = picked();
      return ctx.act({ selected: read() });
    }, undo);
  });
  return { node, control: inputs[0], frame: node, read };
}

defineElement("radio_buttons", (element, ctx) => choices(element, ctx, "radio"));
defineElement("checkboxes", (element, ctx) => choices(element, ctx, "checkbox"));
