// The tool that lists what the app scheduled and was not posted yet.
import { get } from "./api.js";
import { h } from "./dom.js";
import { toggleDrawer } from "./drawer.js";
import { mrkdwn } from "./mrkdwn.js";
import { openConversation } from "./session.js";
import { appName, now, on, state, titleOf } from "./store.js";
import { shortMoment, span } from "./times.js";
import { failed } from "./toast.js";

export function toggleScheduled() {
  toggleDrawer("scheduled", scheduled);
}

function moment(seconds) {
  const ahead = span(seconds - now() / 1000);
  return [h("b", {}, shortMoment(seconds * 1000)), h("small", {}, ahead ? `in ${ahead}` : "now")];
}

function message(one) {
  return h("li", { class: "scheduled", "data-testid": "scheduled-message" },
    h("div", { class: "scheduled-when" }, moment(one.post_at)),
    h("div", { class: "scheduled-text" }, mrkdwn(one.text || "(blocks without a text)"),
      one.thread_ts ? h("small", {}, "In a thread") : null,
      one.obstacle ? h("small", { class: "bad" }, `Will not be posted: ${one.obstacle}`) : null));
}

// A conversation of other people is named by its id: this person cannot open it.
function place(channel) {
  const conversation = state.conversations.get(channel);
  return conversation
    ? h("button", { type: "button", class: "as-link", on: { click: () => openConversation(channel) } }, conversation.kind === "channel" ? `#${titleOf(conversation)}` : titleOf(conversation))
    : h("span", {}, `${channel}, of other people`);
}

function scheduled() {
  let waiting = null;
  let looking = 0;
  const list = h("div", { class: "drawer-body", tabindex: "0", role: "region", "aria-label": "Scheduled messages" });

  async function look() {
    const mine = ++looking;
    try {
      const answer = await get("/control/scheduled");
      if (mine !== looking) return;
      waiting = answer.scheduled;
      draw();
    } catch (error) {
      failed(error);
    }
  }

  function draw() {
    if (waiting === null) return;
    if (!waiting.length) {
      list.replaceChildren(h("p", { class: "option-none" }, `Nothing is scheduled. What ${appName()} hands over with chat.scheduleMessage waits here for its time by this workspace’s clock.`));
      return;
    }
    const places = Map.groupBy(waiting, (one) => one.channel);
    list.replaceChildren(...[...places].map(([channel, ones]) => h("section", {}, h("h3", {}, place(channel)), h("ul", {}, ones.map(message)))));
  }

  const stops = [on("scheduled", look), on("clock", draw), on("gap", look), on("conversations", draw)];
  look();
  return {
    title: "Scheduled", hint: "Messages that wait for their time", focus: list, body: list,
    stop: () => stops.forEach((stop) => stop()),
  };
}
