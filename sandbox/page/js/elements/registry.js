// type → how an element is drawn. A new element is one `defineElement` call.
//
// render(element, ctx) answers a handle:
//   node     what is shown
//   control  what gets the focus, the red border and the description
//   read()   the plain value for the server (null when empty); absent for buttons and menus
//   hold()   what a re-draw goes on from, where that is more than the value
// ctx: {kept (what was held before a re-draw, or undefined), label, labelId, act(payload) or null, suggest(query), block}
// `suggest(query)` asks the app for an external menu's options.
// `act` is given where Slack would send a block_actions payload; payload is {value} or {selected}. Beside it there is
// `typing(read)`, in an input, for what comes letter by letter.

import { h } from "../dom.js";

const elements = new Map();

export function defineElement(type, render) {
  elements.set(type, render);
}

export function renderElement(element, ctx) {
  const render = elements.get(element.type);
  if (render) return { ...render(element, ctx), wantsFocus: element.focus_on_load === true };
  return { node: h("span", { class: "unknown", role: "note" }, `This local Slack cannot show the element “${element.type}” yet.`) };
}

/** Names a control for screen readers: by the field's visible label, else by its own words. */
export function name(control, ctx, fallback) {
  if (ctx.labelId) control.setAttribute("aria-labelledby", ctx.labelId);
  else control.setAttribute("aria-label", ctx.label ?? fallback ?? "Input");
}
