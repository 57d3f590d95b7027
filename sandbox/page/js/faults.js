// The tool that stages what goes wrong on Slack's worst days, and shows what is staged.
import { get, post } from "./api.js";
import { announce, freshId, h, refill } from "./dom.js";
import { toggleDrawer } from "./drawer.js";
import { humans, nameOf, on, state, titleOf } from "./store.js";
import { suggest } from "./suggestions.js";
import { failed } from "./toast.js";

// What each kind does, and the field that only it has: [name, label, value, words].
const KINDS = {
  429: { says: "Too many calls (429)", does: "The call is refused, with Retry-After.", field: ["retry_after", "Retry after, seconds", "1"] },
  500: { says: "Slack is broken (500)", does: "The call is refused with HTTP 500 and no JSON." },
  timeout: { says: "No answer (timeout)", does: "The call is not answered, and not done." },
  drop_reply: { says: "Answer lost (drop_reply)", does: "The call is done, and its answer lost." },
  done_500: { says: "Done, answered 500 (done_500)", does: "The call is done, and answered with HTTP 500." },
  done_timeout: { says: "Done, no answer (done_timeout)", does: "The call is done, and never answered." },
  lag: { says: "History lags (lag)", does: "Messages younger than this are not shown to the app yet.", field: ["seconds", "Seconds", "30"] },
  latency: { says: "Slow (latency)", does: "The call arrives late, and is done then.", field: ["seconds", "Seconds", "2"] },
  socket_close: { says: "Connection closes (socket_close)", does: "Socket Mode connections end: at once, or at a call of the method.", field: ["reason", "Reason", "", ["", "warning", "refresh_requested", "link_disabled"]], socket: true },
  socket_silent: { says: "Connection goes dead (socket_silent)", does: "Socket Mode connections stay up, and nothing comes over them.", socket: true },
};

export function toggleFaults() {
  toggleDrawer("faults", faultPanel);
}

function row(label, control, hint = null) {
  control.id = freshId("fault");
  return h("div", { class: "tool-field" }, h("label", { for: control.id }, label), control, hint ? h("small", {}, hint) : null);
}

function choice(options) {
  return h("select", { class: "tool-select" }, options.map(([value, label]) => h("option", { value }, label)));
}

function target(fault) {
  const parts = [fault.method === "*" ? "any method" : fault.method];
  if (fault.user) parts.push(`for ${nameOf(state.users.get(fault.user))}`);
  if (fault.channel) parts.push(`in ${titleOf(state.conversations.get(fault.channel)) || fault.channel}`);
  return parts.join(" ");
}

function often(fault) {
  if (fault.times === null) return fault.probability >= 1 ? "every time" : `${Math.round(fault.probability * 100)} % of the time`;
  return fault.times === 1 ? "once" : `${fault.times} times`;
}

