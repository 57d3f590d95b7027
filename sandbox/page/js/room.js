// Room for a stream. A browser holds six connections to one place, all its tabs together, and a stream is one for as long
// as its tab is open: the tabs share four, so that two are always left to ask with. Locks are let go by the browser
// itself when a tab ends, however it ends.
const MOST = 4;
const AGAIN = 250; // milliseconds
const talk = new BroadcastChannel("streams");

// Answers how to let the lock go, or null where another tab has it.
function take(name) {
  return new Promise((answer) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return answer(null);
      return new Promise((letGo) => answer(letGo));
    });
  });
}

/** Waits for room and answers how to give it back; null once it is not `wanted()` any more. */
export async function room(wanted) {
  // Only at an address that the browser does not trust, and the local Slack has none such, there are no locks.
  if (!navigator.locks) return () => {};
  while (wanted()) {
    for (let at = 0; at < MOST; at += 1) {
      const giveBack = await take(`stream-${at}`);
      if (giveBack) return giveBack;
    }
    talk.postMessage("wanted");
    await new Promise((later) => setTimeout(later, AGAIN));
  }
  return null;
}

/** Calls `give` when another tab wants room while nobody looks at this one. */
export function whenWanted(give) {
  talk.addEventListener("message", () => { if (document.hidden) give(); });
}
