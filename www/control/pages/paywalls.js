// The gallery of paywalls, each drawn live on the form factor that campaigns show it on.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { source } from "../app.js";
import { contentOf } from "../module.js";
import { empty, head } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { count } from "../parts/words.js";
import { draft, environment, file, may, state } from "../store.js";
import { designsView, loadDesigns } from "./designs.js";

async function load({ query }) {
  if (query.new) return { designs: await loadDesigns() };
  const from = source(environment());
  if (!from) return { from, paywalls: [] };
  const { paywalls, campaigns } = (await contentOf(from)).outline;
  return { from, paywalls: paywalls.map((one) => ({ ...one, ...used(one.id, campaigns) })) };
}

/** Returns the form factors that rules show a paywall on, and the names of these rules. */
export function used(id, campaigns) {
  const rules = campaigns.filter(({ segments }) => segments.some(({ paywall }) => paywall === id));
  const forms = rules
    .flatMap(({ segments }) => segments.filter(({ paywall }) => paywall === id))
    .flatMap((one) => one.formFactors);
  return { forms: [...new Set(forms)], rules: rules.map(({ name }) => name) };
}

/** The form factors, as they are called. */
export const FORMS = { phone: "Phone", tablet: "Tablet", desktop: "Desktop", television: "TV" };

/** Lists the form factors that rules are for. */
export function formsOf({ outline: { campaigns } }) {
  const used = new Set(campaigns.flatMap(({ segments }) => segments.flatMap((one) => one.formFactors)));
  const some = Object.entries(FORMS).filter(([form]) => used.has(form));
  return some.length ? Object.fromEntries(some) : FORMS;
}

const LIKE_TV = /\bTV\b|television/i;

/** Returns the form factor on which to draw a paywall. */
export const formOf = ({ forms, name }) =>
  forms[0] ?? (LIKE_TV.test(name) ? "television" : /tablet|desktop/i.exec(name)?.[0].toLowerCase()) ?? "phone";

function card(one, from) {
  const form = formOf(one);
  const rules = one.rules.length ? `shown by ${count(one.rules.length, "rule")}` : "shown by no rule";
  return html`<figure class="card" data-form=${form}>
    <a href=${href(`paywalls/${one.id}`)} aria-label=${`Open ${one.name}`}><paywall-frame .what=${{ source: from, request: { paywall: one.id }, form, label: one.name }}></paywall-frame></a>
    <figcaption><b>${one.name}</b><small title=${one.rules.join("\n")}>${rules}</small></figcaption></figure>`;
}

/** Shows the paywalls of one form factor beside each other, so that pictures of one row are of one size. */
function shelf(form, paywalls, from) {
  const here = paywalls.filter((one) => formOf(one) === form);
  if (!here.length) return nothing;
  return html`<section class="shelf"><h2>${FORMS[form]}</h2><div class="cards" data-form=${form}>${here.map((one) => card(one, from))}</div></section>`;
}

function view({ from, paywalls, designs }) {
  if (designs) return designsView(designs);
  const wanted = (state.at.query.q ?? "").toLowerCase();
  const shown = paywalls.filter(({ name, rules }) => `${name} ${rules.join(" ")}`.toLowerCase().includes(wanted));
  const words = draft()
    ? `${count(paywalls.length, "paywall")} in the draft “${draft().name}”`
    : `${count(paywalls.length, "paywall")}, ${file() ? `by ${file()}` : `as they are live in ${environment().name}`}`;
  const action = may("editor")
    ? html`<button type="button" class="primary" @click=${() => setQuery({ new: "design" }, { push: true })}>${icon("plus")}New paywall</button>`
    : nothing;
  if (!from)
    return html`${head("Paywalls")}${empty("No paywalls yet", "Nothing is live here. Begin a draft, or choose another environment.", action)}`;
  return html`${head("Paywalls", words, action)}
    <div class="filters"><label class="find">${icon("search")}<input type="search" aria-label="Filter by name or rule" placeholder="Filter by name or rule" .value=${state.at.query.q ?? ""} @input=${(event) => setQuery({ q: event.target.value })}></label></div>
    ${shown.length ? Object.keys(FORMS).map((form) => shelf(form, shown, from)) : empty("None fits", `No paywall and no rule is called “${wanted}”.`)}`;
}

export default { label: "Paywalls", key: "p", asks: ["new"], load, view };
