// Starts the Control Center: follows the address, asks for what its page shows, and draws.
import { html, nothing, render } from "lit-html";

import { followedBy, go, open, read, setQuery } from "./address.js";
import { call } from "./api.js";
import { askApp, askMe, edit, followFile, saved } from "./app.js";
import { bar } from "./bar.js";
import { listen } from "./keys.js";
import { load as loadModule } from "./module.js";
import { navigation } from "./navigation.js";
import { palette } from "./palette.js";
import { failure } from "./parts/blocks.js";
import { FRAME } from "./parts/frame.js";
import { PAGES } from "./pages/index.js";
import { arrival } from "./pages/session.js";
import { WAYS_IN } from "./paths.js";
import { draft, drawnBy, environment, file, may, state, tell, update } from "./store.js";

const root = document.getElementById("control");

/** The time before a page that is still empty says that it waits. */
const PATIENCE = 200;

/** The answers that pages were shown with, by their keys. */
const answers = new Map();
const MOST_ANSWERS = 40;

/** Follows the address: what is known already is shown at once. */
async function arrive(at) {
  const former = state.at;
  update({ at });
  try {
    const early = state.me === undefined && at.app && !WAYS_IN.includes(at.app) ? askApp().catch(() => {}) : null;
    // Whoever has no account yet is not asked who they are.
    if (["setup", "password", "sign-in"].includes(at.app)) return update({ me: state.me ?? null });
    if (state.me === undefined) await askMe();
    if (!state.me || WAYS_IN.includes(at.app)) return;
    if (!at.app) return open(`/control/${state.me.apps[0]?.id ?? "none"}/overview`, { replace: true });
    await early;
    if (state.app?.id !== at.app) await askApp();
    await showPage();
    prepare();
    if (former?.page !== at.page || former?.id !== at.id) arrived();
  } catch (error) {
    update({ page: { key: "", of: pageOf(at), data: undefined, error, late: false } });
  }
}

let isPrepared = false;

/** Brings what the late pages are made of once the browser has nothing else to do, so that they open at once. */
function prepare() {
  if (isPrepared) return;
  isPrepared = true;
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  // What is open already needs no other model.
  const live = draft() || state.at.page === "campaigns" ? undefined : environment().live?.revision;
  const late = [PAGES.campaigns.late, PAGES.paywalls.lateWithId];
  const parts = late.map((load) => async () => (await load()).prepare(live));
  const all = [async () => (await loadModule()).Runtime.preload(), ...parts];
  // What does not come now is asked for again when it is needed.
  idle(() => all.forEach((bring) => bring().catch(() => {})));
}

/** Brings the new page to its top, and the focus to it for those who cannot see it. */
function arrived() {
  const main = document.querySelector("main");
  main?.scrollTo(0, 0);
  if (document.activeElement === document.body || document.activeElement?.closest(".nav, dialog"))
    main?.focus({ preventScroll: true });
}

/** Says what the answers of the page depend on. */
function keyOf({ app, page, id, query }) {
  const { name, live } = environment();
  const asked = PAGES[page]?.asks?.map((part) => query[part]);
  return JSON.stringify([app, page, id, name, live?.sequence, query.draft, draft()?.edit, asked]);
}

/** Says which page it is, whatever parts of it are asked for. */
const pageOf = ({ app, page, id }) => `${app} ${page} ${id}`;

/** Asks for what the page shows, unless it is a module that asks itself. */
async function showPage({ again = false } = {}) {
  const { at } = state;
  const load = lateModule(at) ? undefined : PAGES[at.page]?.load;
  const key = keyOf(at);
  if (key === state.page.key && !again && !state.page.error) return update();
  const late = setTimeout(() => update({ page: { ...state.page, late: true } }), PATIENCE);
  const of = pageOf(at);
  const stays = state.page.of === of;
  const known = answers.get(key) ?? (stays ? state.page.data : undefined);
  update({ page: { key, of, data: known, error: null, late: false }, ...(!stays && { commands: [] }) });
  try {
    const data = (await load?.(at)) ?? {};
    answers.set(key, data);
    for (const old of [...answers.keys()].slice(0, -MOST_ANSWERS)) answers.delete(old);
    if (keyOf(state.at) === key) update({ page: { key, of, data, error: null, late: false } });
  } catch (error) {
    if (keyOf(state.at) === key) update({ page: { key, of, data: answers.get(key), error, late: false } });
  } finally {
    clearTimeout(late);
  }
}

