// Words that depend on what time it is ("Today at 9:41", "2 days ago"): they are told anew where they stand, at each
// minute and whenever the clock is moved, so that nothing is drawn again for them and nobody loses their place.
import { emit, on, state } from "./store.js";

const MINUTE = 60_000;
const tellers = new WeakMap(); // node → what writes its words

/** Lets `tell(node)` write the words of a node, now and whenever they may have changed; answers the node. */
export function moving(node, tell) {
  node.classList.add("moving");
  tellers.set(node, tell);
  tell(node);
  return node;
}

/** Tells the words in `root` anew; what is inside comes first, for what is around may quote it. */
export function retell(root) {
  for (const node of [root, ...root.querySelectorAll(".moving")].reverse()) tellers.get(node)?.(node);
}

/** Tells all that is on the page anew as time goes by; whoever keeps nodes apart from it hears "moment". */
export function watchTime() {
  let offset = null;
  const tell = () => {
    retell(document.body);
    emit("moment");
  };
  on("clock", () => {
    if (state.clock.offset === offset) return;
    offset = state.clock.offset;
    tell();
  });
  setInterval(tell, MINUTE);
}
