// The month that a date field opens: a grid to walk with the arrow keys.
import { h } from "../dom.js";
import { icon } from "../icons.js";

const DAY = 86_400_000;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

// Days are held as UTC midnights, so that no zone can shift them.
export function fromIso(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!found) return null;
  const ms = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return toIso(ms) === text ? ms : null;
}

export function toIso(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}

export function written(ms, options = { month: "short", day: "numeric", year: "numeric" }) {
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" }).format(ms);
}

function monthOf(ms, step = 0) {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step, 1);
}

/** The calendar node; `pick(ms)` hears the day chosen. `today` and `chosen` are UTC midnights (chosen may be null). */
export function calendar({ today, chosen, pick }) {
  let at = chosen ?? today;
  const title = h("b", { class: "calendar-title", "aria-live": "polite" });
  const grid = h("div", { class: "calendar-days", role: "grid", "aria-label": "Days" });
  const turn = (step) => {
    const month = monthOf(at, step);
    const last = new Date(monthOf(month, 1) - DAY).getUTCDate();
    at = month + (Math.min(new Date(at).getUTCDate(), last) - 1) * DAY;
    draw();
  };
  const node = h("div", { class: "calendar", role: "dialog", "aria-label": "Choose a date" },
    h("div", { class: "calendar-head" },
      h("button", { type: "button", class: "icon-button", "aria-label": "Previous month", on: { click: () => turn(-1) } }, icon("back", 18)), title,
      h("button", { type: "button", class: "icon-button", "aria-label": "Next month", on: { click: () => turn(1) } }, icon("right", 18))),
    grid);

  function day(ms) {
    return h("button", {
      type: "button", role: "gridcell", class: `day${ms === today ? " today" : ""}`, tabindex: ms === at ? "0" : "-1",
      "aria-selected": String(ms === chosen), "aria-label": written(ms, { weekday: "long", month: "long", day: "numeric", year: "numeric" }),
      dataset: { day: toIso(ms) }, on: { click: () => pick(ms) },
    }, String(new Date(ms).getUTCDate()));
  }

  function draw() {
    const first = monthOf(at);
    title.textContent = written(at, { month: "long", year: "numeric" });
    const weeks = [];
    for (let ms = first; ms < monthOf(at, 1); ms += DAY) {
      if (ms === first || new Date(ms).getUTCDay() === 0) weeks.push(h("div", { role: "row", class: "week" }));
      weeks.at(-1).append(day(ms));
    }
    weeks[0].firstChild.style.gridColumnStart = new Date(first).getUTCDay() + 1;
    grid.replaceChildren(h("div", { class: "week", "aria-hidden": "true" }, WEEKDAYS.map((name) => h("span", { class: "weekday" }, name))), ...weeks);
  }

  function focus() {
    grid.querySelector(`[data-day="${toIso(at)}"]`).focus();
  }

  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (step) at += step * DAY;
    else if (event.key === "PageUp" || event.key === "PageDown") turn(event.key === "PageUp" ? -1 : 1);
    else return;
    event.preventDefault();
    draw();
    focus();
  });
  draw();
  return { node, focus };
}
