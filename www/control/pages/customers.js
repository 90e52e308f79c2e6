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
import { environment, state } from "../store.js";
import { asked, deeds, endOf, helps, withNames } from "./help.js";
import { loadScenarios, played, questions } from "./scenarios.js";

const path = (id) => `/customers/${encodeURIComponent(id)}`;

async function load(at) {
  const { id } = at;
  if (!id) return loadScenarios(at);
  const from = source(environment(), null);
  const [found, content] = await Promise.all([tryGet(path(id)), from ? documentOf(from) : null]);
  return { found, content, from };
}

/** Asks the module what this customer sees. */
function launched({ found, content }) {
  const { placements, names } = content.outline;
  const named = placements.filter(({ type }) => type === "label").map(({ value }) => [value, value]);
  const labels = Object.fromEntries([["", "Default"], ...named]);
  const label = labels[state.at.query.placement] ? state.at.query.placement : "";
  const form = content.outline.forms[0];
  const request = {
    launch: label ? { label } : {},
    customer: found.request,
    products: content.products,
    locale: content.locales[0],
    device: { formFactor: form },
  };
  const answer = JSON.parse(content.runtime.answer("decide", { ...request, trace: true }));
  const paywall = answer.ok?.decision?.paywall;
  return { labels, label, form, request, answer, paywall, name: names[paywall] ?? paywall };
}

function seen({ content, from }, launch) {
  if (!launch) return html`<p class="quiet">Nothing is live in ${environment().name}.</p>`;
  const { labels, label, form, request, answer, name } = launch;
  return html`<div class="filters">${select("Placement", labels, label, (value) => setQuery({ placement: value }))}</div>
    <div class="seen"><figure class="card" data-form=${form}>${name ? html`<paywall-frame .what=${{ source: from, request, form, label: name }}></paywall-frame>` : html`<div class="nothing" data-form=${form}><p>Nothing is shown</p><small>${answer.error?.message ?? ""}</small></div>`}
      <figcaption><b>${name ?? "No paywall"}</b>${name ? agreement(from, content, [request]) : nothing}</figcaption></figure>
      <div><h3>Why</h3>${trace(answer, { campaigns: content.outline.rules })}</div></div>`;
}

const entitled = (names, { id, until }) =>
  html`<li><p><b>${names?.find((one) => one.id === id)?.name || id}</b><small>${until ? html`ends ${ago(until)}` : "without end"}</small></p></li>`;

const purchase = ({ lineage, words, is_given, grant }) =>
  html`<li><p>${is_given ? "Given without a purchase" : html`<code>${lineage}</code>`}<small>${words}</small></p>${grant && helps() ? endOf(grant) : nothing}</li>`;

/** Shows a list of facts, or that there is none. */
const listed = (title, lines, none) =>
  html`<section><h2>${title}</h2>${lines.length ? html`<ul class="plain">${lines}</ul>` : html`<p class="quiet">${none}</p>`}</section>`;

function facts({ found }) {
  const { account, user, customer, purchases, journey, revision, fetched, entitlements } = found;
  const isLive = revision === environment().live?.revision;
  const has = customer.entitlements.map((one) => entitled(entitlements, one));
  return html`<section><h2>Who</h2><dl><dt>Account</dt><dd>${account ?? "anonymous"}</dd><dt>User</dt><dd>${short(String(user))}</dd>
      ${revision ? html`<dt>Last fetched</dt><dd>${short(revision)} ${fetched ? ago(fetched) : nothing} ${isLive ? "(what is live now)" : "(not what is live now)"}</dd>` : nothing}</dl></section>
    ${listed("May use", has, "Nothing that is paid for.")}${listed("Purchases", purchases.map(purchase), "None that the stores told of.")}
    <section><h2>Journey</h2><p>${journey}</p></section>`;
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
  const shown = launch?.paywall && { paywall: launch.paywall, request: launch.request };
  return html`${top}${once()}${deeds(shown)}${asked(found.entitlements ?? [])}<div class="with-beside"><div class="parts"><section class="part"><h2>What they see in ${environment().name}</h2>${seen(data, launch)}</section>${happened(data)}</div>
    <aside class="beside">${facts(data)}</aside></div>`;
}

export default { label: "Customers", key: "c", asks: ["story"], load, view };
