// The emoji picker: one types to search, walks with the arrow keys, chooses with Enter or a click. The focus stays in
// the search box, and the box tells which emoji is the active one.
import { freshId, h } from "./dom.js";
import { chooseTone, chosenTone, emoji, emojiCategories, emojiList, toned, TONE_NAMES } from "./emoji.js";
import { icon } from "./icons.js";
import { openPopover } from "./popover.js";

const OFTEN = ["+1", "white_check_mark", "eyes", "raised_hands", "tada", "heart", "joy", "pray", "clap"];
const IN_A_ROW = 9;
const MOST_OFTEN = 2 * IN_A_ROW;
const MARKS = {
  "Frequently Used": "🕒", "Smileys & Emotion": "😀", "People & Body": "👋", "Animals & Nature": "🌿", "Food & Drink": "🍎", "Travel & Places": "✈️",
  Activities: "⚽", Objects: "💡", Symbols: "🔣", Flags: "🏳️",
};

function counts() {
  return JSON.parse(localStorage.getItem("emoji-used") ?? "{}");
}

/** The names this browser used most, the usual ones after them. */
export function oftenUsed(most = MOST_OFTEN) {
  const used = Object.entries(counts()).sort((a, b) => b[1] - a[1]).map(([name]) => name).filter((name) => emoji(name));
  return [...new Set([...used, ...OFTEN])].slice(0, most);
}

function noteUse(name) {
  const used = counts();
  used[name] = (used[name] ?? 0) + 1;
  localStorage.setItem("emoji-used", JSON.stringify(used));
}

function found(typed) {
  const wanted = typed.trim().toLowerCase().replaceAll(":", "").replace(/\s+/g, "_");
  const rank = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(`_${wanted}`) ? 2 : name.includes(wanted) ? 3 : 9);
  const ranked = emojiList().map((entry) => [rank(entry[0]), entry]).filter(([at]) => at < 9).sort((a, b) => a[0] - b[0]);
  const seen = new Set();
  return ranked.map(([, entry]) => entry).filter(([, character]) => !seen.has(character) && seen.add(character)).slice(0, 90);
}

// The tones, one of them chosen: a stop of the Tab key that arrows walk through.
function toneChoice(changed) {
  const buttons = TONE_NAMES.map((tone, at) => h("button", {
    type: "button", role: "radio", class: "picker-tone", "aria-label": at ? `Skin tone ${at + 1}` : "No skin tone", title: at ? `Skin tone ${at + 1}` : "No skin tone",
    on: { click: () => {
      chooseTone(tone);
      draw();
      changed();
    } },
  }, emoji(tone ? `hand::${tone}` : "hand")));
  const node = h("div", { class: "picker-tones", role: "radiogroup", "aria-label": "Skin tone" }, buttons);
  const draw = () => buttons.forEach((button, at) => {
    const chosen = TONE_NAMES[at] === chosenTone();
    button.setAttribute("aria-checked", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  });
  node.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  });
  draw();
  return node;
}

/** Opens the picker beside `anchor`; `choose(name)` hears the choice, `onClose` that it is over. */
export function openEmojiPicker(anchor, choose, { above = false, align = "start", onClose = null } = {}) {
  const listId = freshId("emoji");
  const list = h("div", { class: "picker-list", role: "listbox", id: listId, tabindex: "-1", "aria-label": "Emoji" });
  const preview = h("div", { class: "picker-preview", "aria-hidden": "true" });
  const search = h("input", {
    class: "text-input", type: "text", role: "combobox", placeholder: "Search all emoji", autocomplete: "off", spellcheck: "false",
    "aria-label": "Search all emoji", "aria-expanded": "true", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const tabs = h("div", { class: "picker-tabs", role: "toolbar", "aria-label": "Categories" });
  const tones = toneChoice(() => {
    fill();
    search.focus();
  });
  const box = h("div", { class: "picker", role: "dialog", "aria-label": "Emoji picker" }, tabs, h("div", { class: "picker-search" }, icon("search", 16), search), list, h("div", { class: "picker-foot" }, preview, tones));
  let options = [];
  let active = null;

  function option([plain]) {
    const name = toned(plain);
    return h("div", { role: "option", class: "picker-emoji", id: freshId("emoji"), dataset: { name, plain }, title: `:${name}:`, "aria-label": plain.replaceAll("_", " "), "aria-selected": "false" }, emoji(name));
  }

  function group(title, entries) {
    const id = freshId("group");
    return h("div", { role: "group", "aria-labelledby": id, class: "picker-group", dataset: { title } }, h("div", { class: "picker-title", id, role: "presentation" }, title), h("div", { class: "picker-grid", role: "presentation" }, entries.map(option)));
  }

  function fill() {
    const typed = search.value;
    const groups = typed.trim()
      ? [group("Search results", found(typed))]
      : [group("Frequently Used", oftenUsed().map((name) => [name, emoji(name)])), ...emojiCategories().map((one) => group(one.title, one.emoji))];
    list.replaceChildren(...groups);
    list.scrollTop = 0;
    options = [...list.querySelectorAll(".picker-emoji")];
    if (!options.length) list.replaceChildren(h("p", { class: "option-none", role: "status" }, "No emoji of that name."));
    activate(options[0] ?? null);
  }

  function activate(next) {
    active?.setAttribute("aria-selected", "false");
    active = next;
    search.removeAttribute("aria-activedescendant");
    preview.replaceChildren();
    if (!next) return;
    next.setAttribute("aria-selected", "true");
    search.setAttribute("aria-activedescendant", next.id);
    preview.append(h("span", { class: "emoji" }, next.textContent), h("span", {}, h("b", {}, next.getAttribute("aria-label")), h("small", {}, next.title)));
  }

  function walk(step) {
    const next = options[Math.max(0, Math.min(options.length - 1, options.indexOf(active) + step))];
    activate(next ?? null);
    next?.scrollIntoView({ block: "nearest" });
  }

  const popover = openPopover(anchor, box, { above, align, class: "popover-emoji", onClose });
  function take(chosen) {
    if (!chosen) return;
    popover.close(true);
    noteUse(chosen.dataset.plain);
    choose(chosen.dataset.name);
  }

  tabs.append(...["Frequently Used", ...emojiCategories().map((one) => one.title)].map((title) => h("button", {
    type: "button", class: "picker-tab", tabindex: "-1", "aria-label": title, title, on: { click: () => {
      search.value = "";
      fill();
      const wanted = list.querySelector(`[data-title="${title}"]`);
      list.scrollTop = wanted.offsetTop - list.offsetTop;
      activate(wanted.querySelector(".picker-emoji"));
      search.focus();
    } },
  }, MARKS[title] ?? "•")));
  search.addEventListener("input", fill);
  search.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: IN_A_ROW, ArrowUp: -IN_A_ROW }[event.key];
    if (step && !(Math.abs(step) === 1 && search.value && search.selectionStart !== search.value.length)) {
      event.preventDefault();
      walk(step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(active);
    }
  });
  // Beyond the last tone, or before the search, one is out of the picker.
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) popover.close(); });
  list.addEventListener("click", (event) => take(event.target.closest(".picker-emoji")));
  list.addEventListener("pointermove", (event) => {
    const over = event.target.closest(".picker-emoji");
    if (over && over !== active) activate(over);
  });
  fill();
  popover.place();
  search.focus();
  return popover;
}
