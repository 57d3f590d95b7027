// Shortcuts: those of a message, behind its "More actions", and the global ones of the composer's +.
import { post } from "./api.js";
import { agreeOn } from "./acts.js";
import { actsNow, me } from "./session.js";
import { appName, state } from "./store.js";
import { failed, reasonFor, toast, TROUBLE } from "./toast.js";

/** The manifest's shortcuts of one type ("message" or "global") as items of a menu; `where` is {channel, ts} or {}. */
export function shortcutItems(type, where = {}) {
  return state.shortcuts.filter((one) => one.type === type).map((one) => ({
    label: one.name, hint: type === "message" ? appName() : one.description, act: () => run(one, where),
  }));
}

async function run(shortcut, where) {
  actsNow();
  try {
    const answer = await post("/control/shortcut", { user: me(), callback_id: shortcut.callback_id, ...where });
    if (answer.error) toast(TROUBLE, { error: true, detail: reasonFor(answer.error, answer.reason) });
    else if (answer.view) await agreeOn(answer.view);
  } catch (error) {
    failed(error);
  }
}
