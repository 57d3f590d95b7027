// What is pressed stays until it is let go. Put away in between, a button would lose its click; and one that came in its
// place would get a click that was meant for another.

let pressed = null;
const waiting = new Map(); // part of the page → how it is drawn once it is let go

function letGo() {
  if (pressed === null) return;
  pressed = null;
  // The click comes first, and what it draws itself is newer.
  setTimeout(() => {
    for (const [part, draw] of [...waiting]) whenLetGo(part, draw);
  });
}

document.addEventListener("pointerdown", (event) => { pressed = event.button === 0 ? event.target : null; }, true);
// The space bar clicks when it comes up again.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("button, summary, [type=checkbox], [type=radio]")) pressed = event.target;
}, true);
// Once a menu of the browser's own is open, the page is not told of what is let go.
for (const over of ["pointerup", "pointercancel", "contextmenu", "keyup"]) document.addEventListener(over, letGo, true);
// Let go in another window, it is not told here.
window.addEventListener("blur", letGo);

/** Draws `part` of the page: now, or once what is pressed in it is let go. Of several that wait the last one counts. */
export function whenLetGo(part, draw) {
  if (part.contains(pressed)) {
    waiting.set(part, draw);
    return;
  }
  waiting.delete(part);
  draw();
}
