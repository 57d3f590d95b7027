// The file input of a modal: files are uploaded at once and handed in with the modal.
import { announce, h } from "../dom.js";
import { fileOf, pendingFile, picker, upload } from "../files.js";
import { icon } from "../icons.js";
import { failed, toast } from "../toast.js";
import { defineElement } from "./registry.js";

const MOST = 10;
const shown = new WeakMap(); // list of ids → how the field that shows it now is drawn

defineElement("file_input", (element, ctx) => {
  const most = element.max_files ?? MOST;
  // The same list also after a re-draw: what is being uploaded meanwhile goes into it all the same.
  const ids = ctx.kept ?? [];
  const list = h("div", { class: "file-list" });
  const accept = element.filetypes?.map((kind) => `.${kind.replace(/^\./, "")}`).join(",");
  const choice = picker({ multiple: most > 1, accept, picked: take });
  const words = h("span", {}, most > 1 ? "Upload files" : "Upload a file");
  const button = h("button", {
    type: "button", class: "button", dataset: { action: element.action_id }, "aria-labelledby": ctx.labelId, on: { click: choice.choose },
  }, icon("attach", 16), words);
  const node = h("div", { class: "file-field" }, list, h("div", { class: "file-drop" }, button, h("small", {}, "or drop it here")), choice.node);

  function draw() {
    list.replaceChildren(...ids.map((id) => pendingFile(fileOf(id), () => {
      ids.splice(ids.indexOf(id), 1);
      draw();
      button.focus();
    })));
    button.disabled = ids.length >= most;
  }

  async function take(files) {
    button.setAttribute("aria-busy", "true");
    const room = most - ids.length;
    if (files.length > room) toast(`This field takes ${most} ${most === 1 ? "file" : "files"}`, { error: true, detail: `${files.length - room} of those you chose ${files.length - room === 1 ? "was" : "were"} left out.` });
    for (const file of files.slice(0, room)) {
      try {
        ids.push((await upload(file)).id);
        announce(`${file.name} is uploaded`);
      } catch (error) {
        failed(error, `${file.name} could not be uploaded`);
      }
      shown.get(ids)();
    }
    button.removeAttribute("aria-busy");
  }

  node.addEventListener("dragover", (event) => event.preventDefault());
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  shown.set(ids, draw);
  draw();
  return { node, control: button, frame: node, read: () => ids };
});
