// A dark bubble above what the pointer rests on or the focus is at. It repeats what the control's label says, for eyes.
import { h } from "./dom.js";

const AFTER = 250; // milliseconds of resting
let bubble = null;
let waiting = null;

function hide() {
  clearTimeout(waiting);
  bubble?.remove();
  bubble = null;
}

function show(anchor, content) {
  hide();
  if (!anchor.isConnected) return;
  bubble = h("div", { class: "tooltip", "aria-hidden": "true" }, content());
  (anchor.closest("dialog") ?? document.body).append(bubble);
  const around = anchor.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const left = around.left + around.width / 2 - size.width / 2;
  bubble.style.left = `${Math.max(6, Math.min(left, window.innerWidth - size.width - 6))}px`;
  bubble.style.top = `${around.top - size.height - 6 > 4 ? around.top - size.height - 6 : around.bottom + 6}px`;
}

/** Gives `anchor` a bubble; `content()` makes what is in it. Answers the anchor. */
export function withTooltip(anchor, content) {
  anchor.addEventListener("pointerenter", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(anchor, content), AFTER);
  });
  anchor.addEventListener("pointerleave", hide);
  anchor.addEventListener("focus", () => { if (anchor.matches(":focus-visible")) show(anchor, content); });
  anchor.addEventListener("blur", hide);
  anchor.addEventListener("click", hide);
  return anchor;
}

document.addEventListener("scroll", hide, { capture: true, passive: true });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); }, true);
