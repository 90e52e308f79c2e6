// What the shell knows of the app: who is signed in, its environments, its open drafts, and what a draft changes.
import { go, href, open } from "./address.js";
import { call, get, send, tryGet } from "./api.js";
import { giveDetails } from "./editor/states.js";
import { keeper } from "./parts/keeper.js";
import { draft, environment, state, tell, update } from "./store.js";

/** Asks who is signed in; null for nobody. */
export async function askMe() {
  const answer = await call("GET", "/me").catch((error) => {
    if (error.status === 401) return { body: null };
    throw error;
  });
  update({ me: answer.body });
}

/** Asks for the app of the address, and its open drafts. */
export async function askApp() {
  const [app, drafts, names] = await Promise.all([get(""), get("/drafts"), tryGet("/names")]);
  giveDetails(app.products ?? []);
  update({ app: { ...app, people: names }, drafts: drafts.filter((one) => one.is_open) });
}

/** The time between two looks at whether a file was read again, in milliseconds. */
const LOOK = 1_000;

/** Begins to follow a file that is only looked at: the page comes anew when it was read again. */
export function followFile() {
  setInterval(async () => {
    const { app } = state;
    if (!app?.file || document.hidden || !state.online) return;
    const now = await tryGet("").catch(() => undefined);
    const [before, after] = [app, now].map((one) => one?.environments[0]?.live?.sequence);
    if (after && before !== after) location.reload();
  }, LOOK);
}

/** What drafts change against what is live, by all that it depends on. */
const changes = keeper();

/** Returns what the open draft changes in the environment, if that is known by now; asks for it otherwise. */
export function changesOf() {
  const one = draft();
  if (!one) return undefined;
  const { live } = environment();
  const path = difference(one.id, live);
  return changes.now(`${state.at.app} ${path} ${one.edit}`, () => tryGet(path));
}

/** Makes the path of what a draft changes: against what is live, or else against what it began with. */
export const difference = (id, live) =>
  live ? `/revisions/${live.revision}/difference/draft:${id}` : `/drafts/${id}/changes`;

/** Hears from an editor that an edit is saved. */
export function saved(edit) {
  const id = draft()?.id;
  const drafts = state.drafts.map((one) => (one.id === id ? { ...one, edit } : one));
  update({ drafts, saved: edit, busy: "" });
}

/** Makes a draft of what is live, and opens it. Resolves to its id. */
export async function beginDraft(name) {
  const day = new Date().toLocaleDateString("en", { day: "numeric", month: "long" });
  const mine = state.me.person?.name ?? state.me.name ?? "Somebody";
  const made = await send("POST", "/drafts", { name: name || `${mine.split(" ")[0]}’s changes, ${day}` });
  update({ drafts: [made, ...state.drafts] });
  choose({ draft: made.id });
  tell(`The draft “${made.name}” is open. Customers see nothing of it before it is published.`);
  return made.id;
}

/** Opens the draft of the address, or makes one. */
export const edit = async () => draft()?.id ?? beginDraft();

/** Chooses an environment or a draft, and stays on the page. */
export function choose(query) {
  const path = [state.at.page, state.at.id].filter(Boolean).join("/");
  open(href(path, { ...state.at.query, ...query }));
}

/** Opens another app. */
export const openApp = (app) => open(href("overview", { draft: null, environment: null }, app));

/** Ends the session. */
export async function signOut() {
  await call("DELETE", "/sessions/current");
  update({ me: null });
}

/** Closes a draft for good; its edits stay in the history. */
export async function closeDraft(id) {
  await send("DELETE", `/drafts/${id}`);
  update({ drafts: state.drafts.filter((one) => one.id !== id) });
  if (state.at.query.draft === id) go("overview", { draft: null });
}

/** Returns where the content that one looks at is from: the draft, or what is live in the environment. */
export function source(environment, one = draft()) {
  if (one) return { draft: one.id, edit: one.edit };
  return environment.live ? { revision: environment.live.revision } : null;
}
