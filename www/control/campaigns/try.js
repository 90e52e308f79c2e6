// A customer, tried: what this one gets by the draft, and why. The address holds who it is.
import { html, nothing } from "lit-html";

import { environment, may } from "../store.js";
import { failure, select } from "../parts/blocks.js";
import { trace } from "../parts/trace.js";
import { PERSONAS, personas } from "../parts/words.js";
import { answer } from "./answers.js";
import { FORMS } from "../pages/paywalls.js";

/** @import { Work } from "./work.js" */

/** Makes the customer of the address; undefined while they are looked up. */
function customer(/** @type {Work} */ work) {
  const { customer: id, persona = "new", draw = "1" } = work.context.query;
  const kind = PERSONAS[/** @type {keyof typeof PERSONAS} */ (persona)] ?? PERSONAS.new;
  if (!id || !may("support")) return { who: { id: `somebody-${draw}`, ...kind[1] } };
  const { body, error, waits } = answer(work, "customer", {
    path: `customers/${encodeURIComponent(id)}`,
    body: undefined,
  });
  if (error)
    return {
      error:
        error.status === 404
          ? { message: `Neither a device nor an account is called “${id}”.`, code: "not_found" }
          : error,
    };
  return { who: body && !waits ? body.request : undefined };
}

/** Shows the form and what the customer gets, at the placement of the open rule. */
export function tryOut(/** @type {Work} */ work, /** @type {any} */ rule) {
  if (!rule) return nothing;
  const { query, setQuery, draft } = work.context;
  const form = query.form in FORMS ? query.form : "phone";
  const { who, error } = customer(work);
  const launch = rule.type === "default" ? {} : { [rule.type]: rule.value };
  const request = { launch, customer: who, device: { formFactor: form }, trace: true };
  const body = { source: draft ? { draft } : { environment: environment().name }, request };
  const edit = draft ? work.session.edit : undefined;
  const found = who ? answer(work, "try", { path: "decide", body, edit }) : undefined;
  const lookUp = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const id = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("customer");
    setQuery({ customer: String(id).trim() || null });
  };
  const another = () => setQuery({ draw: String(Number(query.draw ?? 1) + 1) });
  return html`<section class="part try" aria-labelledby="try"><header><h2 id="try">Try a customer</h2></header>
    <div class="filters">${select("Customer", personas(), query.persona ?? "new", (persona) => setQuery({ persona, customer: null }))}
      ${select("On", FORMS, form, (value) => setQuery({ form: value }))}
      ${query.customer ? nothing : html`<button type="button" @click=${another} title="The same kind of customer with another id: an experiment may draw another variant">Another one</button>`}</div>
    ${may("support") ? html`<form class="lookup" @submit=${lookUp}><input name="customer" type="search" aria-label="Device, account or user id" placeholder="Or somebody’s id" spellcheck="false" .value=${query.customer ?? ""}><button type="submit">Look up</button></form>` : nothing}
    <div role="status" ?data-waits=${found?.waits}>${error ? failure(error) : found?.error ? failure(found.error) : found?.body ? decided(work, found.body) : nothing}</div></section>`;
}

/** Says what the customer gets, and which rules were asked. */
function decided(/** @type {Work} */ work, /** @type {any} */ answered) {
  const { decision } = answered.ok ?? {};
  const campaigns = work.ids("campaign_rules").map((id) => ({ rule: id, name: work.part("campaign_rules", id)?.name }));
  const name = decision?.paywall && (work.part("paywalls", decision.paywall)?.name ?? decision.paywall);
  const words = name
    ? html`Gets <b>${name}</b>`
    : decision?.heldOut
      ? html`Is held out by <b>${decision.heldOut}</b>: nothing is shown`
      : html`Gets nothing`;
  return html`<p>${words}.</p>${trace(answered, { campaigns })}`;
}
