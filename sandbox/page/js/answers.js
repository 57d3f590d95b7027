// Answers that tell of a message. What the stream told of it while the question was under way is newer than the answer,
// or as new, and stays: each change that an answer tells of is told by the stream as well.
import { keepMessage } from "./store.js";

const underWay = new Set(); // for each question the messages that the stream told of meanwhile

function keyOf(channel, ts) {
  return `${channel}/${ts}`;
}

/** Asks by `work()`; answers {answer, keep}: `keep(channel, message)` keeps what the answer tells, unless it is old. */
export async function asking(work) {
  const told = new Set();
  underWay.add(told);
  try {
    const answer = await work();
    return { answer, keep: (channel, message) => { if (message && !told.has(keyOf(channel, message.ts))) keepMessage(channel, message); } };
  } finally {
    underWay.delete(told);
  }
}

/** Notes that the stream told of a message: that it came, changed or went. */
export function noteTold(channel, ts) {
  for (const told of underWay) told.add(keyOf(channel, ts));
}
