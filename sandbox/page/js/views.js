// The modal stack: what is on top is shown; a push gets a back arrow; what was typed survives updates and errors.
import { act, closeView, submit, suggest } from "./acts.js";
import { appIcon } from "./avatar.js";
import { Fields, keepPlace, renderBlocks } from "./blocks/index.js";
import { openDialog } from "./dialog.js";
import { announce, h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { whenLetGo } from "./pressing.js";
import { on, state } from "./store.js";
import { toast, TROUBLE } from "./toast.js";

const sending = new Set(); // ids of the views that are being sent
const typed = new Map(); // view id → what was typed, for views below the top and for the person's return
let shown = null; // {view, fields, dialog}

export function watchViews() {
  on("views", () => (shown ? whenLetGo(shown.dialog.node, draw) : draw()));
  on("person", () => { hide(); });
}

function remember() {
  if (shown) typed.set(shown.view.id, shown.fields.kept());
}

function hide() {
  if (!shown) return;
  remember();
  const { dialog } = shown;
  shown = null;
  dialog.close();
}

function draw() {
  const view = state.views.at(-1);
  if (!view) {
    const closed = shown?.view.id;
    hide();
    typed.delete(closed);
    return;
  }
  if (shown && shown.view.id === view.id && shown.view.hash === view.hash && shown.depth === state.views.length) return;
  const same = shown?.view.id === view.id;
  const back = same ? keepPlace(shown.dialog.node) : null;
  const scrolled = same ? shown.dialog.body.scrollTop : 0;
  remember();
  show(view, typed.get(view.id));
  if (!back?.(shown.dialog.node)) shown.focus();
  shown.dialog.body.scrollTop = scrolled;
}

function parts(view, form, send) {
  return {
    title: view.title?.text ?? "",
    picture: appIcon(28),
    back: state.views.length > 1 ? () => closeView(view) : null,
    body: form,
    footer: [h("button", { type: "button", class: "button", on: { click: () => closeView(view) } }, plain(view.close?.text ?? (view.submit ? "Cancel" : "Close"))), send],
    onCancel: () => closeView(view, { all: true }),
  };
}

function show(view, kept) {
  const fields = new Fields();
  const trouble = h("div", { class: "modal-trouble", role: "alert", hidden: true });
  const form = h("form", { class: "modal-form", id: `form-${view.id}`, novalidate: true }, trouble, renderBlocks(view.blocks, {
    surface: "modal", id: view.id, fields, kept,
    // By the time its turn comes, the view may be drawn anew, and more typed in it.
    act: (payload) => act({ view_id: view.id }, payload, (shown?.view.id === view.id ? shown.fields : fields).values()),
    suggest: (payload) => suggest({ view_id: view.id }, payload),
  }));
  const send = view.submit
    ? h("button", { type: "submit", class: "button primary", form: form.id }, h("span", { class: "button-text" }, plain(view.submit.text)))
    : null;
  if (sending.has(view.id)) look(send, true);
  const content = parts(view, form, send);
  const dialog = shown?.dialog ?? openDialog({ ...content, class: "dialog-modal", testId: "modal" });
  if (shown) dialog.fill(content);
  const focus = () => {
    if (view.submit && fields.all.length) fields.focusFirst();
    else (dialog.body.querySelector("button, input, textarea") ?? dialog.node.querySelector("footer button")).focus();
  };
  const sendNow = () => submitOnce(view);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendNow();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sendNow();
  });
  shown = { view, fields, dialog, focus, send, trouble, depth: state.views.length };
}

function look(send, busy) {
  send?.classList.toggle("busy", busy);
  if (busy) send?.setAttribute("aria-busy", "true");
  else send?.removeAttribute("aria-busy");
}

async function submitOnce(view) {
  if (!shown?.send || shown.view.id !== view.id || sending.has(view.id)) return;
  sending.add(view.id);
  look(shown.send, true);
  shown.trouble.hidden = true;
  shown.fields.clearErrors();
  const { errors, trouble: reason } = await submit(view, shown.fields.values()).finally(() => sending.delete(view.id));
  // The app may have changed the modal meanwhile, so that it was drawn anew: what is said belongs to what is shown now.
  if (shown?.view.id !== view.id) return;
  const { fields, send, trouble } = shown;
  look(send, false);
  if (errors) {
    const lost = fields.showErrors(errors);
    announce(`Please correct: ${Object.values(errors).join(" ")}`);
    if (lost.length) toast(lost.join(" "), { error: true });
  } else if (reason) {
    trouble.replaceChildren(h("b", {}, TROUBLE), h("span", {}, reason));
    trouble.hidden = false;
    send?.focus();
  }
}
