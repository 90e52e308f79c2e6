// The state of the pages, in one place. Whoever changes it says so, and everything is drawn once, in the next microtask.

/**
 * @typedef {"support" | "viewer" | "editor" | "publisher" | "owner"} Role
 * @typedef {{id: string, name: string, base: string, manifest: string, edit: number, owner: string, is_open: boolean}} Draft
 * @typedef {{sequence: number, environment: string, revision: string, replaces: number, kind: string, author: string,
 *   at: number, reason: string}} Deployment
 * @typedef {{name: string, policy: any, live: Deployment | null}} Environment
 */

export const state = {
  /** @type {any} the answer of `me`: null while nobody is signed in, undefined before it was asked. */
  me: undefined,
  /** @type {{id: string, name: string, engine: string, environments: Environment[], platforms: any[],
   *   people?: {id: string, name: string}[], file?: string, products?: any[]} | null} */
  app: null,
  /** @type {Draft[]} the open drafts. */
  drafts: [],
  /** @type {any} the address, in parts. */
  at: null,
  /** @type {{key: string, of: string, data: any, error: any, late: boolean}} the page's answers; `late` after a wait. */
  page: { key: "", of: "", data: undefined, error: null, late: false },
  online: true,
  /** What goes on, in a word or two, and the last edit that was saved. */
  busy: "",
  /** @type {number | null} */
  saved: null,
  /** @type {{words: string, action?: {label: string, run: () => void}} | null} */
  note: null,
  /** @type {{label: string, hint?: string, keys?: string, run: () => void}[]} the commands of the open page. */
  commands: [],
};

let draw = () => {};
let waiting = false;

/** Says what draws the state. */
export function drawnBy(task) {
  draw = task;
}

/** Changes the state and draws it soon. */
export function update(changes = {}) {
  Object.assign(state, changes);
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    draw();
  });
}

/** Has the app and the page asked for again, after a change. */
export const refresh = () => dispatchEvent(new Event("paywall-control:refresh"));

let timer;

/** Shows a note for some seconds; long enough to press its button. */
export function tell(words, action) {
  clearTimeout(timer);
  update({ note: { words, action } });
  timer = setTimeout(() => update({ note: null }), action ? 10_000 : 5_000);
}

/**
 * Returns the environment that the address names; production, where it names none.
 * @returns {Environment}
 */
export function environment() {
  const all = state.app?.environments ?? [];
  const named = (name) => all.find((one) => one.name === name);
  return (
    named(state.at.query.environment) ??
    named("production") ??
    all[0] ?? { name: "production", policy: null, live: null }
  );
}

/** Returns the name of whoever has this id: a person, or a token, whose id is `token:` and its name. */
export function nameOf(id) {
  const { me, app } = state;
  const person = app?.people?.find((one) => one.id === id) ?? (me?.person?.id === id ? me.person : undefined);
  return person?.name ?? id?.replace(/^token:/, "");
}

/** Returns the name of the file that is only looked at; undefined where people work on an app. */
export const file = () => state.app?.file;

/** Returns the draft that the address names. */
export function draft() {
  return state.drafts.find((one) => one.id === state.at.query.draft) ?? null;
}

const ROLES = ["support", "viewer", "editor", "publisher", "owner"];

/** Returns whether the person's role in the app is this one, or one that may more. */
export function may(role) {
  const mine = state.me?.apps.find((one) => one.id === state.at.app)?.role;
  return ROLES.indexOf(mine) >= ROLES.indexOf(role);
}
