import { h } from "../dom.js";
import { defineElement, name } from "./registry.js";

// Slack counts down only when the end is near.
const NEAR = 0.1;

function counter(element, control) {
  const most = element.max_length;
  const least = element.min_length ?? 0;
  const node = h("span", { class: "counter", hidden: true, "aria-live": "polite" });
  const show = () => {
    const left = most === undefined ? Infinity : most - control.value.length;
    node.hidden = left > Math.max(20, (most ?? 0) * NEAR);
    node.classList.toggle("over", left < 0);
    node.textContent = node.hidden ? "" : String(left);
    node.title = least ? `At least ${least} characters` : "";
  };
  control.addEventListener("input", show);
  show();
  return node;
}

function grow(area) {
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`;
  };
  area.addEventListener("input", fit);
  requestAnimationFrame(fit);
}

/** Tells the app of what is typed when its dispatch_action_config says; `event` is what the control fires at each letter. */
export function tellWhileTyping(element, ctx, control, event, read) {
  if (!ctx.act) return;
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (triggers.includes("on_character_entered")) control.addEventListener(event, () => ctx.typing(read));
  if (!triggers.includes("on_enter_pressed")) return;
  control.addEventListener("keydown", (pressed) => {
    if (pressed.key !== "Enter" || pressed.shiftKey || pressed.isComposing) return;
    pressed.preventDefault();
    pressed.stopPropagation();
    ctx.act({ value: read() });
  });
}

function textual(control, element, ctx) {
  // What was emptied stays empty.
  control.value = (ctx.kept !== undefined ? ctx.kept : element.initial_value) ?? "";
  if (element.placeholder?.text) control.placeholder = element.placeholder.text;
  name(control, ctx, element.placeholder?.text);
  tellWhileTyping(element, ctx, control, "input", () => control.value);
  return {
    control,
    read: () => (control.value === "" ? null : control.value),
  };
}

defineElement("plain_text_input", (element, ctx) => {
  const control = element.multiline
    ? h("textarea", { class: "text-input", rows: "3", dataset: { action: element.action_id } })
    : h("input", { class: "text-input", type: "text", autocomplete: "off", dataset: { action: element.action_id } });
  const handle = textual(control, element, ctx);
  if (element.multiline) grow(control);
  return { ...handle, node: h("div", { class: "text-wrap" }, control, counter(element, control)) };
});

// Kept as text fields on purpose: the browser's own checks would swallow what the person typed.
for (const [type, mode] of [["url_text_input", "url"], ["email_text_input", "email"], ["number_input", "decimal"]]) {
  defineElement(type, (element, ctx) => {
    const control = h("input", {
      class: "text-input", type: "text", inputmode: mode, autocomplete: "off", spellcheck: "false", dataset: { action: element.action_id },
    });
    return { ...textual(control, element, ctx), node: h("div", { class: "text-wrap" }, control) };
  });
}
