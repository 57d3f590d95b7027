// The emoji picker: one types to search, walks with the arrow keys, chooses with Enter or a click. The focus stays in
// the search box, and the box tells which emoji is the active one.
import { freshId, h } from "./dom.js";
import { emoji, emojiCategories, emojiList } from "./emoji.js";
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

/** Opens the picker beside `anchor`; `choose(name)` hears the choice, `onClose` that it is over. */
export function openEmojiPicker(anchor, choose, { above = false, align = "start", onClose = null } = {}) {
  const listId = freshId("emoji");
  const list = h("div", { class: "picker-list", role: "listbox", id: listId, "aria-label": "Emoji" });
  const preview = h("div", { class: "picker-foot", "aria-hidden": "true" });
  const search = h("input", {
    class: "text-input", type: "text", role: "combobox", placeholder: "Search all emoji", autocomplete: "off", spellcheck: "false",
    "aria-label": "Search all emoji", "aria-expanded": "true", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const tabs = h("div", { class: "picker-tabs", role: "toolbar", "aria-label": "Categories" });
  const box = h("div", { class: "picker", role: "dialog", "aria-label": "Emoji picker" }, tabs, h("div", { class: "picker-search" }, icon("search", 16), search), list, preview);
  let options = [];
  let active = null;

  function option([name, character]) {
    return h("div", { role: "option", class: "picker-emoji", id: freshId("emoji"), dataset: { name }, title: `:${name}:`, "aria-label": name.replaceAll("_", " "), "aria-selected": "false" }, character);
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
    noteUse(chosen.dataset.name);
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
    } else if (event.key === "Tab") popover.close();
  });
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
