// A video stands as a link with its words, a remote file as its name: nothing of either is fetched.
import { h, safeUrl } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { pictureOf } from "./pictures.js";
import { defineBlock } from "./registry.js";

function outward(address, ...children) {
  const href = safeUrl(address);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}

defineBlock("video", (block) => h("div", { class: "block video" },
  block.provider_name || block.author_name ? h("div", { class: "video-source" }, [block.provider_name, block.author_name].filter(Boolean).join(" · ")) : null,
  h("div", { class: "video-title" }, outward(block.title_url ?? block.video_url, h("b", {}, plain(block.title.text)))),
  block.description ? h("div", {}, plain(block.description.text)) : null,
  h("div", { class: "video-frame" }, pictureOf({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "block-image"),
    outward(block.video_url, h("span", { class: "video-play" }, icon("forward", 22), h("span", { class: "visually-hidden" }, `Play: ${block.alt_text}`))))));

defineBlock("file", (block) => h("div", { class: "block file-card" },
  h("span", { class: "file-mark" }, icon("paper", 20)), h("span", { class: "file-words" }, h("b", { class: "file-name" }, block.external_id), h("small", {}, "Remote file"))));