function faultPanel() {
  let staged = [];
  let looking = 0;
  let newest = Promise.resolve();
  let methods = [];
  const kind = choice(Object.entries(KINDS).map(([value, { says }]) => [value, says]));
  const does = h("small", { "aria-live": "polite" });
  const method = h("input", { class: "text-input", type: "text", placeholder: "any method", autocomplete: "off", spellcheck: "false" });
  const offerMethods = suggest(method, () => methods);
  const user = choice([["", "anybody"], ...humans().map((one) => [one.id, nameOf(one)])]);
  const channel = choice([["", "anywhere"], ...[...state.conversations.values()].map((one) => [one.id, titleOf(one)])]);
  const how = choice([["times", "A number of times"], ["probability", "By chance"], ["always", "Every time"]]);
  const amount = h("input", { class: "text-input", type: "number", min: "1", step: "1", value: "1" });
  const number = row("How many times", amount);
  const own = h("div", {});
  const trouble = h("p", { class: "tool-trouble", role: "alert", hidden: true });
  const list = h("ul", { class: "faults", "aria-label": "Staged faults" });
  let extra = null; // the field of the chosen kind

  function drawKind() {
    const { does: words, field } = KINDS[kind.value];
    does.textContent = words;
    extra = field && (field[3] ? choice(field[3].map((one) => [one, one || "cut, without a word"])) : h("input", { class: "text-input", type: "number", min: "0", step: "any", value: field[2] }));
    own.replaceChildren(...(field ? [row(field[1], extra)] : []));
  }

  function asked() {
    const { field } = KINDS[kind.value];
    const shown = { times: { times: Number(amount.value) }, probability: { probability: Number(amount.value) / 100 }, always: { probability: 1 } }[how.value];
    const mine = field && extra.value !== "" ? { [field[0]]: field[3] ? extra.value : Number(extra.value) } : {};
    return { kind: kind.value, method: method.value.trim() || undefined, user: user.value || undefined, channel: channel.value || undefined, ...shown, ...mine };
  }

  async function plan(faults, words) {
    trouble.hidden = true;
    try {
      const answer = await post("/control/faults", faults);
      announce(answer.connections_struck ? `${words} ${answer.connections_struck} connections struck.` : words);
      if (answer.connections_struck) note(`Struck ${answer.connections_struck} ${answer.connections_struck === 1 ? "connection" : "connections"} at once.`);
    } catch (error) {
      note(error.message);
    }
    await look();
  }

  function note(words) {
    trouble.textContent = words;
    trouble.hidden = false;
  }

  // What was used up in the meantime is not staged again: the list is asked for first.
  async function change(make, words) {
    await look();
    await plan(make(staged), words);
  }

  function look() {
    looking += 1;
    newest = lookOnce(looking);
    return newest;
  }

  async function lookOnce(mine) {
    try {
      const answer = await get("/control/faults");
      // Overtaken, as by what just passed: whoever waits for this waits for the newest.
      if (mine !== looking) return newest;
      staged = answer.faults;
      draw();
      if (methods.length) return;
      methods = answer.methods;
      offerMethods();
    } catch (error) {
      failed(error);
    }
  }

  function draw() {
    refill(list, ...(staged.length ? staged.map((fault, at) => h("li", { "data-testid": "fault" },
      h("span", {}, h("b", {}, KINDS[fault.kind].says), h("small", {}, `${target(fault)}, ${often(fault)}`)),
      h("button", { type: "button", class: "tool", "aria-label": `Clear: ${KINDS[fault.kind].says}, ${target(fault)}`, on: { click: () => change((all) => all.filter((_, index) => index !== at), "Cleared.") } }, "Clear")))
      : [h("li", { class: "option-none" }, "Nothing is staged; all goes well.")]));
    clearAll.disabled = !staged.length;
  }

  const clearAll = h("button", { type: "button", class: "tool", on: { click: () => plan([], "All faults are cleared.") } }, "Clear all");
  const form = h("form", { class: "tool-form", novalidate: true },
    row("What goes wrong", kind), does,
    row("At a call of", method), h("div", { class: "two" }, row("For", user), row("In", channel)),
    h("div", { class: "two" }, row("How often", how), number), own, trouble,
    h("button", { type: "submit", class: "tool tool-next" }, "Stage it"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!number.hidden && !(Number(amount.value) > 0)) {
      note("Please say how often, with a number above 0.");
      amount.focus();
      return;
    }
    change((all) => [...all, asked()], "The fault is staged.");
  });
  kind.addEventListener("change", drawKind);
  how.addEventListener("change", () => {
    number.hidden = how.value === "always";
    number.querySelector("label").textContent = how.value === "probability" ? "Chance, in percent" : "How many times";
    amount.value = how.value === "probability" ? "50" : "1";
  });
  // A fault that strikes is counted down: each exchange may have been one.
  const stop = on("traffic", look);
  drawKind();
  look();
  return {
    title: "Faults", hint: "What Slack does on its worst days", focus: kind, stop,
    body: h("div", { class: "drawer-body" }, form, h("div", { class: "faults-head" }, h("h3", {}, "Staged"), clearAll), list),
  };
}
