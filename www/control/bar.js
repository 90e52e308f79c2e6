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

function apps() {
  const { me, app } = state;
  if (me.apps.length < 2) return html`<span class="app">${app.name}</span>`;
  return menu(
    html`<span class="app">${app.name}</span>`,
    `App: ${app.name}`,
    me.apps.map(({ id, name, role }) => item(name, role, () => openApp(id), id === app.id)),
  );
}

function environments() {
  const chosen = environment();
  const items = state.app.environments.map((one) => {
    const hint = one.live ? html`published ${ago(one.live.at)}` : "nothing is live yet";
    return item(one.name, hint, () => choose({ environment: one.name }), one.name === chosen.name);
  });
  return menu(
    html`<span class="environment">${chosen.name}</span>`,
    `Environment: ${chosen.name}`,
    items,
    "environments",
  );
}

function drafts() {
  const chosen = draft();
  const items = [
    item("What is live", `as customers of ${environment().name} see it`, () => choose({ draft: null }), !chosen),
    ...state.drafts.map((one) =>
      item(one.name, `${nameOf(one.owner)}, edit ${one.edit}`, () => choose({ draft: one.id }), one.id === chosen?.id),
    ),
    may("editor")
      ? html`<hr><button type="button" @click=${() => beginDraft()}><b>${icon("plus")}New draft</b><small>of what is live</small></button>`
      : nothing,
  ];
  const label = chosen?.name ?? "What is live";
  return menu(html`<span class="draft">${label}</span>`, `Draft: ${label}`, items, "drafts");
}

function going() {
  const { busy, saved } = state;
  if (busy) return busy;
  return saved && draft() ? `Saved ${saved}` : nothing;
}

function reviewButton() {
  const one = draft();
  if (!one)
    return may("editor")
      ? html`<button type="button" class="start" @click=${() => beginDraft()}>Edit</button>`
      : nothing;
  const pending = changesOf()?.changes?.length;
  const said = pending === undefined ? "" : count(pending, "change");
  return html`<a class="button review" href=${href(`review/${one.id}`)}><span>Review</span>${said ? html`<b>${said}</b>` : nothing}</a>`;
}

function account() {
  const { person, name } = state.me;
  const who = person?.name ?? name ?? "Token";
  return menu(
    html`<i class="face" aria-hidden="true" data-initials=${initials(who)}></i>`,
    `Signed in as ${who}`,
    html`<p><b>${who}</b><small>${person?.email ?? nothing}</small></p><hr>${item("Sign out", "", signOut)}`,
    "account",
  );
}
