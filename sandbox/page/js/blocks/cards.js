// Cards, rows of cards, containers, alerts, and the tasks of an assistant.
import { freshId, h, safeUrl } from "../dom.js";
import { icon } from "../icons.js";
import { plain, textObject } from "../mrkdwn.js";
import { placed } from "./content.js";
import { pictureOf } from "./pictures.js";
import { defineBlock, renderBlock } from "./registry.js";
import { richParts } from "./rich_text.js";

function card(block, ctx) {
  const words = (part, className) => (part ? h("div", { class: className }, textObject(part)) : null);
  return h("div", { class: "block card-block" },
    block.hero_image ? pictureOf(block.hero_image, "card-hero") : null,
    h("div", { class: "card-words" },
      block.icon ? pictureOf(block.icon, "card-icon") : null,
      h("div", { class: "card-text" }, words(block.title, "card-title"), words(block.subtitle, "card-subtitle"), words(block.body, "card-body"))),
    block.actions?.length ? h("div", { class: "actions" }, block.actions.map((element) => placed(element, block, ctx))) : null);
}

defineBlock("card", card);

defineBlock("carousel", (block, ctx) => h("div", { class: "block carousel", role: "group", "aria-label": "Cards", tabindex: "0" },
  block.elements.map((one) => renderBlock(one, ctx))));

defineBlock("container", (block, ctx) => {
  const id = freshId("container");
  const inside = h("div", { id, class: "container-inside", hidden: block.default_collapsed === true }, block.child_blocks.map((one) => renderBlock(one, ctx)));
  const words = h("span", { class: "container-words" }, h("b", {}, block.rich_text_title ? richParts(block.rich_text_title) : plain(block.title.text)), block.subtitle ? h("small", {}, textObject(block.subtitle)) : null);
  const picture = block.icon ? pictureOf(block.icon, "card-icon") : null;
  const fold = () => {
    inside.hidden = !inside.hidden;
    head.setAttribute("aria-expanded", String(!inside.hidden));
  };
  const head = block.is_collapsible
    ? h("button", { type: "button", class: "container-head", "aria-expanded": String(!inside.hidden), "aria-controls": id, on: { click: fold } }, picture, words, icon("chevron", 16))
    : h("div", { class: "container-head" }, picture, words);
  return h("div", { class: `block container width-${block.width ?? "standard"}${block.has_header_divider ? " divided" : ""}` }, head, inside);
});

const LEVELS = { info: ["bell", "Information"], warning: ["warn", "Warning"], error: ["warn", "Error"], success: ["check", "Success"], default: ["bell", "Note"] };

defineBlock("alert", (block) => {
  const [picture, word] = LEVELS[block.level ?? "default"];
  return h("div", { class: `block alert alert-${block.level ?? "default"}`, role: "note", "aria-label": word }, icon(picture, 18), h("div", {}, textObject(block.text)));
});

const STATES = { pending: ["clock", "To do"], in_progress: ["spinner", "Under way"], complete: ["check", "Done"], error: ["warn", "Failed"] };

function task(block) {
  const [picture, word] = STATES[block.status];
  const more = [block.details ? richParts(block.details) : null, block.output ? richParts(block.output) : null,
    block.sources?.length ? h("div", { class: "task-sources" }, block.sources.map((one) => h("a", { href: safeUrl(one.url), target: "_blank", rel: "noopener noreferrer" }, one.text))) : null].filter(Boolean);
  const title = [picture === "spinner" ? h("span", { class: "spinner" }) : icon(picture, 16), h("span", {}, block.title), h("small", {}, word)];
  return more.length
    ? h("details", { class: `block task task-${block.status}` }, h("summary", {}, title), h("div", { class: "task-more" }, more))
    : h("div", { class: `block task task-${block.status}` }, h("div", { class: "task-title" }, title));
}

defineBlock("task_card", task);

defineBlock("plan", (block) => h("div", { class: "block plan" }, h("b", {}, block.title), (block.tasks ?? []).map(task)));
