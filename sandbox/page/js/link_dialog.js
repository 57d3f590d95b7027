// Asks for a link's words and address.
import { openDialog } from "./dialog.js";
import { freshId, h, safeUrl } from "./dom.js";

/** `put(words, address)` gets what was entered; an address without a scheme is one of the web. */
export function askLink({ title = "Add link", words = "", address = "", put, onClose }) {
  const text = h("input", { class: "text-input", type: "text", id: freshId("link"), value: words, autocomplete: "off" });
  const link = h("input", { class: "text-input", type: "text", inputmode: "url", id: freshId("link"), value: address, placeholder: "https://", autocomplete: "off" });
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const row = (label, input) => h("div", { class: "block input" }, h("label", { class: "input-label", for: input.id }, label), input);
  const form = h("form", { id: freshId("form"), novalidate: true }, row("Text", text), row("Link", link), trouble);
  const box = openDialog({
    title, class: "dialog-small", body: form, onClose,
    footer: [
      h("button", { type: "button", class: "button", on: { click: () => box.close() } }, "Cancel"),
      h("button", { type: "submit", class: "button primary", form: form.id }, "Save"),
    ],
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const typed = link.value.trim();
    const url = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`;
    if (/\s/.test(url) || !safeUrl(url) || !typed) {
      trouble.textContent = "Please enter a valid URL.";
      trouble.hidden = false;
      link.focus();
      return;
    }
    box.close();
    put(text.value.trim() || url, url);
  });
  (words ? link : text).focus();
}
