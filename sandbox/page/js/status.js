// The acting person's status, presence and do-not-disturb: one window to set them, and how others see them.
import { post } from "./api.js";
import { openDialog } from "./dialog.js";
import { freshId, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { refreshUsers } from "./session.js";
import { now, state } from "./store.js";
import { clockTime } from "./times.js";

const MINUTE = 60;
const LASTING = [["", "Don’t clear"], [30 * MINUTE, "30 minutes"], [60 * MINUTE, "1 hour"], [4 * 60 * MINUTE, "4 hours"], [24 * 60 * MINUTE, "1 day"], [7 * 24 * 60 * MINUTE, "1 week"]];
const PAUSES = [["", "Not paused"], [30 * MINUTE, "For 30 minutes"], [60 * MINUTE, "For 1 hour"], [2 * 60 * MINUTE, "For 2 hours"], [24 * 60 * MINUTE, "For 1 day"]];

/** Whether a person is not to be disturbed now; a pause ends by the workspace's clock. */
export function isQuiet(user) {
  return user?.dnd_until ? user.dnd_until * 1000 > now() : Boolean(user?.dnd);
}

/** A person's status emoji with its words as a title, or null. */
export function statusMark(user) {
  if (!user?.status_emoji) return null;
  const name = user.status_emoji.slice(1, -1);
  const words = user.status_text || name.replaceAll("_", " ");
  return h("span", { class: "status-mark", role: "img", title: words, "aria-label": `Status: ${words}` }, emoji(name) ?? user.status_emoji);
}

/** "🌴 On holiday", for a line of its own; empty without a status. */
export function statusWords(user) {
  if (!user?.status_emoji) return "";
  return `${emoji(user.status_emoji.slice(1, -1)) ?? user.status_emoji} ${user.status_text}`.trim();
}

function row(label, control, hint) {
  control.id = freshId("status");
  return h("div", { class: "block input" }, h("label", { class: "input-label", for: control.id }, label), control, hint ? h("p", { class: "input-hint" }, hint) : null);
}

function choice(options, first) {
  const all = first ? [first, ...options] : options;
  return h("select", { class: "text-input" }, all.map(([value, words]) => h("option", { value }, words)));
}

function emojiButton(initial) {
  let chosen = initial;
  const button = h("button", { type: "button", class: "button status-emoji", "aria-haspopup": "listbox", on: { click: open } });
  const draw = () => {
    button.textContent = chosen ? emoji(chosen.slice(1, -1)) ?? chosen : "🙂";
    button.setAttribute("aria-label", chosen ? `Emoji ${chosen.slice(1, -1)}. Choose another` : "Choose an emoji");
    button.classList.toggle("none", !chosen);
  };
  const set = (value) => {
    chosen = value;
    draw();
  };
  function open() {
    openEmojiPicker(button, (name) => set(`:${name}:`));
  }
  draw();
  return { button, read: () => chosen, set };
}

function until(seconds, kept) {
  if (seconds === "kept") return kept;
  return seconds === "" ? 0 : Math.round(now() / 1000 + Number(seconds));
}

/** The window itself. */
export function openStatus() {
  const user = state.me;
  const picture = emojiButton(user.status_emoji);
  const text = h("input", { type: "text", class: "text-input", maxlength: "100", value: user.status_text ?? "", placeholder: "What’s your status?", autocomplete: "off", "aria-label": "Status" });
  const clear = choice(LASTING, user.status_expiration ? ["kept", `At ${clockTime(user.status_expiration * 1000)}, as it is`] : null);
  const away = h("input", { type: "checkbox", class: "choice-checkbox", checked: user.is_away });
  const pause = choice(PAUSES, user.dnd_until ? ["kept", `Until ${clockTime(user.dnd_until * 1000)}, as it is`] : null);
  const from = h("input", { type: "time", class: "text-input date-input", value: user.dnd_schedule?.from ?? "" });
  const to = h("input", { type: "time", class: "text-input date-input", value: user.dnd_schedule?.to ?? "" });
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const form = h("form", { id: freshId("status-form"), novalidate: true },
    h("div", { class: "status-line" }, picture.button, text,
      h("button", { type: "button", class: "button", on: { click: () => { picture.set(""); text.value = ""; text.focus(); } } }, "Clear status")),
    row("Clear status after", clear),
    h("label", { class: "choice status-away" }, away, h("span", {}, "Set yourself as away")),
    row("Pause notifications", pause),
    h("div", { class: "two" }, row("Quiet every night from", from), row("to", to)),
    trouble);
  const save = async (event) => {
    event.preventDefault();
    const hours = from.value || to.value ? { from: from.value, to: to.value } : null;
    try {
      await post("/control/users/update", {
        user: user.id, status_text: text.value.trim(), status_emoji: picture.read(), status_expiration: until(clear.value, user.status_expiration),
        is_away: away.checked, dnd_until: until(pause.value, user.dnd_until), dnd_schedule: hours,
      });
      await refreshUsers();
      box.close();
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  };
  form.addEventListener("submit", save);
  const box = openDialog({
    title: "Status and notifications", class: "dialog-small", body: form,
    footer: [h("button", { type: "button", class: "button", on: { click: () => box.close() } }, "Cancel"), h("button", { type: "submit", form: form.id, class: "button primary" }, "Save")],
  });
  text.focus();
}