/** Asks for the app and the page again, after a change or a while. */
export async function refresh() {
  await askApp();
  await showPage({ again: true });
}

addEventListener("paywall-control:refresh", () => refresh().catch((error) => tell(error.message)));
addEventListener("focus", () => state.app && state.online && refresh().catch(() => {}));

/** Returns what loads the module that fills the page, where one does. */
function lateModule({ page, id }) {
  const { late, lateWithId } = PAGES[page] ?? {};
  return id && lateWithId ? lateWithId : late;
}

/** The module that fills the page, where one does. */
let mounted = { key: "", place: null, part: null };

/** Returns the element of a module that mounts itself, and brings it up to date. The one before ends; none is "". */
function latePage(key, load) {
  if (mounted.key === key) {
    mounted.part?.update(context());
    return mounted.place;
  }
  mounted.part?.unmount();
  const here = { key, place: Object.assign(document.createElement("div"), { className: "late" }), part: null };
  mounted = here;
  load?.()
    .then((module) => mounted === here && (here.part = module.mount(here.place, context())))
    .catch((error) => render(failure(error), here.place));
  return here.place;
}

/** Makes what such a module gets (README.md). */
function context() {
  const { app, id, query } = state.at;
  const prefix = `/apps/${encodeURIComponent(app)}/`;
  return {
    app,
    id,
    query,
    draft: draft()?.id ?? null,
    environment: environment().name,
    mayEdit: may("editor") && Boolean(draft()?.is_open),
    isForReading: !may("editor"),
    setQuery,
    go,
    call: (method, path, body, options) => call(method, prefix + path, body, options),
    module: loadModule,
    frame: FRAME,
    saved,
    busy: (words) => update({ busy: words }),
    tell,
    commands: (commands) => update({ commands }),
    edit,
  };
}

function main() {
  const { at, page } = state;
  const { top, view } = PAGES[at.page] ?? {};
  const module = lateModule(at);
  // A module that fills all pages below one stays when one goes from one to another: with its draft, and what it takes back.
  if (module) return latePage(pageOf(PAGES[at.page].late ? { ...at, id: "" } : at), module);
  latePage("");
  if (!view) return html`<div class="page">${failure({ message: "There is no such page.", code: "not_found" })}</div>`;
  const data = page.of === pageOf(at) ? page.data : undefined;
  const waits = page.late ? html`<div class="skeleton" role="status" aria-label="Loading"></div>` : nothing;
  return html`<div class="page" data-page=${at.page} aria-busy=${data === undefined} ?data-late=${page.late}>${top?.() ?? nothing}${page.error ? failure(page.error) : nothing}${data === undefined ? waits : view(data)}</div>`;
}

function view() {
  const { me, at, app, online } = state;
  if (me === null || WAYS_IN.includes(at.app)) return arrival(() => arrive(read()));
  if (!me || !app) return state.page.error ? failure(state.page.error) : nothing;
  const title = PAGES[at.page]?.label ?? "Not found";
  document.title = [title, app.name, ...(file() ? [] : [environment().name])].join(" · ");
  return html`<a class="skip" href="#main">Skip to the content</a>
    <div class="control" data-environment=${environment().name} data-draft=${draft() ? "yes" : "no"}>
      ${bar()} ${navigation()}
      <main id="main" tabindex="-1">
        ${online ? nothing : html`<p class="banner" role="status">The server cannot be reached. It is asked again every few seconds; what you see may be old.</p>`}
        ${main()}
      </main>
      <div class="note" role="status">${state.note ? note(state.note) : nothing}</div>
      ${palette()}
    </div>`;
}

/** @param {{words: string, action?: {label: string, run: () => void}}} note */
const note = ({ words, action }) =>
  html`<p>${words}${action ? html`<button type="button" @click=${action.run}>${action.label}</button>` : nothing}</p>`;

drawnBy(() => render(view(), root));
followedBy(arrive);
listen();
arrive(read());
followFile();
