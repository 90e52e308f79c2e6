// The gallery of paywalls, each drawn live on the form factor that campaigns show it on.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { source } from "../app.js";
import { overviewOf } from "../module.js";
import { empty, head, opens } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { count } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { draft, environment, file, may, state } from "../store.js";
import { designsView, loadDesigns } from "./designs.js";

async function load({ query }) {
  if (query.new) return { designs: await loadDesigns() };
  const from = source(environment());
  if (!from) return { from, paywalls: [] };
  return { from, paywalls: (await overviewOf(from)).paywalls };
}

/** The form factors, as they are called. */
export const FORMS = tables.forms;

/** Names the form factors that rules are for. */
export const formsOf = ({ outline: { forms } }) => Object.fromEntries(forms.map((form) => [form, FORMS[form]]));

function card(one, from) {
  const rules = one.rules.length ? `shown by ${count(one.rules.length, "rule")}` : "shown by no rule";
  return html`<figure class="card" data-form=${one.form}>
    <a href=${href(`paywalls/${one.id}`)} aria-label=${`Open ${one.name}`}><paywall-frame .what=${{ source: from, request: { paywall: one.id }, form: one.form, label: one.name }}></paywall-frame></a>
    <figcaption><b>${one.name}</b><small title=${one.rules.join("\n")}>${rules}</small></figcaption></figure>`;
}

/** Shows the paywalls of one form factor beside each other, so that pictures of one row are of one size. */
function shelf(form, paywalls, from) {
  const here = paywalls.filter((one) => one.form === form);
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
  const action = may("editor") ? opens(html`${icon("plus")}New paywall`, { new: "design" }, "primary") : nothing;
  if (!from)
    return html`${head("Paywalls")}${empty("No paywalls yet", "Nothing is live here. Begin a draft, or choose another environment.", action)}`;
  return html`${head("Paywalls", words, action)}
    <div class="filters"><label class="find">${icon("search")}<input type="search" aria-label="Filter by name or rule" placeholder="Filter by name or rule" .value=${state.at.query.q ?? ""} @input=${(event) => setQuery({ q: event.target.value })}></label></div>
    ${shown.length ? Object.keys(FORMS).map((form) => shelf(form, shown, from)) : empty("None fits", `No paywall and no rule is called “${wanted}”.`)}`;
}

export default { label: "Paywalls", key: "p", asks: ["new"], load, view };
