import { freshId, h } from "../dom.js";
import { plain, textObject } from "../mrkdwn.js";
import { renderElement } from "../elements/registry.js";
import { pictureOf } from "./pictures.js";
import { defineBlock } from "./registry.js";
import { inTurn, nameOfElement, tellNewest } from "./telling.js";

function acting(element, block, ctx) {
  const name = nameOfElement(element, block, ctx);
  return (payload) => inTurn(name, () => ctx.act({ action_id: element.action_id, block_id: block.block_id, ...payload }));
}

// For what is typed: `read()` answers it when its turn has come.
function typing(element, block, ctx) {
  const act = acting(element, block, ctx);
  return (read) => tellNewest(nameOfElement(element, block, ctx), () => act({ value: read() }));
}

function asking(element, block, ctx) {
  return (query) => ctx.suggest({ action_id: element.action_id, block_id: block.block_id, query });
}

// Another element under the same names begins anew.
function keptOf(element, block, ctx) {
  const before = ctx.kept?.[block.block_id]?.[element.action_id];
  return before?.type === element.type ? before.held : undefined;
}

/** An interactive element in a block, bound to what it does. */
export function placed(element, block, ctx, label) {
  const handle = renderElement(element, {
    kept: keptOf(element, block, ctx),
    label, inForm: false, block,
    act: acting(element, block, ctx),
    suggest: asking(element, block, ctx),
  });
  ctx.fields.add(block.block_id, element, handle);
  return handle.node;
}

defineBlock("section", (block, ctx) => {
  const words = block.text ? h("div", { class: "section-text" }, textObject(block.text)) : null;
  const fields = block.fields?.length
    ? h("div", { class: "section-fields" }, block.fields.map((field) => h("div", { class: "section-field" }, textObject(field))))
    : null;
  const side = block.accessory
    ? h("div", { class: `section-side side-${block.accessory.type}` },
      block.accessory.type === "image" ? pictureOf(block.accessory, "accessory-image") : placed(block.accessory, block, ctx, block.text?.text))
    : null;
  return h("div", { class: "block section" }, h("div", { class: "section-main" }, words, fields), side);
});

defineBlock("actions", (block, ctx) => h("div", { class: "block actions" },
  block.elements.map((element) => placed(element, block, ctx, element.placeholder?.text))));

// Small buttons under an app's answer.
defineBlock("context_actions", (block, ctx) => h("div", { class: "block context-actions" },
  block.elements.map((element) => placed(element, block, ctx))));

defineBlock("context", (block) => h("div", { class: "block context" },
  block.elements.map((element) => (element.type === "image" ? pictureOf(element, "context-image") : h("span", { class: "context-text" }, textObject(element))))));

defineBlock("divider", () => h("hr", { class: "block divider" }));

defineBlock("header", (block) => h("h2", { class: "block header" }, plain(block.text.text, block.text.emoji !== false)));

// Boxes and buttons cannot be marked as required; of radio buttons their group can.
function requiredOf({ node, control }) {
  if (node.matches('[role="radiogroup"]')) return node;
  return control?.matches("button, [type=checkbox]") ? null : control;
}

defineBlock("input", (block, ctx) => {
  const { element } = block;
  const labelId = freshId("label");
  const words = [plain(block.label.text, block.label.emoji !== false), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const handle = renderElement(element, {
    kept: keptOf(element, block, ctx),
    labelId, inForm: true, block,
    suggest: asking(element, block, ctx),
    act: block.dispatch_action ? acting(element, block, ctx) : null,
    typing: block.dispatch_action ? typing(element, block, ctx) : null,
  });
  const labelled = handle.control?.matches("input,textarea,select,button") && !["radio_buttons", "checkboxes"].includes(element.type);
  const label = h(labelled ? "label" : "div", { class: "input-label", id: labelId }, words);
  if (element.type === "rich_text_input") label.addEventListener("click", () => handle.control.focus());
  if (labelled) {
    handle.control.id ||= freshId("input");
    label.setAttribute("for", handle.control.id);
  }
  if (!block.optional) requiredOf(handle)?.setAttribute("aria-required", "true");
  const node = h("div", { class: "block input" }, label, handle.node,
    block.hint ? h("p", { class: "input-hint" }, plain(block.hint.text, block.hint.emoji !== false)) : null);
  ctx.fields.add(block.block_id, element, handle, node);
  return node;
});
