// type → how a block is drawn. A new block is one `defineBlock` call.
//
// render(block, ctx) answers a node. ctx:
//   surface   "message" | "modal" | "home"
//   id        which one of them it is
//   fields    a Fields, which collects the inputs drawn
//   kept      what the Fields before a re-draw kept
//   act(payload)  sends a block_actions payload: {action_id, block_id, value? | selected?}
//   suggest(payload)  asks for an external menu's options: {action_id, block_id, query}
import { h } from "../dom.js";

const blocks = new Map();

export function defineBlock(type, render) {
  blocks.set(type, render);
}

export function renderBlocks(list, ctx) {
  return h("div", { class: `blocks blocks-${ctx.surface}` }, (list ?? []).map((block) => renderBlock(block, ctx)));
}

/** One block, also where it stands in another one. */
export function renderBlock(block, ctx) {
  const render = blocks.get(block.type);
  const node = render ? shown(() => render(block, ctx)) : unknown(block);
  node.dataset.block = block.block_id ?? "";
  return node;
}

/** What `make` draws, or, where what an app sent cannot be drawn, a note in its place: all around it is shown all the same. */
export function shown(make) {
  try {
    return make();
  } catch (error) {
    reportError(error);
    return h("div", { class: "block unknown", role: "note" }, "This cannot be shown. The browser’s console says why.");
  }
}

function unknown(block) {
  return h("div", { class: "block unknown", role: "note" }, `This local Slack cannot show the block “${block.type}” yet.`);
}
