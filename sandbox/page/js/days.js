// The days between messages: a pill on a line, which leads to other days, and stays in sight for the day one reads.
import { h } from "./dom.js";
import { plainRow } from "./message_rows.js";
import { moving } from "./moving.js";
import { openMenu } from "./popover.js";
import { dayLabel, millis } from "./times.js";

/** The line above a day's first message, said at `ts`; `jumps()` are the items of its menu. */
export function dayDivider(ts, jumps) {
  const line = h("div", { class: "day-line", role: "separator" });
  const pill = h("button", { type: "button", class: "day-pill", "aria-haspopup": "menu", on: { click: () => openMenu(pill, jumps(), { label: "Jump to", align: "start" }) } });
  return moving(plainRow("day-divider", line, pill), () => {
    const label = dayLabel(millis(ts));
    pill.textContent = label;
    pill.setAttribute("aria-label", `${label}: jump to another day`);
    line.setAttribute("aria-label", label);
  });
}

/** The day one reads stays at the top; the days before it make room, and the next one pushes it away as it comes. */
export function markDays(list, top) {
  const nodes = [...list.querySelectorAll(":scope > .day-divider")];
  // Measured where they would stand by themselves.
  for (const node of nodes) if (node.style.transform) node.style.transform = "";
  const days = nodes.map((node) => ({ node, box: node.getBoundingClientRect() }));
  const at = days.findLastIndex(({ box }) => box.top <= top);
  const pushed = at >= 0 && days[at + 1] ? Math.min(0, days[at + 1].box.top - days[at].box.bottom) : 0;
  days.forEach(({ node }, index) => {
    node.classList.toggle("stuck", index === at);
    node.classList.toggle("passed", index < at);
    if (index === at && pushed) node.style.transform = `translateY(${pushed}px)`;
  });
}
