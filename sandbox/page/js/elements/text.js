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

function dispatching(element, ctx, control) {
  if (!ctx.act) return;
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (triggers.includes("on_character_entered")) control.addEventListener("input", () => ctx.act({ value: control.value }));
  if (!triggers.includes("on_enter_pressed")) return;
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    ctx.act({ value: control.value });
  });
}

function textual(control, element, ctx) {
  control.value = ctx.kept ?? element.initial_value ?? "";
  if (element.placeholder?.text) control.placeholder = element.placeholder.text;
  name(control, ctx, element.placeholder?.text);
  dispatching(element, ctx, control);
  return {
    control,
    read: () => (control.value === "" ? null : control.value),
    wantsFocus: element.focus_on_load === true,
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
