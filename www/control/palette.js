// The palette (⌘K): pages, paywalls, rules, drafts, customers and commands by a few letters; and the list of keys (?).
import { html, nothing } from "lit-html";

import { go } from "./address.js";
import { beginDraft, choose, openApp, signOut, source } from "./app.js";
import { allKeys } from "./keys.js";
import { overviewOf } from "./module.js";
import { pages } from "./pages/index.js";
import { icon } from "./parts/icon.js";
import { modal } from "./parts/modal.js";
import { environment, file, may, nameOf, state, update } from "./store.js";

/** The most entries that are shown. */
const MOST = 12;

let open = "";
let words = "";
let at = 0;
/** @type {any[]} what the document holds. */
let things = [];

/** Opens the palette, or the list of keys. */
export function openPalette(what) {
  open = what === "keys" ? "keys" : "search";
  type("");
  if (open === "search") findThings();
}

/** Follows what somebody types. */
function type(text) {
  words = text;
  at = 0;
  update();
}

/** Closes it. */
export function closePalette() {
  open = "";
  update();
}

/** Lists the paywalls and rules of what one looks at. */
async function findThings() {
  const from = source(environment());
  if (!from) return;
  const { paywalls, rules } = await overviewOf(from);
  things = [
    ...paywalls.map(({ id, name }) => entry("Paywall", name, () => go(`paywalls/${id}`), "", id)),
    ...rules.map(({ rule, name }) => entry("Rule", name, () => go(`campaigns/${rule}`), "", rule)),
  ];
  update();
}

/** Makes an entry; `id` is found as well, and not shown. */
const entry = (kind, label, run, hint = "", id = "") => ({ kind, label, run, hint, id });

function entries() {
  const { app, drafts, me, commands } = state;
  const about = [
    ...commands.map(({ label, run, keys, hint }) => entry("Here", label, run, keys ?? hint)),
    ...pages().map(([page, { label, key }]) => entry("Page", label, () => go(page), `g ${key}`)),
    ...things,
  ];
  if (file()) return about;
  return [
    ...about,
    ...drafts.map(({ id, name, owner }) => entry("Draft", name, () => choose({ draft: id }), nameOf(owner))),
    ...app.environments.map(({ name }) => entry("Environment", name, () => choose({ environment: name }))),
    ...(may("editor") ? [entry("Command", "New draft", () => beginDraft(), "⌘E")] : []),
    entry("Command", "Look at what is live", () => choose({ draft: null })),
    entry("Command", "Sign out", signOut),
    ...me.apps.filter(({ id }) => id !== app.id).map(({ id, name }) => entry("App", name, () => openApp(id))),
  ];
}

/** Returns the entries in which the letters stand, those first that begin with them. Other words are a customer's id. */
function found() {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return entries().slice(0, MOST);
  const rank = ({ label, hint, kind, id }) => {
    const place = `${label} ${kind}`.toLowerCase().indexOf(wanted);
    if (place >= 0) return place === 0 ? 0 : 1;
    return `${hint} ${id}`.toLowerCase().includes(wanted) ? 2 : 3;
  };
  const ranked = entries()
    .map((one) => [rank(one), one])
    .filter(([place]) => place < 3)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
  if (file()) return ranked.slice(0, MOST);
  const id = words.trim();
  const customer = entry("Customer", `Look up “${id}”`, () => go(`customers/${id}`), "device or user id");
  return [...ranked.slice(0, MOST - 1), customer];
}

function keyed(event) {
  const list = found();
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) at = (at + moves[event.key] + list.length) % list.length;
  else if (event.key === "Enter") return run(list[at]);
  // A field for searches would take it to empty itself.
  else if (event.key === "Escape") closePalette();
  else return;
  event.preventDefault();
  update();
}

function run(one) {
  closePalette();
  one?.run();
}

/** Shows the palette while it is open. */
export function palette() {
  if (!open) return nothing;
  const [label, body] = open === "keys" ? ["Keys", keys()] : ["Search and commands", search()];
  return modal("palette", label, closePalette, body);
}

const keys = () =>
  html`<header><h2>Keys</h2><button type="button" class="quiet" aria-label="Close" @click=${closePalette}>${icon("close")}</button></header>
    <dl class="keys">${allKeys().map(([key, label]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${label}</dd></div>`)}</dl>`;

function search() {
  const list = found();
  at = Math.min(at, list.length - 1);
  return html`<input type="search" placeholder="Search, or type a customer’s id" aria-label="Search" role="combobox" aria-expanded="true"
      aria-controls="found" aria-activedescendant=${`found-${at}`} autocomplete="off" spellcheck="false" .value=${words} @input=${(event) => type(event.target.value)} @keydown=${keyed}>
    <ul id="found" role="listbox" aria-label="Found">${list.map(
      (one, place) =>
        html`<li role="option" id=${`found-${place}`} aria-selected=${place === at} @click=${() => run(one)}><small>${one.kind}</small><b>${one.label}</b><span>${one.hint}</span></li>`,
    )}</ul>`;
}
