// Files: sending one to the workspace, and showing those of a message.
import { post } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { me } from "./session.js";

const DRAWN = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const UNITS = ["B", "kB", "MB", "GB"];
const uploaded = new Map(); // id → file, so that a redrawn field still knows what it holds

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}

/** Uploads a file of the person's computer; answers Slack's file. Only they see it until it is sent. */
export async function upload(chosen) {
  const content = await base64Of(chosen);
  const { file } = await post("/control/files", { user: me(), name: chosen.name, mimetype: chosen.type || undefined, content, encoding: "base64" });
  uploaded.set(file.id, file);
  return file;
}

export function fileOf(id) {
  return uploaded.get(id) ?? { id, name: id, size: 0 };
}

/** "12 kB" */
function sizeOf(bytes) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step && bytes / 1000 ** step < 10 ? 1 : 0)} ${UNITS[step]}`;
}

/** A field that opens the computer's own choice of files; `choose()` asks, `picked(files)` hears. */
export function picker({ multiple = true, accept = null, picked }) {
  const input = h("input", { type: "file", multiple, accept, hidden: true, "data-testid": "file-picker" });
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) picked(files);
  });
  return { node: input, choose: () => input.click() };
}

/** A chip for a file that is not sent yet. */
export function pendingFile(file, remove) {
  return h("span", { class: "file-pending", "data-testid": "pending-file" }, icon("paper", 16), h("span", { class: "file-name" }, file.name), h("small", {}, sizeOf(file.size)),
    h("button", { type: "button", class: "icon-button", "aria-label": `Remove ${file.name}`, on: { click: remove } }, icon("close", 12)));
}

function addressOf(file) {
  return `/page/files/${file.id}?as=${encodeURIComponent(me())}`;
}

function shown(file) {
  if (file.mode === "tombstone") return h("div", { class: "file-card file-gone" }, icon("paper", 18), "This file was deleted.");
  const words = h("span", { class: "file-words" }, h("b", { class: "file-name" }, file.title || file.name), h("small", {}, `${file.pretty_type} · ${sizeOf(file.size)}`));
  if (DRAWN.includes(file.mimetype)) {
    return h("figure", { class: "file-picture" }, h("figcaption", {}, file.title || file.name),
      h("a", { href: addressOf(file), target: "_blank", rel: "noopener" }, h("img", { src: addressOf(file), alt: file.alt_txt ?? file.title ?? file.name, loading: "lazy" })));
  }
  return h("a", { class: "file-card", href: addressOf(file), target: "_blank", rel: "noopener", download: file.name, "data-testid": "file" }, h("span", { class: "file-mark" }, icon("paper", 20)), words);
}

export function filesOf(message) {
  return message.files?.length ? h("div", { class: "files" }, message.files.map(shown)) : null;
}
