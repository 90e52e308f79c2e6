// The top bar: app, environment, draft, what is pending, and Review.
import { html, nothing } from "lit-html";

import { href } from "./address.js";
import { beginDraft, changesOf, choose, openApp, signOut } from "./app.js";
import { openPalette } from "./palette.js";
import { toggle } from "./navigation.js";
import { ago, count, initials } from "./parts/words.js";
import { icon } from "./parts/icon.js";
import { draft, environment, file, may, nameOf, state } from "./store.js";

/** Shows the top bar. */
export const bar = () =>
  html`<header class="bar">
    <button type="button" class="quiet burger" aria-label="Pages" aria-controls="nav" @click=${toggle}>${icon("menu")}</button>
    ${apps()} ${file() ? READS : html`${environments()} ${drafts()}`}
    <p class="going" role="status">${going()}</p>
    <button type="button" class="search" @click=${openPalette} aria-keyshortcuts="Meta+K Control+K">${icon("search")}<span>Search</span><kbd>⌘K</kbd></button>
    ${file() ? nothing : html`${reviewButton()} ${account()}`}
  </header>`;

/** The name of the choice to look at no draft. */
const LIVE = "What is live";

/** What stands in place of the environment and the draft, where there are none. */
const READS = html`<span class="environment" title="The file is read again when it changes">read only</span>`;

/** Shows a menu under a button. It shuts when something in it is chosen. */
function menu(label, title, items, kind = "") {
  const shut = (event) =>
    event.target.closest("a, button") && event.currentTarget.closest("details").removeAttribute("open");
  return html`<details class="menu ${kind}"><summary aria-label=${title}>${label}${icon("down")}</summary><div @click=${shut}>${items}</div></details>`;
}

const item = (label, hint, run, chosen = false) =>
  html`<button type="button" aria-current=${chosen ? "true" : nothing} @click=${run}><b>${label}</b><small>${hint}</small></button>`;

/** Shows a menu of things of which one is chosen. */
const choice = (kind, title, name, items, menus = "") =>
  menu(html`<span class=${kind}>${name}</span>`, `${title}: ${name}`, items, menus);

function apps() {
  const { me, app } = state;
  if (me.apps.length < 2) return html`<span class="app">${app.name}</span>`;
  const items = me.apps.map(({ id, name, role }) => item(name, role, () => openApp(id), id === app.id));
  return choice("app", "App", app.name, items);
}

function environments() {
  const chosen = environment();
  const items = state.app.environments.map(({ name, live }) => {
    const hint = live ? html`published ${ago(live.at)}` : "nothing is live yet";
    return item(name, hint, () => choose({ environment: name }), name === chosen.name);
  });
  return choice("environment", "Environment", chosen.name, items, "environments");
}

function drafts() {
  const chosen = draft();
  const hint = `as customers of ${environment().name} see it`;
  const all = state.drafts.map(({ id, name, owner, edit }) =>
    item(name, `${nameOf(owner)}, edit ${edit}`, () => choose({ draft: id }), id === chosen?.id),
  );
  const begin = item(html`${icon("plus")}New draft`, "of what is live", () => beginDraft());
  const items = html`${item(LIVE, hint, () => choose({ draft: null }), !chosen)}${all}${may("editor") ? html`<hr>${begin}` : nothing}`;
  return choice("draft", "Draft", chosen?.name ?? LIVE, items, "drafts");
}

function going() {
  const { busy, saved } = state;
  if (busy) return busy;
  return saved && draft() ? `Saved ${saved}` : nothing;
}

function reviewButton() {
  const one = draft();
  const start = html`<button type="button" class="start" @click=${() => beginDraft()}>Edit</button>`;
  if (!one) return may("editor") ? start : nothing;
  const pending = changesOf()?.changes?.length;
  const said = pending === undefined ? nothing : html`<b>${count(pending, "change")}</b>`;
  return html`<a class="button review" href=${href(`review/${one.id}`)}><span>Review</span>${said}</a>`;
}

function account() {
  const { person, name } = state.me;
  const who = person?.name ?? name ?? "Token";
  const face = html`<i class="face" aria-hidden="true" data-initials=${initials(who)}></i>`;
  const items = html`<p><b>${who}</b><small>${person?.email ?? nothing}</small></p><hr>${item("Sign out", "", signOut)}`;
  return menu(face, `Signed in as ${who}`, items, "account");
}
