// The inputs of one view or message: their values, and the errors beside them.
import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";

export class Fields {
  constructor() {
    this.all = [];
  }

  /** `host` is where the error's words go (input blocks only). */
  add(blockId, { action_id: actionId, type }, handle, host = null) {
    if (handle.read) this.all.push({ blockId, actionId, type, handle, host });
  }

  /** What a re-draw goes on from: {block_id: {action_id: {type, held}}}. */
  kept() {
    const kept = {};
    for (const { blockId, actionId, type, handle } of this.all) {
      kept[blockId] ??= {};
      kept[blockId][actionId] = { type, held: (handle.hold ?? handle.read)() };
    }
    return kept;
  }

  values() {
    const values = {};
    for (const { blockId, actionId, handle } of this.all) {
      values[blockId] ??= {};
      values[blockId][actionId] = handle.read();
    }
    return values;
  }

  clearErrors() {
    for (const { handle, host } of this.all) {
      if (host === null) continue;
      host.querySelector(".field-error")?.remove();
      host.classList.remove("has-error");
      handle.control?.removeAttribute("aria-invalid");
      handle.control?.removeAttribute("aria-describedby");
    }
  }

  /** Shows {block_id: words} beside the fields and puts the focus in the first; answers the words that found no field. */
  showErrors(errors) {
    this.clearErrors();
    const lost = { ...errors };
    let first = null;
    for (const { blockId, handle, host } of this.all) {
      if (host === null || !(blockId in errors)) continue;
      delete lost[blockId];
      const id = freshId("error");
      host.classList.add("has-error");
      host.append(h("p", { class: "field-error", id }, icon("warn", 16), h("span", {}, errors[blockId])));
      handle.control?.setAttribute("aria-invalid", "true");
      handle.control?.setAttribute("aria-describedby", id);
      first ??= handle.control;
    }
    first?.focus();
    first?.scrollIntoView({ block: "center" });
    return Object.values(lost);
  }

  focusFirst() {
    const wanted = this.all.find(({ handle }) => handle.wantsFocus) ?? this.all.find(({ host }) => host !== null);
    wanted?.handle.control?.focus();
  }
}
