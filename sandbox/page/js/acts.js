// What a person does, sent to the server, and what they then see: views, ephemerals, failures in Slack's words.
import { asking } from "./answers.js";
import { get, post } from "./api.js";
import { announce } from "./dom.js";
import { failed, reasonFor, toast, TROUBLE } from "./toast.js";
import { emit, keepMessage, messagesOf, now, state } from "./store.js";
import { actsNow, me } from "./session.js";

let told = 0; // how often the stack changed; an answer to an older question does not bring an older one back

export function setViews(views) {
  told += 1;
  state.views = views ?? [];
  emit("views");
}

/** Asks for the stack; what the stream told or the person did in the meantime is newer, and stays. */
export async function refetchViews() {
  const person = me();
  const before = told;
  const { views } = await get("/control/views", { user: person });
  if (person === me() && before === told) setViews(views);
}

// The stream tells of views too, sometimes first; only where the two disagree is the stack asked for.
export async function agreeOn(view) {
  const top = state.views.at(-1);
  if (view?.type === "home") return;
  const same = view ? top && top.id === view.id && top.hash === view.hash : top === undefined;
  if (!same) await refetchViews();
}

/** A notice from Slackbot that only this page shows, as Slack does when a command fails. */
export function slackbotSays(channel, text, thread = null) {
  const list = thread ? state.threads.get(thread)?.list ?? [] : messagesOf(channel).list;
  const last = Number(list.at(-1)?.ts ?? 0);
  const ts = Math.max(now() / 1000, last + 0.000001).toFixed(6);
  keepMessage(channel, { type: "message", ts, user: "USLACKBOT", text, ephemeral: true, ...(thread ? { thread_ts: thread } : {}) });
  if (thread) emit("thread");
  else emit("messages", { channel, own: ts });
  announce(`Slackbot, only visible to you: ${text}`);
}

export async function sendMessage(channel, text, threadTs, files = [], { alsoToChannel = false } = {}) {
  try {
    const { answer: { message }, keep } = await asking(() => post("/control/message", { user: me(), channel, text, thread_ts: threadTs, files, reply_broadcast: alsoToChannel || undefined }));
    keep(channel, message);
    // What one sent oneself comes into sight.
    emit("messages", { channel, own: message.ts });
    if (threadTs) emit("thread");
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

/** Runs a slash command. When it fails the server lets Slackbot say so; what to do about it is said here. */
export async function runCommand(channel, command, text) {
  actsNow();
  try {
    const answer = await post("/control/command", { user: me(), channel, command, text });
    if (answer.error && answer.error !== "unknown_command") toast(`${command} failed`, { error: true, detail: reasonFor(answer.error, answer.message) });
    else if (answer.view) await agreeOn(answer.view);
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

// What was pressed or chosen is not there any more, or is something else: the app is told nothing of it.
const GONE = ["no_such_action", "button_changed", "no_such_option", "message_not_found", "view_not_found"];

/** A click, a choice: `where` is {channel, ts} or {view_id}; `values` are the inputs around it. */
export async function act(where, payload, values) {
  actsNow();
  const person = me();
  try {
    const { answer, keep } = await asking(() => post("/control/action", { user: person, ...where, ...payload, values }));
    // What came of it is for whoever did it: somebody else may be acted as by now.
    if (person !== me()) return;
    if (where.channel) keep(where.channel, answer.message);
    if (answer.error) {
      toast(TROUBLE, { error: true, detail: reasonFor(answer.error, answer.reason) });
      return;
    }
    if (answer.view) await agreeOn(answer.view);
  } catch (error) {
    if (GONE.includes(error.name)) failed(error, "This changed just when you chose, and nothing came of it. Please look again.");
    else failed(error);
  }
}

/** What an external menu offers for a query: {options, option_groups, error, message}. */
export async function suggest(where, payload) {
  try {
    return await post("/control/suggest", { user: me(), ...where, ...payload });
  } catch (error) {
    return { options: [], option_groups: [], error: error.name, message: error.message };
  }
}

/** Answers {errors} for the fields, {trouble} when it did not come through, or {} when all went well. */
export async function submit(view, values) {
  actsNow();
  let answer;
  try {
    answer = await post("/control/submit", { user: me(), view_id: view.id, values });
  } catch (error) {
    return { trouble: error.message };
  }
  if (answer.error) return { trouble: reasonFor(answer.error, answer.message) };
  if (answer.response_action === "errors") return { errors: answer.errors ?? {} };
  await agreeOn(answer.view);
  return {};
}

export async function closeView(view, { all = false } = {}) {
  const rest = all ? [] : state.views.filter((one) => one.id !== view.id);
  setViews(rest);
  try {
    await post("/control/close", { user: me(), view_id: view.id, all: all || undefined });
  } catch (error) {
    if (error.name === "offline") failed(error);
    else await refetchViews();
  }
}

let homeTold = 0; // how often Home was told; an answer to an older question does not bring an older one back

export function setHome(view) {
  homeTold += 1;
  state.home = view;
  emit("home");
}

export async function openHome() {
  const person = me();
  const before = homeTold;
  const { view, error } = await post("/control/home", { user: person });
  if (person !== me()) return;
  // Where the app is not there, the empty tab says so itself.
  if (error && state.connections) toast(TROUBLE, { error: true, detail: reasonFor(error) });
  if (view && before === homeTold) setHome(view);
  else emit("home");
}
