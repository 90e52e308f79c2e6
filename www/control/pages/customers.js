// One customer by device or account: what they see and why, what they may use, and what happened, in sentences.
import { html, nothing } from "lit-html";

import { go, setQuery } from "../address.js";
import { tryGet } from "../api.js";
import { source } from "../app.js";
import { documentOf } from "../module.js";
import { empty, head, select } from "../parts/blocks.js";
import { agreement } from "../parts/agreement.js";
import { once } from "../parts/once.js";
import { trace } from "../parts/trace.js";
import { ago, short } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { environment, state } from "../store.js";
import { asked, deeds, endOf, grantOf, helps, withNames } from "./help.js";
import { formsOf } from "./paywalls.js";
import { loadScenarios, played, questions } from "./scenarios.js";

const path = (id) => `/customers/${encodeURIComponent(id)}`;

async function load(at) {
  const { id } = at;
  if (!id) return loadScenarios(at);
  const from = source(environment(), null);
  const [found, content] = await Promise.all([tryGet(path(id)), from ? documentOf(from) : null]);
  return { found, content, from };
}

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const flags = (journey) =>
  Object.entries(journey ?? {})
    .filter(([, on]) => on === true)
    .map(([name]) => camel(name));

/** Makes the request that this customer's app would send. */
export function requestOf({ account, customer, user }) {
  return {
    id: user,
    loggedIn: Boolean(account),
    entitlements: customer.entitlements.map((one) => one.id),
    journeyState: Object.fromEntries(flags(customer.journey).map((flag) => [flag, true])),
  };
}

/** Asks the module what this customer sees. */
function launched({ found, content }) {
  const { placements, paywalls } = content.outline;
  const named = placements.filter(({ type }) => type === "label").map(({ value }) => [value, value]);
  const labels = Object.fromEntries([["", "Default"], ...named]);
  const label = labels[state.at.query.placement] ? state.at.query.placement : "";
  const form = Object.keys(formsOf(content))[0];
  const request = {
    launch: label ? { label } : {},
    customer: requestOf(found),
    products: content.products,
    locale: content.locales[0],
    device: { formFactor: form },
  };
  const answer = JSON.parse(content.runtime.answer("decide", { ...request, trace: true }));
  const paywall = paywalls.find(({ id }) => id === answer.ok?.decision?.paywall);
  return { labels, label, form, request, answer, paywall };
}

function seen({ content, from }, launch) {
  if (!launch) return html`<p class="quiet">Nothing is live in ${environment().name}.</p>`;
  const { labels, label, form, request, answer, paywall } = launch;
  const name = paywall?.name;
  return html`<div class="filters">${select("Placement", labels, label, (value) => setQuery({ placement: value }))}</div>
    <div class="seen"><figure class="card" data-form=${form}>${name ? html`<paywall-frame .what=${{ source: from, request, form, label: name }}></paywall-frame>` : html`<div class="nothing" data-form=${form}><p>Nothing is shown</p><small>${answer.error?.message ?? ""}</small></div>`}
      <figcaption><b>${name ?? "No paywall"}</b>${name ? agreement(from, content, [request]) : nothing}</figcaption></figure>
      <div><h3>Why</h3>${trace(answer, { campaigns: content.outline.rules })}</div></div>`;
}

const entitled = (names, { id, until }) =>
  html`<li><p><b>${names?.find((one) => one.id === id)?.name || id}</b><small>${until ? html`ends ${ago(until)}` : "without end"}</small></p></li>`;

function purchase({ lineage, status }) {
  const grant = grantOf(lineage);
  const what = grant ? "Given without a purchase" : html`<code>${lineage}</code>`;
  const words = html`${status.subscription ? "A subscription that" : "It"} ${tables.phases[status.phase] ?? status.phase}.`;
  const end = grant && status.phase === "active" && helps() ? endOf(grant) : nothing;
  return html`<li><p>${what}<small>${words}</small></p>${end}</li>`;
}

function facts({ found }) {
  const { account, user, customer, revision, fetched } = found;
  const journey = flags(customer.journey).map((flag) => tables.journey[flag] ?? flag);
  return html`<section><h2>Who</h2><dl><dt>Account</dt><dd>${account ?? "anonymous"}</dd><dt>User</dt><dd>${short(String(user))}</dd>
      ${revision ? html`<dt>Last fetched</dt><dd>${short(revision)} ${fetched ? ago(fetched) : nothing} ${revision === environment().live?.revision ? "(what is live now)" : "(not what is live now)"}</dd>` : nothing}</dl></section>
    <section><h2>May use</h2>${customer.entitlements.length ? html`<ul class="plain">${customer.entitlements.map((one) => entitled(found.entitlements, one))}</ul>` : html`<p class="quiet">Nothing that is paid for.</p>`}</section>
    <section><h2>Purchases</h2>${customer.purchases.length ? html`<ul class="plain">${customer.purchases.map(purchase)}</ul>` : html`<p class="quiet">None that the stores told of.</p>`}</section>
    <section><h2>Journey</h2><p>${journey.length ? `This customer ${journey.join(", ")}.` : "Nothing special: neither trial nor trouble with a payment."}</p></section>`;
}

function happened({ found }) {
  const lines = found.history ?? [];
  return html`<section class="part"><h2>What happened</h2>${lines.length ? html`<ol class="stories">${lines.map((line) => html`<li><p><span>${withNames(line.text)}.</span><small>${ago(line.at)}</small></p></li>`)}</ol>` : html`<p class="quiet">Nothing is written down yet.</p>`}</section>`;
}

const search = () => {
  const submit = (event) => {
    event.preventDefault();
    const id = new FormData(event.currentTarget).get("id");
    if (id) go(`customers/${String(id).trim()}`);
  };
  return html`<form class="lookup" @submit=${submit}><input name="id" type="search" aria-label="Device, account or user id" placeholder="Device, account or user id" spellcheck="false" .value=${state.at.id}><button type="submit" class="primary">Look up</button></form>`;
};

function view(data) {
  const { found } = data;
  if (!state.at.id && state.at.query.story) return played(data.played);
  const top = html`${head("Customers", "What one customer sees, why, and what happened to them.")}${search()}`;
  if (!state.at.id)
    return html`${top}${empty("Whom do you want to see?", "Support has the id from the app’s settings page, or from the customer’s account.")}${questions(data.questions)}`;
  if (!found)
    return html`${top}${empty("Nobody has this id", `Neither a device nor an account is called “${state.at.id}” in this app.`)}`;
  const launch = data.content ? launched(data) : null;
  const shown = launch?.paywall && { paywall: launch.paywall.id, request: launch.request };
  return html`${top}${once()}${deeds(shown)}${asked(found.entitlements ?? [])}<div class="with-beside"><div class="parts"><section class="part"><h2>What they see in ${environment().name}</h2>${seen(data, launch)}</section>${happened(data)}</div>
    <aside class="beside">${facts(data)}</aside></div>`;
}

export default { label: "Customers", key: "c", asks: ["story"], load, view };
