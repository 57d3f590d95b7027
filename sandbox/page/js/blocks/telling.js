// How the app is told of what is done with an element: in its order, also where the element is drawn anew meanwhile. Two
// that were under way at once might arrive in the other order, and the app would be told the older one last.

const under = new Map(); // element → what it is told of last
const typing = new Map(); // element → {tell, more}: how the newest letters are told, and whether there are some

/** An element's name wherever it is drawn: of two that are drawn one after the other, both have it. */
export function nameOfElement(element, block, ctx) {
  return JSON.stringify([ctx.id, block.block_id, element.action_id]);
}

/** Does `work` once the app has taken all that was done with this element before. */
export function inTurn(name, work) {
  const done = (under.get(name) ?? Promise.resolve()).then(work);
  under.set(name, done);
  done.finally(() => { if (under.get(name) === done) under.delete(name); });
  return done;
}

/** Tells of letters, which come faster than the app answers: the newest wait for it, and those before are left out. */
export async function tellNewest(name, tell) {
  const before = typing.get(name);
  if (before) {
    Object.assign(before, { tell, more: true });
    return;
  }
  const mine = { tell, more: true };
  typing.set(name, mine);
  while (mine.more) {
    mine.more = false;
    await mine.tell();
  }
  typing.delete(name);
}
