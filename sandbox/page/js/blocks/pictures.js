// Pictures: files of this workspace are shown. Whatever is elsewhere keeps its place in a frame with its words, since no
// request of this page leaves the machine.
import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { state } from "../store.js";
import { defineBlock } from "./registry.js";

function idOf(file) {
  return file?.id ?? /\/(?:files-pri\/[^/]*?-)?(F[A-Z0-9]+)(?:[/?]|$)/.exec(file?.url ?? "")?.[1] ?? null;
}

function addressOf(image) {
  const address = image.image_url ?? "";
  if (address.startsWith("data:image/")) return address;
  // Read as the browser reads it: what begins with a slash can still lead to another machine.
  const url = address && URL.canParse(address, location.origin) ? new URL(address, location.origin) : null;
  if (url && url.origin !== location.origin) return null;
  if (url?.pathname.startsWith("/page/static/")) return url.pathname;
  const here = idOf(url ? { url: url.href } : image.slack_file);
  return here ? `/page/files/${here}?as=${encodeURIComponent(state.me?.id ?? "")}` : null;
}

function hostOf(address) {
  try {
    return new URL(address).host;
  } catch {
    return "";
  }
}

function frame(image, className) {
  const words = image.alt_text || "Image";
  const host = hostOf(image.image_url ?? image.slack_file?.url ?? "");
  return h("span", { class: `${className} image-away`, role: "img", "aria-label": words, title: host ? `${words} (at ${host}, not fetched)` : words },
    icon("picture", 20), h("span", { class: "image-words" }, words), host ? h("small", {}, host) : null);
}

/** A picture of a block or an attachment: {image_url or slack_file, alt_text}. */
export function pictureOf(image, className) {
  const address = addressOf(image);
  if (address === null) return frame(image, className);
  const node = h("img", { src: address, alt: image.alt_text ?? "", class: className, loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(frame(image, className)), { once: true });
  return node;
}

defineBlock("image", (block) => {
  const picture = pictureOf(block, "block-image");
  if (!block.title) return h("figure", { class: "block image" }, picture);
  const id = freshId("image");
  const place = h("div", { id }, picture);
  const fold = h("button", { type: "button", class: "image-fold", "aria-expanded": "true", "aria-controls": id, on: { click: () => {
    place.hidden = !place.hidden;
    fold.setAttribute("aria-expanded", String(!place.hidden));
  } } }, plain(block.title.text), icon("chevron", 14));
  return h("figure", { class: "block image" }, h("figcaption", {}, fold), place);
});
