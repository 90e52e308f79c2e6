// Whether what is live has something that a draft lacks: then publishing the draft would take it back.
import { getOnce } from "../api.js";

/** The most revisions that are looked at. A draft that is further away is behind, too. */
const MOST = 50;

/** Returns whether a draft comes from what is live, however many revisions lie between. */
export async function isBehind(draft, live) {
  if (!live) return false;
  const waiting = [draft.base, draft.merged].filter(Boolean);
  const seen = new Set(waiting);
  for (let count = 0; waiting.length && count < MOST; count += 1) {
    const hash = waiting.shift();
    if (hash === live.revision) return false;
    const { parents } = await getOnce(`/revisions/${hash}`);
    for (const parent of parents) if (!seen.has(parent)) waiting.push(parent) && seen.add(parent);
  }
  return true;
}
