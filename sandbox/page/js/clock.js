// The bar of the local Slack's own tools: the movable clock, the app's connection, and what opens the drawers.
// It is not Slack's, and looks so.
import { get, post } from "./api.js";
import { announce, h } from "./dom.js";
import { icon } from "./icons.js";
import { toggleFaults } from "./faults.js";
import { refusedCount, toggleInspector } from "./inspector.js";
import { toggleScheduled } from "./scheduled.js";
import { now, on, setClock, state, zone } from "./store.js";
import { shortMoment, span, zoneName } from "./times.js";
import { failed } from "./toast.js";

const JUMPS = [["+1 hour", 3600], ["+1 day", 86_400], ["+1 week", 604_800]];

function noEvent() {
  if (!state.connections) return "the app is not connected";
  if (!state.clock.idle) return "the app is at work";
  return state.clock.watchers ? "nothing planned" : "nothing scheduled";
}

const TOOLS = [
  ["scheduled", "Scheduled", "clock", toggleScheduled],
  ["faults", "Faults", "warn", toggleFaults],
  ["inspector", "Inspector", "inspect", toggleInspector, refusedCount],
];

function toolButton([name, label, picture, toggle, count]) {
  const button = h("button", { type: "button", class: "tool", title: label, "aria-label": label, "aria-expanded": "false", on: { click: toggle } },
    icon(picture, 16), h("span", { class: "wide-only" }, label));
  button.append(...[count?.(button)].filter(Boolean));
  on("drawer", (open) => button.setAttribute("aria-expanded", String(open === name)));
  return button;
}

export function clockBar() {
  let busy = false;
  let asked = 0;
  let told = 0; // how often the clock was told: an answer to an older question does not set it back
  const time = h("time", { class: "clock-time", "data-testid": "clock-time" });
  const ahead = h("span", { class: "clock-ahead" });
  const jumps = JUMPS.map(([label, seconds]) => h("button", { type: "button", class: "tool", on: { click: () => move({ advance: seconds }, label) } }, label));
  const when = h("span", { class: "clock-when" });
  const next = h("button", { type: "button", class: "tool tool-next", "aria-label": "Next event", on: { click: () => move({ to: "next" }, "the next event") } }, icon("forward", 14), "Next event");
  const work = h("span", { class: "clock-busy", hidden: true, role: "status" }, h("span", { class: "spinner" }), "The app is at work…");
  const connection = h("span", { class: "connection", role: "status", "data-testid": "connection" });
  const tools = h("span", { class: "clock-tools", role: "group", "aria-label": "Tools" }, TOOLS.map(toolButton));
  const node = h("footer", { class: "clock-bar", "aria-label": "Local Slack tools", role: "region" },
    h("span", { class: "clock-name", title: "This bar belongs to the local Slack; the real one has no such thing." }, icon("clock", 16), h("span", {}, "Local Slack")),
    time, h("span", { class: "clock-jumps", role: "group", "aria-label": "Move the clock" }, jumps, next, when), ahead, work,
    h("span", { class: "grow" }), connection,
    tools);

  async function move(how, label) {
    if (busy) return;
    busy = true;
    draw();
    const before = told;
    try {
      const answer = await post("/control/clock", how);
      // What was told after the move, as of the next event, is newer than the answer.
      if (before === told || answer.clock.revision > state.clock.revision) setClock(answer.clock);
      announce(`The clock moved to ${shortMoment(now())}`);
    } catch (error) {
      failed(error, `The clock could not be moved by ${label}.`);
    } finally {
      busy = false;
      draw();
    }
  }

  function draw() {
    tick();
    const due = state.clock.next_due ? Date.parse(state.clock.next_due) : null;
    const lead = span(Math.abs(state.clock.offset));
    const [way, of] = state.clock.offset < 0 ? ["behind", " real time"] : ["ahead", " of real time"];
    ahead.replaceChildren(...(busy ? [] : lead ? [`${lead} ${way}`, h("span", { class: "clock-of" }, of)] : ["real time"]));
    for (const one of jumps) one.disabled = busy;
    next.disabled = busy || due === null;
    when.classList.toggle("no-event", due === null);
    when.textContent = due === null ? noEvent() : due <= now() ? "due now" : shortMoment(due);
    next.title = due === null ? `No next event: ${noEvent()}${state.clock.watchers ? "" : ", and the app does not say what it plans by this clock"}.` : `Moves the clock to ${shortMoment(due)}`;
    work.hidden = !busy;
    node.setAttribute("aria-busy", String(busy));
    connection.classList.toggle("off", !state.connections);
    connection.title = state.connections ? `${state.connections} open connection${state.connections === 1 ? "" : "s"}` : "Start the app with this workspace's tokens and its API address; the command that started the workspace printed them.";
    connection.replaceChildren(h("i", {}), h("span", {}, state.connections ? "App connected" : "App not connected"));
  }

  function tick() {
    time.textContent = `${shortMoment(now())} ${zoneName()}`;
    time.setAttribute("datetime", new Date(now()).toISOString());
    time.title = zone();
  }

  // What waits for its time is told of without the clock: a message that was scheduled, a status that ends.
  async function lookAhead() {
    const mine = ++asked;
    const before = told;
    try {
      const clock = await get("/clock");
      if (mine !== asked || busy) return;
      if (before === told) setClock(clock);
      else lookAhead();
    } catch {
      // A server that is away has its own banner; after it the clock is learned anew.
    }
  }

  setInterval(tick, 1000);
  on("clock", () => { told += 1; });
  for (const topic of ["scheduled", "users"]) on(topic, lookAhead);
  for (const topic of ["clock", "connections", "person"]) on(topic, draw);
  draw();
  return node;
}
