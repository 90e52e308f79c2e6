// Answers of the server that stand beside a rule: asked for a moment after the last change, one at a time, and the last
// one stays on the page until the next comes.

/** @import { Work } from "./work.js" */

/** The time after a change before anything is asked. */
const BREATH = 400;

/** @typedef {{key: string, body: any, error: any, waits: boolean, timer?: any, asking?: AbortController}} Answer */
/** @type {WeakMap<Work, Map<string, Answer>>} */
const answers = new WeakMap();

/**
 * Asks for what stands at a place of the page, unless this was asked already. Returns what is known by now.
 * @param {Work} work
 * @param {string} place
 * @param {{path: string, body: any, edit?: number}} what `edit` is the state of the draft that the answer is about
 * @returns {Answer}
 */
export function answer(work, place, { path, body, edit }) {
  const all = answers.get(work) ?? new Map();
  answers.set(work, all);
  const known = all.get(place) ?? { key: "", body: null, error: null, waits: false };
  all.set(place, known);
  const key = JSON.stringify([path, body, edit]);
  if (key === known.key) return known;
  const isFirst = known.key === "";
  known.key = key;
  known.waits = true;
  clearTimeout(known.timer);
  known.timer = setTimeout(() => ask(work, known, { path, body }), isFirst ? 0 : BREATH);
  return known;
}

/** @param {Work} work @param {Answer} known @param {{path: string, body: any}} what */
async function ask(work, known, { path, body }) {
  const { key } = known;
  known.asking?.abort();
  known.asking = new AbortController();
  const method = body === undefined ? "GET" : "POST";
  try {
    const found = await work.context.call(method, path, body, { signal: known.asking.signal });
    if (known.key === key) Object.assign(known, { body: found.body, error: null, waits: false });
  } catch (error) {
    if (known.key === key) Object.assign(known, { error, waits: false });
  }
  if (known.key === key) work.show();
}
