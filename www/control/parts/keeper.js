// What is asked for once: answers that never change, and those that a page shows as soon as they are here.
import { update } from "../store.js";

/** Makes a keeper of the answers that were asked for last, by their keys. */
export function keeper(most = 40) {
  /** @type {Map<string, {answer: Promise<any>, value?: any}>} */
  const kept = new Map();
  const ask = (/** @type {string} */ key, /** @type {() => Promise<any>} */ make) => {
    const found = { answer: make() };
    kept.set(key, found);
    for (const old of [...kept.keys()].slice(0, -most)) kept.delete(old);
    found.answer.then(
      (value) => Object.assign(found, { value }),
      () => kept.delete(key),
    );
    return found;
  };
  return {
    /**
     * Resolves to the answer. What failed is asked for again.
     * @type {(key: string, make: () => Promise<any>) => Promise<any>}
     */
    of: (key, make) => (kept.get(key) ?? ask(key, make)).answer,
    /**
     * Returns the answer if it is here by now, and has the page drawn again once it comes; a failure is `{ error }`.
     * @type {(key: string, make: () => Promise<any>) => any}
     */
    now(key, make) {
      if (!kept.has(key)) ask(key, () => make().catch((error) => ({ error }))).answer.then(() => update());
      return kept.get(key).value;
    },
  };
}
