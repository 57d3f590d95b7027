// A typed-filter select, as Slack's: a text field that opens a list; several choices become tags.
import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { openPopover } from "../popover.js";

const SHOWN = 100;
const PAUSE = 150; // milliseconds of no typing before the app is asked

function matches(option, typed) {
  return `${option.label} ${option.keywords ?? ""}`.toLowerCase().includes(typed.trim().toLowerCase());
}

/**
 * options(): [{value, label, picture?, description?, group?, keywords?}], read at each opening.
 * ask(typed): for options that come from elsewhere, a promise of {options, note}; `options()` then holds those known.
 * chosen: values chosen at first. onChange(values) after each choice.
 * Answers {node, control, values(), set(values)}; `set` tells nobody.
 */
export function listbox({ options, chosen = [], multiple = false, placeholder = "", most = Infinity, clearable = false, ask = null, onChange }) {
  const listId = freshId("list");
  let values = [...chosen];
  let shown = [];
  let active = -1;
  let popover = null;
  let asked = 0;

  const optionOf = (value) => options().find((option) => option.value === value);
  const input = h("input", {
    type: "text", class: "combo-input", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", "aria-haspopup": "listbox",
  });
  const tags = h("span", { class: "combo-tags" });
  const clear = h("button", { type: "button", class: "icon-button combo-clear", "aria-label": "Clear", tabindex: "-1", hidden: true, on: { click: () => choose(null) } }, icon("close", 14));
  const node = h("div", { class: `combo${multiple ? " combo-multiple" : ""}` }, tags, input, clear, icon("chevron", 16));
  const list = h("div", { class: "listbox", role: "listbox", id: listId, "aria-multiselectable": multiple ? "true" : null });

  function draw() {
    input.placeholder = multiple && values.length ? "" : placeholder;
    if (multiple) {
      tags.replaceChildren(...values.map((value) => h("span", { class: "tag" }, optionOf(value)?.label ?? value,
        h("button", { type: "button", class: "icon-button", "aria-label": `Remove ${optionOf(value)?.label ?? value}`, on: { click: () => change(values.filter((one) => one !== value)) } }, icon("close", 12)))));
      input.value = "";
    } else {
      input.value = values.length ? optionOf(values[0])?.label ?? values[0] : "";
      clear.hidden = !clearable || values.length === 0;
    }
  }

  function change(next) {
    values = next;
    draw();
    onChange?.(values);
  }

  function choose(value) {
    if (value === null) return change([]);
    if (!multiple) {
      close();
      return change([value]);
    }
    const without = values.filter((one) => one !== value);
    if (without.length === values.length && values.length >= most) return undefined;
    change(without.length < values.length ? without : [...values, value]);
    return popover && fill("");
  }

  function mark(at) {
    active = at;
    const rows = [...list.querySelectorAll("[role=option]")];
    rows.forEach((row, index) => row.classList.toggle("active", index === at));
    rows[at]?.scrollIntoView({ block: "nearest" });
    if (rows[at]) input.setAttribute("aria-activedescendant", rows[at].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function fill(typed) {
    if (ask) askFor(typed);
    else drawList(options().filter((option) => matches(option, typed)).slice(0, SHOWN), typed);
  }

  // The newest question counts; what an earlier one brings late is left aside.
  function askFor(typed) {
    const mine = ++asked;
    drawList([], typed, "Loading…");
    setTimeout(async () => {
      if (mine !== asked) return;
      const answer = await ask(typed);
      if (mine === asked && popover) drawList(answer.options.slice(0, SHOWN), typed, answer.note);
    }, typed ? PAUSE : 0);
  }

  function drawList(found, typed, note = "No results") {
    shown = found;
    let group = null;
    const rows = shown.flatMap((option, at) => {
      const row = h("div", {
        role: "option", id: `${listId}-${at}`, class: "option", "aria-selected": String(values.includes(option.value)),
        on: { pointermove: () => mark(at), mousedown: (event) => event.preventDefault(), click: () => choose(option.value) },
      }, option.picture?.() ?? null,
      h("span", { class: "option-words" }, option.label, option.description ? h("span", { class: "option-description" }, option.description) : null),
      values.includes(option.value) ? icon("check", 16) : null);
      const heading = option.group && option.group !== group ? h("div", { class: "option-group", role: "presentation" }, option.group) : null;
      group = option.group ?? null;
      return heading ? [heading, row] : [row];
    });
    list.replaceChildren(...(rows.length ? rows : [h("div", { class: "option-none", role: "status" }, note)]));
    mark(typed || !values.length ? (shown.length ? 0 : -1) : Math.max(0, shown.findIndex((option) => option.value === values[0])));
    popover?.place();
  }

  function open(typed = "") {
    if (popover) return fill(typed);
    popover = openPopover(node, list, { returnTo: input, width: "anchor", class: "popover-list", onClose: closed });
    input.setAttribute("aria-expanded", "true");
    return fill(typed);
  }

  function closed() {
    popover = null;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    draw();
  }

  function close() {
    popover?.close();
  }

  input.addEventListener("input", () => open(input.value));
  input.addEventListener("focus", () => input.select());
  node.addEventListener("click", (event) => {
    if (event.target.closest("button")) return;
    input.focus();
    open();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (popover) mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % Math.max(1, shown.length));
      else open();
    } else if (event.key === "Enter") {
      // Enter on a closed list opens it, and never sends the form by accident.
      event.preventDefault();
      event.stopPropagation();
      if (!popover) open();
      else if (shown[active]) choose(shown[active].value);
    } else if (event.key === "Backspace" && multiple && input.value === "" && values.length) {
      change(values.slice(0, -1));
    }
  });
  draw();
  const set = (next) => {
    values = [...next];
    draw();
  };
  return { node, control: input, values: () => [...values], set };
}
