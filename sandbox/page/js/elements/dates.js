import { freshId, h } from "../dom.js";
import { confirmThen } from "../dialog.js";
import { icon } from "../icons.js";
import { openPopover } from "../popover.js";
import { now, zone } from "../store.js";
import { dayKey } from "../times.js";
import { calendar, fromIso, toIso, written } from "./calendar.js";
import { defineElement, name } from "./registry.js";
import { timeField } from "./times.js";

// A day is shown as words; it may be picked in the calendar or typed as 2026-03-31 or "Mar 31, 2026".
function dayField({ iso, placeholder, action, changed }) {
  const control = h("input", {
    class: "text-input date-input", type: "text", autocomplete: "off", placeholder, "aria-haspopup": "dialog", dataset: action ? { action } : {},
  });
  const node = h("div", { class: "date-wrap" }, icon("calendar", 18), control);
  let popover = null;
  const show = (text) => {
    const ms = fromIso(text);
    control.value = ms === null ? text : written(ms);
  };
  const read = () => {
    const text = control.value.trim();
    if (!text) return null;
    if (fromIso(text) !== null) return text;
    const guess = Date.parse(`${text} UTC`);
    return Number.isNaN(guess) ? text : toIso(guess);
  };
  const open = () => {
    if (popover) return;
    const month = calendar({
      today: fromIso(dayKey(now())),
      chosen: fromIso(read()),
      pick: (ms) => {
        show(toIso(ms));
        popover.close(true);
        changed();
      },
    });
    popover = openPopover(node, month.node, { returnTo: control, onClose: () => { popover = null; } });
    popover.focusDays = month.focus;
  };
  show(iso);
  node.addEventListener("click", open);
  control.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && !(event.key === "Enter" && !control.value)) return;
    event.preventDefault();
    event.stopPropagation();
    open();
    popover.focusDays();
  });
  control.addEventListener("change", () => {
    show(read() ?? "");
    changed();
  });
  control.addEventListener("input", () => popover?.close());
  return { node, control, read, show };
}

// What was emptied before a re-draw stays empty.
function begun(ctx, initial) {
  return ctx.kept !== undefined ? ctx.kept : initial;
}

// Tells the app of each new value, once, where Slack would; `undo` takes what was not confirmed back.
function telling(element, ctx, read, undo) {
  let sent = read();
  return () => {
    const value = read();
    if (value === sent || value === null) return;
    const tell = () => {
      sent = value;
      return ctx.act({ selected: value });
    };
    if (ctx.act) confirmThen(element.confirm, tell, () => undo(sent));
  };
}

defineElement("datepicker", (element, ctx) => {
  const placeholder = element.placeholder?.text ?? "Pick a date";
  let changed = () => {};
  const day = dayField({ iso: begun(ctx, element.initial_date) ?? "", placeholder, action: element.action_id, changed: () => changed() });
  name(day.control, ctx, placeholder);
  changed = telling(element, ctx, day.read, (value) => day.show(value ?? ""));
  return day;
});

defineElement("timepicker", (element, ctx) => {
  const placeholder = element.placeholder?.text ?? "Select a time";
  let changed = () => {};
  const time = timeField({ value: begun(ctx, element.initial_time) ?? "", placeholder, changed: () => changed() });
  name(time.control, ctx, placeholder);
  time.control.dataset.action = element.action_id;
  changed = telling(element, ctx, time.read, (value) => time.show(value ?? ""));
  return time;
});

// "2026-03-03T09:00" as wall time in the acting person's zone, from and to epoch seconds.
function wallTime(seconds) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone(), hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(seconds * 1000);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

function epoch(wall) {
  const asUtc = Date.parse(`${wall}:00Z`) / 1000;
  const shift = Date.parse(`${wallTime(asUtc)}:00Z`) / 1000 - asUtc;
  const guess = asUtc - shift;
  // The offset at the guess may differ from the offset at `asUtc` on the day clocks change.
  return guess - (Date.parse(`${wallTime(guess)}:00Z`) / 1000 - asUtc);
}

// A day and a time side by side, in the acting person's zone.
defineElement("datetimepicker", (element, ctx) => {
  const kept = begun(ctx, element.initial_date_time);
  const [date, hour] = kept ? wallTime(kept).split("T") : ["", ""];
  let changed = () => {};
  const day = dayField({ iso: date, placeholder: "Pick a date", changed: () => changed() });
  name(day.control, ctx, "Date");
  const time = timeField({ value: hour, placeholder: "Select a time", changed: () => changed() });
  time.control.id = freshId("time");
  time.control.setAttribute("aria-label", "Time");
  if (ctx.labelId) time.control.setAttribute("aria-labelledby", `${ctx.labelId} ${time.control.id}`);
  const read = () => {
    const iso = day.read();
    const wall = `${iso}T${time.read()}`;
    return fromIso(iso ?? "") !== null && /T\d\d:\d\d$/.test(wall) ? epoch(wall) : null;
  };
  const undo = (value) => {
    const [before, then] = value ? wallTime(value).split("T") : ["", ""];
    day.show(before);
    time.show(then);
  };
  changed = telling(element, ctx, read, undo);
  return { node: h("div", { class: "moment", dataset: { action: element.action_id } }, day.node, time.node), control: day.control, read };
});
