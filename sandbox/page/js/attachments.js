// A message's attachments: the older form, with a coloured bar, that many apps still send.
import { renderBlocks } from "./blocks/index.js";
import { pictureOf } from "./blocks/pictures.js";
import { h } from "./dom.js";
import { link, mrkdwn, plain } from "./mrkdwn.js";
import { fullTime, isInstant, millis } from "./times.js";

const NAMED = new Map([["good", "#2eb67d"], ["warning", "#ecb22e"], ["danger", "#e01e5a"]]);

function colourOf({ color }) {
  return NAMED.get(color) ?? (/^#?[0-9a-f]{6}$/i.test(color ?? "") ? `#${color.replace("#", "")}` : null);
}

function author(one) {
  if (!one.author_name) return null;
  return h("div", { class: "attachment-author" }, one.author_link ? link(one.author_link, one.author_name) : h("b", {}, one.author_name), one.author_subname ? ` ${one.author_subname}` : null);
}

function footer(one) {
  const when = one.ts && isInstant(millis(one.ts)) ? fullTime(millis(one.ts)) : null;
  const words = [one.footer, when].filter(Boolean).join(" | ");
  return words ? h("div", { class: "attachment-footer" }, words) : null;
}

function fields(one) {
  if (!one.fields?.length) return null;
  return h("div", { class: "section-fields" }, one.fields.map((field) => h("div", { class: `section-field${field.short ? "" : " wide"}` }, h("b", {}, plain(field.title ?? "")), h("div", {}, mrkdwn(field.value ?? "")))));
}

function drawn(one, ctx) {
  const picture = one.image_url ? pictureOf({ image_url: one.image_url, alt_text: one.fallback }, "block-image") : null;
  const thumb = one.thumb_url ? pictureOf({ image_url: one.thumb_url, alt_text: one.fallback }, "attachment-thumb") : null;
  const words = one.blocks?.length
    ? renderBlocks(one.blocks, ctx)
    : [author(one), one.title ? h("div", { class: "attachment-title" }, one.title_link ? link(one.title_link, one.title) : h("b", {}, plain(one.title))) : null,
      one.text ? h("div", { class: "message-text" }, mrkdwn(one.text)) : null, fields(one), picture, footer(one)];
  const empty = !one.blocks?.length && ![one.author_name, one.title, one.text, one.fields?.length, one.image_url, one.footer, one.thumb_url].some(Boolean);
  return h("div", { class: "attachment" },
    one.pretext ? h("div", { class: "message-text" }, mrkdwn(one.pretext)) : null,
    h("div", { class: "attachment-body" },
      h("span", { class: "attachment-bar", "aria-hidden": "true", style: colourOf(one) ? { backgroundColor: colourOf(one) } : {} }),
      h("div", { class: "attachment-words" }, empty && !one.pretext ? h("div", { class: "message-text quiet" }, one.fallback ?? "") : words), thumb));
}

export function attachmentsOf(message, ctx) {
  return message.attachments?.length ? h("div", { class: "attachments" }, message.attachments.map((one) => drawn(one, ctx))) : null;
}
