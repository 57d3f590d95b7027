// A time of day: a field with a list of half hours, in which any minute may be typed ("9:05", "21:05", "9 pm").
import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { openPopover } from "../popover.js";

const HALF_HOURS = Array.from({ length: 48 }, (_, at) => `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 ? "30" : "00"}`);

/** "9:05 AM" for "09:05"; what is no time stays as it was typed. */
function shown(time) {
  const found = /^(\d{2}):(\d{2})$/.exec(time);
  if (!found) return time;
  const hour = Number(found[1]);
  return `${hour % 12 || 12}:${found[2]} ${hour < 12 ? "AM" : "PM"}`;
}

/** "09:05" for what somebody typed, null when it is no time. */
function understood(text) {
  const found = /^(\d{1,2})(?::?(\d{2}))?\s*([ap])?\.?(?:m\.?)?$/i.exec(text.trim());
  if (!found) return null;
  const half = found[3]?.toLowerCase();
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (minute > 59 || hour > (half ? 12 : 23) || (half && hour === 0)) return null;
  return `${String(half ? (hour % 12) + (half === "p" ? 12 : 0) : hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** Answers {node, control, read(), show(time)}; `read` gives HH:MM, null, or the words that are no time. */
export function timeField({ value, placeholder, changed }) {
  const listId = freshId("times");
  const control = h("input", {
    class: "text-input time-input", type: "text", autocomplete: "off", placeholder, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, "aria-haspopup": "listbox",
  });
  const node = h("div", { class: "date-wrap time-wrap" }, icon("clock", 18), control);
  const list = h("div", { class: "listbox", role: "listbox", id: listId, "aria-label": "Times" });
  let popover = null;
  let active = -1;
  let before = value ?? "";

  const show = (time) => { control.value = shown(time ?? ""); };
  const read = () => understood(control.value) ?? (control.value.trim() || null);

  function mark(at) {
    active = at;
    [...list.children].forEach((row, index) => row.classList.toggle("active", index === at));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (list.children[at]) control.setAttribute("aria-activedescendant", list.children[at].id);
    else control.removeAttribute("aria-activedescendant");
  }

  function take(time) {
    popover?.close();
    show(time ?? read() ?? "");
    if (control.value !== before) changed();
    before = control.value;
  }

  function open() {
    if (popover) return;
    list.replaceChildren(...HALF_HOURS.map((time, at) => h("div", {
      class: "option", role: "option", id: `${listId}-${at}`, "aria-selected": String(time === read()),
      on: { pointermove: () => mark(at), mousedown: (event) => event.preventDefault(), click: () => take(time) },
    }, shown(time))));
    popover = openPopover(node, list, { width: "anchor", class: "popover-list", returnTo: control, onClose: () => { popover = null; control.setAttribute("aria-expanded", "false"); mark(-1); } });
    control.setAttribute("aria-expanded", "true");
    mark(HALF_HOURS.indexOf(nearest()));
  }

  // The half hour that what is typed so far leads to; nine in the morning where nothing is.
  function nearest() {
    const time = understood(control.value);
    return time ? `${time.slice(0, 3)}${time.slice(3) < "30" ? "00" : "30"}` : "09:00";
  }

  control.addEventListener("input", () => {
    open();
    mark(understood(control.value) ? HALF_HOURS.indexOf(nearest()) : -1);
  });
  control.addEventListener("focus", () => control.select());
  node.addEventListener("click", () => {
    control.focus();
    open();
  });
  control.addEventListener("blur", () => take(null));
  control.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (popover) mark((active + step + HALF_HOURS.length) % HALF_HOURS.length);
      else open();
    } else if (event.key === "Enter" && popover) {
      event.preventDefault();
      event.stopPropagation();
      // What was typed to the minute counts more than the half hour beside it.
      const typed = understood(control.value);
      take(typed && shown(typed) !== before && nearest() === HALF_HOURS[active] ? typed : HALF_HOURS[active]);
    }
  });
  show(value);
  before = control.value;
  return { node, control, read, show: (time) => { show(time); before = control.value; } };
}
